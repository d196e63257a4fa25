import { describe, expect, it } from 'vitest';
import { findProhibited } from './find-prohibited.ts';

const found = (rule: string, said: string) =>
  findProhibited([{ id: 'rule', text: rule }], [{ id: 'said', text: said }]).map(({ what }) => what);

describe('what a document forbids to promise', () => {
  it.each([
    ['客服人员不得承诺减免年费。', '您放心，我保证给您减免年费。', 1],
    ['客服人员不得承诺减免年费。', '我帮您提交年费减免的申请，我不能保证一定会减免年费。', 0],
    ['客服人员不得承诺减免年费。', '年费的减免要看消费笔数。', 0],
    ['客服人员不得承诺减免滞纳金。', '您放心，我保证把这笔滞纳金给您减免掉。', 1],
    ['客服人員不得承諾減免年費。', '您放心，我保證給您減免年費。', 1],
    ['不得承诺未经审核的解除时间。', '今天下午一定会给您解除。', 1],
    ['不得承诺未经审核的解除时间。', '今天下午一定会给您答复。', 0],
    ['任何人不得承诺补足本金或者收益。', '亏了我们肯定会补足本金。', 1],
    ['处理投诉时不得有下列行为：\n（一）承诺超出本人权限的退费；\n（二）指责客户。', '我保证今天退费给您。', 1],
    ['处理投诉时应当做到：\n（一）承诺的退费按时到账；', '我保证今天退费给您。', 0],
    ['客户可以承诺按期还款。', '我保证您能按期还款。', 0],
    ['Agents must not promise a refund date.', 'I promise the refund will be there on Friday.', 1],
    ['Agents must not promise a refund date.', "I can't promise when the refund will be there.", 0],
    ['Agents must never guarantee any approval or waivers.', 'You will definitely get the waiver.', 1],
    ['Agents must never guarantee any approval or waivers.', 'Is the waiver guaranteed?', 0],
    ['Agents may promise a callback.', 'I promise a callback today.', 0],
  ])('%s | %s', (rule, said, times) => expect(found(rule, said)).toHaveLength(times));
});

describe('words that a document forbids', () => {
  it.each([
    ['不得使用“保本”“稳赚”等表述。', '这款产品基本是保本的。', ['保本']],
    ['不得使用“保本”“稳赚”等表述。', '这款产品不保本。', []],
    ['销售人员不得有下列行为：\n（一）使用“保本”“稳赚”等表述；', '放心买，稳赚。', ['稳赚']],
    ['Staff must not use "risk-free" or "no fees".', 'It is a risk-free plan.', ['risk-free']],
    ['Staff must not use "risk-free" or "no fees".', 'It is not risk-free.', []],
    ['Staff may use "easy" of the card.', 'It is an easy card.', []],
  ])('%s | %s', (rule, said, words) => expect(found(rule, said)).toEqual(words));
});

describe('what a document forbids to ask for', () => {
  const spoken =
    '任何情况下不得索要账户密码、信用卡背面三位校验码。动态口令由客户在电话按键或者手机银行输入，不得要求客户向客户服务人员口述。';
  it.each([
    [spoken, '验证码说一下。', 1],
    [spoken, '您把交易密码报一下。', 1],
    [spoken, '背面三位数念给我听。', 1],
    [spoken, '動態口令發到您手機了，念給我聽。', 1],
    [spoken, '可以这样说：“动态口令发到您手机了，您在按键上输入，不用告诉我。”', 0],
    [spoken, '密码按键盘上，别说出来。', 0],
    [spoken, '您的卡号报一下。', 0],
    ['不得要求客户提供收入证明。', '麻烦您提供一下收入证明。', 1],
    ['不得要求客户提供收入证明。', '您不用提供收入证明。', 0],
    ['可以要求客户提供收入证明。', '麻烦您提供一下收入证明。', 0],
    ['Agents must never ask for a password or a one-time code.', 'Could you read me the code I just sent?', 1],
    ['Agents must never ask for a password or a one-time code.', 'Never tell anyone the code.', 0],
    ['Agents must never ask for a password or a one-time code.', 'Key the code in, please.', 0],
    ['Agents must not ask customers for a salary slip.', 'Could you send me your salary slip?', 1],
    ['Agents may ask for a salary slip.', 'Could you send me your salary slip?', 0],
  ])('%s | %s', (rule, said, times) => expect(found(rule, said)).toHaveLength(times));
});
