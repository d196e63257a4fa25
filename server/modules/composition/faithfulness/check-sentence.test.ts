import { describe, expect, it } from 'vitest';
import { checkSentence } from './check-sentence.ts';

const verdictOn = (sentence: string, ...texts: string[]) =>
  checkSentence(
    sentence,
    texts.map((text) => ({ text })),
  );
const supports = (text: string, sentence: string) => verdictOn(sentence, text).supported;

describe('a sentence', () => {
  it.each([
    ['The fee is EUR 1,200 for 24 months.', 'The fee is €1200 for two years.'],
    ['The rate is 1.5% a year.', 'The rate is 1.5 percent a year.'],
    ['From 1 March 2026 the fee is CNY 20.', 'From March 1, 2026 the fee is CNY 20.'],
    ['年利率为百分之三点五，期限二十四个月。', '年利率为3.5%，期限24个月。'],
    ['轉帳限額為每日五萬元。', '转账限额为每日50000元。'],
    [
      'The form is checked by the branch manager within two days.',
      'The branch manager checks the form within two days.',
    ],
    ['If the parcel is late, the sender may complain.', 'The sender may complain if the parcel is late.'],
    ['Guests who are not content may complain.', 'If you are not content, you can complain.'],
    ['If the parcel is late, we pay EUR 5 and the sender is told.', 'If the parcel is late, the sender is told.'],
    ['逾期超过9天的，通知担保人。', '如果您逾期超过9天，我们会通知担保人。'],
    ['请勿将链接转发给他人。', '请您不要将链接转发给他人。'],
    ['A deposit of GBP 20 is taken for power tools.', 'For power tools, we take a deposit of £20.'],
    ['Members can borrow up to five tools at a time.', 'No more than 5 tools can be borrowed at a time.'],
    ['The fee is USD 3. It is dropped if the book is lost.', 'When the book is lost, the fee is dropped.'],
    ['Gift cards are not refunded in cash.', 'You cannot refund gift cards in cash.'],
    ['月票每年可暂停一次，最长四周。', '每年可以暂停一次月票，不超过4周。'],
    ['除紧急情况外，出租人不得进入房屋。', '出租人不能进入房屋，但紧急情况除外。'],
    ['工具須於最後一日18:00前歸還。', '工具须在最后一天下午6点之前归还。'],
  ])('is supported by %j when it says %j', (text, sentence) => {
    expect(verdictOn(sentence, text)).toEqual({ supported: true, by: [0] });
  });

  it.each([
    ['The fee is EUR 12.', 'The fee is USD 12.'],
    ['The fee is EUR 12.', 'The fee is not EUR 12.'],
    ['The seller pays the buyer.', 'The buyer pays the seller.'],
    ['The fee is waived if the card is used.', 'The fee is waived.'],
    ['Plan A covers glass. Plan B covers tyres.', 'Plan A covers tyres.'],
    ['Guests registered online eat free.', 'Guests eat free.'],
    ['Do not share the code with our staff.', 'Please share the code with our staff.'],
    ['The excess is not charged on glass that a partner mends.', 'The excess is not charged on glass.'],
    ['已激活的礼品卡可以补办。', '礼品卡可以补办。'],
    ['在车间更换玻璃的，不收取工本费。', '在车间更换玻璃的，收取工本费。'],
    ['甲方应当向乙方支付违约金。', '乙方应当向甲方支付违约金。'],
    ['只有本人才能办理挂失。', '能办理挂失。'],
    ['诊疗费全额赔付，食品费用不予赔付。', '诊疗费不予赔付。'],
    ['除紧急情况外，出租人不得进入房屋。', '出租人不得进入房屋。'],
    ['Tools are returned in 3 days and cleaned in 15 days.', 'Tools are returned in 15 days and cleaned in 3 days.'],
    ['The guard must tell the owner why a bag is kept.', 'The owner must tell the guard why a bag is kept.'],
    ['投保时已如实告知的病症，自第二年起承保。', '病症自第二年起承保。'],
    ['禁止员工收受客户的礼品。', '禁止客户收受员工的礼品。'],
  ])('is not supported by %j when it says %j', (text, sentence) => {
    expect(supports(text, sentence)).toBe(false);
  });

  it('names the text that supports it among several, and needs one for each of its parts', () => {
    const texts = ['The fee is EUR 12.', 'A copy costs EUR 3.'];
    expect(verdictOn('A copy costs EUR 3; the fee is EUR 12.', ...texts)).toEqual({ supported: true, by: [1, 0] });
    expect(verdictOn('A copy costs EUR 3; the fee is EUR 3.', ...texts).supported).toBe(false);
    expect(verdictOn('', ...texts)).toEqual({ supported: false, reason: 'too_little' });
  });
});
