import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, redactText } from './redact.ts';
import { redactIdentifier } from './redact-identifier.ts';
import type { RedactionMode } from './redaction/placeholders.ts';
import { redactCall } from './redaction/redact-call.ts';

const ownContacts = { phones: ['400-820-0000'], emails: ['help@bank.example'] };
const redact = (text: string, mode: RedactionMode = 'speech') => redactText(text, { ownContacts, mode }).text;

/** An identity number with a valid checksum. */
function identityNumber(head17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(head17[i]), 0);
  return head17 + '10X98765432'[sum % 11];
}

/** Digits completed to pass the Luhn test. */
function cardNumber(head: string): string {
  const digits = [...head].reverse().map(Number);
  const sum = digits.reduce((total, d, i) => total + (i % 2 === 0 ? (d > 4 ? d * 2 - 9 : d * 2) : d), 0);
  return head + String((10 - (sum % 10)) % 10);
}

describe('numbers', () => {
  it.each([
    ['我的手机是13812345678。', '我的手机是[PHONE]。'],
    ['打138 1234 5678或者+86-139-8765-4321', '打[PHONE]或者[PHONE]'],
    ['１３８１２３４５６７８', '[PHONE]'],
    ['号码是幺三八，一二三四，五六七八', '号码是[PHONE]'],
    ['座机010-62345678转801', '座机[PHONE]'],
    ['call me at +852 9123 4567 please', 'call me at [PHONE] please'],
    ['my number is (212) 555-0147', 'my number is [PHONE]'],
    ["it's one three nine, one two three four, five six seven eight", "it's [PHONE]"],
    [`身份证${identityNumber('11010519491231002')}`, '身份证[ID]'],
    ['身份证110105 19491231 002x', '身份证[ID]'],
    ['老号码110105491231002', '老号码[ID]'],
    ['香港身份證A123456(3)', '香港身份證[ID]'],
    ['My passport number is E12345678.', 'My passport number is [ID].'],
    [`卡号${cardNumber('622202100112345')}`, '卡号[CARD]'],
    [`card ${cardNumber('411111111111111').replace(/(\d{4})(?=\d)/g, '$1 ')}.`, 'card [CARD].'],
    ['电话一三九二二二二三三四四', '电话[PHONE]'],
    ['一三八，零零一三，八零零一三', '[PHONE]'],
    ['是一三八……零零一三……嗯八零零零对吧', '是[PHONE]对吧'],
    ['卡6222021001123451', '卡[CARD]'],
    ['邮箱是wang.jg+a@mail.example谢谢', '邮箱是[EMAIL]谢谢'],
    ["it's jane dot roe at mail dot example", "it's [EMAIL]"],
  ])('masks %s', (text, expected) => expect(redact(text)).toBe(expected));

  it.each([
    '行政法/护照法(2006-04-29)#第一条',
    '居民身份证法（2011-10-29）第二条',
    'Identity Card Act (2011-10-29), section 2',
  ])('takes the day of a document for no number: %s', (text) => {
    expect(redact(text, 'document')).toBe(text);
    expect(redactIdentifier(text, { ownContacts, mode: 'document', pseudonym: (value) => value })).toBe(text);
  });

  it.each([
    '年费300元，额度50000元，一共60000000元',
    '订单号20250301123456789012，工单尾号5518',
    '自2026年4月1日起施行，第十二条之一',
    '请拨打400-820-0000或发到help@bank.example',
    '利率3.85%，分36期，2024-03-01至2026-06-30',
    'The fee is CNY 12,345,678.90, see order 2024030112345678.',
    '一二三四五六',
    '一、二、三、四、五、六、七都行',
    '订单号二零二五零三零一一二',
    '流水6222021001123450没有到账',
  ])('leaves %s', (text) => expect(redact(text)).toBe(text));

  it('keeps other toll-free numbers in documents, and masks them in calls', () => {
    expect(redact('拨打400-123-4567', 'document')).toBe('拨打400-123-4567');
    expect(redact('拨打400-123-4567')).toBe('拨打[PHONE]');
  });
});

describe('other personal data', () => {
  it.each([
    ['住在北京市朝阳区建国路88号3单元501室', '住在[ADDRESS]'],
    ['帳單寄到台北市信義區信義路五段7號12樓之3', '帳單寄到[ADDRESS]'],
    ['I live at 221 Baker Street, London NW1 6XE', 'I live at [ADDRESS]'],
    ['账号是110012345678', '账号是[ACCOUNT]'],
    ['send it to GB82 WEST 1234 5698 7654 32 today', 'send it to [ACCOUNT] today'],
    ['保单号码PL20260001234', '保单号码[POLICY]'],
    ['车牌京A12345，新的是粤BD12345', '车牌[PLATE]，新的是[PLATE]'],
    ['车牌粤B幺二三四五', '车牌[PLATE]'],
    ['登录IP是203.0.113.9和2001:db8::8a2e:370:7334', '登录IP是[IP]和[IP]'],
    ['验证码是384920', '验证码是[PASSCODE]'],
    ['my pin is four eight one five', 'my pin is [PASSCODE]'],
    ['我是1985年3月12日出生的', '我是[BIRTHDATE]出生的'],
    ['my date of birth is march twelfth nineteen eighty five', 'my date of birth is [BIRTHDATE]'],
    ['my number is one three ate, triple five, six to double six seven', 'my number is [PHONE]'],
    ['手机一三八气六霸双五三个二', '手机[PHONE]'],
    ['卡号六二二三，不对，是6222020200112233446', '卡号[CARD]，不对，是[CARD]'],
    ['尾号七七八八的卡', '尾号[CARD]的卡'],
    ['邮箱zhangsan艾特qq点com', '邮箱[EMAIL]'],
    ['my SSN is 219-09-9999', 'my SSN is [ID]'],
  ])('masks %s', (text, expected) => expect(redact(text)).toBe(expected));

  it.each([
    '密码连续输错三次会锁24小时，验证码60秒内有效',
    '二零二四年十一月十一号，一共两千八百八十八块',
    '四零零，八二零，零零零零打不通，(+86)400 820 0000也是',
    '固件12.0.1.3升级失败',
    'two thousand eight hundred eighty eight dollars, version 10.2.3.4',
    'one two three four five six seven eight nine ten',
  ])('leaves %s', (text) => expect(redact(text)).toBe(text));
});

describe('the turns of a call', () => {
  const whole = (turns: readonly string[]) =>
    redactCall(turns, createRedactor({ ownContacts })).map(({ text }) => text);
  const live = (turns: readonly string[]) => {
    const redactor = createRedactor({ ownContacts });
    return turns.map((turn) => redactor.redactTurn(turn).text);
  };
  it.each([
    [
      ['尾号多少？', '七七八八'],
      ['尾号多少？', '[CARD]'],
    ],
    [
      ['What are the last four digits?', "It's double seven eight eight."],
      ['What are the last four digits?', "It's [CARD]."],
    ],
    [
      ['请报一下卡号', '六二二二', '嗯，六二二二', '零二零零', '好的', '一二三四', '您继续', '五六七八'],
      ['请报一下卡号', '[CARD]', '嗯，[CARD]', '[CARD]', '好的', '[CARD]', '您继续', '[CARD]'],
    ],
    [
      ['请问怎么称呼？', '王建国。'],
      ['请问怎么称呼？', '[NAME]。'],
    ],
    [
      ['您的出生日期？', '八五年三月十二号'],
      ['您的出生日期？', '[BIRTHDATE]'],
    ],
    [
      ['身份证号码是多少？', '稍等一下。', '本金是四万，手续费一千八，总共四万一千八。'],
      ['身份证号码是多少？', '稍等一下。', '本金是四万，手续费一千八，总共四万一千八。'],
    ],
    [
      ['卡号多少', '这笔扣了3000元', '好的，2026年的账单'],
      ['卡号多少', '这笔扣了3000元', '好的，2026年的账单'],
    ],
  ] as const)('%s', (turns, expected) => {
    expect(live(turns)).toEqual(expected);
    expect(whole(turns)).toEqual(expected);
  });

  it('a number dictated over turns that nobody asked for shows once the whole call is known', () => {
    expect(whole(['1381', '嗯', '2345', '678'])).toEqual(['[PHONE]', '嗯', '[PHONE]', '[PHONE]']);
  });
});

describe('identifiers', () => {
  const settings = { ownContacts, pseudonym: (value: string) => `pseudonym of ${value}` };
  const identify = (text: string) => redactIdentifier(text, settings);

  it('lose personal data, and stay different where it differs', () => {
    expect(identify('calls/张三 13812345678.mp3')).toMatch(/^calls\/\[NAME\]-[b-v]{12} \[PHONE\]-[b-v]{12}\.mp3$/);
    expect(identify('13812345678_20260301.wav')).toMatch(/^\[PHONE\]-[b-v]{12}_20260301\.wav$/);
    expect(identify('13812345678.wav')).not.toBe(identify('13812345679.wav'));
    expect(identify('+86 138-1234-5678.wav')).toBe(identify('13812345678.wav'));
    for (const plain of ['call-00012', '20260301101530.wav', '550e8400-e29b-41d4-a716-446655440000', '金卡章程.md'])
      expect(identify(plain)).toBe(plain);
  });

  it('do not change when it is done again', () => {
    const piece = fc.constantFrom(
      '13812345678',
      '张三',
      '_',
      '-',
      '.wav',
      '/',
      'a@b.co',
      '6222020200112233446',
      'john',
      ' ',
    );
    const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 8 }).map((p) => p.join(''));
    fc.assert(
      fc.property(text, (id) => {
        const once = identify(id);
        expect(identify(once)).toBe(once);
      }),
    );
  });
});

describe('names', () => {
  it.each([
    ['我叫王建国，要投诉', '我叫[NAME]，要投诉'],
    ['我叫李浩然想问一下', '我叫[NAME]想问一下'],
    ['我姓欧阳，欧阳小雨', '我姓[NAME]，[NAME]'],
    ['免贵姓鄺。', '免贵姓[NAME]。'],
    ['好的马先生，王建国女士您好', '好的[NAME]先生，[NAME]女士您好'],
    ['您好，我是8号客服李静为您服务', '您好，我是8号客服[NAME]为您服务'],
    ['我的名字是陳嘉欣。', '我的名字是[NAME]。'],
    ['收款人姓名打成“王芳”，其实是“王方”', '收款人姓名打成“[NAME]”，其实是“[NAME]”'],
    ['英文姓名是 LAI, CHIN-FA，不是 LAI, CHIH-FA', '英文姓名是 [NAME]，不是 [NAME]'],
    ['我叫曹磊，你记着，C-A-O', '我叫[NAME]，你记着，[NAME]'],
    ['我老婆叫端木蓉', '我老婆叫[NAME]'],
    ['户名王建国', '户名[NAME]'],
    ['持卡人李静要改', '持卡人[NAME]要改'],
    ['客户王先生来电', '客户[NAME]先生来电'],
    ['我叫第五伦', '我叫[NAME]'],
    ['独孤女士', '[NAME]女士'],
    ['叫我Tom就行', '叫我[NAME]就行'],
    ['收款人是张伟，转错了', '收款人是[NAME]，转错了'],
    ['My name is Anna-Lena O’Brien.', 'My name is [NAME].'],
    ['my name is john smith and i want a refund', 'my name is [NAME] and i want a refund'],
    ['Grace speaking. This is Amélie Fournier from Lyon.', '[NAME] speaking. This is [NAME] from Lyon.'],
    ['Thank you, Mrs. van Dyke.', 'Thank you, Mrs. [NAME].'],
    ["I'm Daniel, that's D-A-N-I-E-L", "I'm [NAME], that's [NAME]"],
  ])('masks %s', (text, expected) => expect(redact(text)).toBe(expected));

  it.each([
    '我是来投诉的，我叫了三次都没人理',
    '我是白金卡客户，安心信用卡的年费怎么收',
    '有关主管部门应当委托律师',
    '我叫你们经理来',
    '我是第五次打来了，按第五条办',
    '持卡人符合条件，收款人全称要对',
    '名字打成了别人的，应该是我的',
    '名字是对的，汇的是 USD, CNY，按 A-T 键',
    'this is ridiculous, I am angry and I am calling again',
    'This is Spruce Bank, how can I help?',
    "I'm German and I'm afraid it's Monday",
  ])('leaves %s', (text) => expect(redact(text)).toBe(text));

  it('masks a name that was introduced elsewhere in the call, before and after', () => {
    const redactor = createRedactor({ ownContacts });
    const turns = ['请问建国在吗', '我叫王建国', '好的，王建国已经登记'];
    for (const turn of turns) redactor.learn(turn);
    expect(turns.map((turn) => redactor.redact(turn).text)).toEqual([
      '请问[NAME]在吗',
      '我叫[NAME]',
      '好的，[NAME]已经登记',
    ]);
  });

  it('masks the given name before a surname that was introduced, and no other word', () => {
    const redactor = createRedactor({ ownContacts, names: ['Ashdown'] });
    expect(redactor.redact('Patricia Ashdown. Thank Ashdown.').text).toBe('[NAME]. Thank [NAME].');
  });

  it('masks names that are known beforehand', () => {
    const redactor = createRedactor({ ownContacts, names: ['Grace Miller'] });
    expect(redactor.redact('Thanks Grace, you have been gracious').text).toBe('Thanks [NAME], you have been gracious');
  });
});

it('a name longer than any is masked where it stands, and not remembered', () => {
  expect(redact(`${'A-'.repeat(50_000)} 13812345678`)).toContain('[PHONE]');
});

it('masks every one of many names', () => {
  expect(redact('王先生'.repeat(2_000))).not.toContain('王');
});

describe('for any text', () => {
  const fragments = fc.constantFrom(
    '我叫',
    '王建国',
    '13812345678',
    '我姓陈',
    '先生',
    '，',
    ' ',
    '622202',
    '[PHONE]',
    '[',
    ']',
    'my name is ',
    'John Smith',
    'a@b.co',
    ' at x dot com',
    '😀',
    '𠮷',
    '\ud83d',
    '110105194912310021',
    '我是',
    'S-M-I-T-H',
    '400-820-0000',
    'this is ',
    '卡号',
    '验证码',
    '号3单元501室',
    '一三八双五',
    '不对，是',
    'double five ',
    '1985年3月',
    '出生',
    '粤B',
  );
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(fragments, fc.string({ maxLength: 4 })), { maxLength: 14 }).map((p) => p.join('')),
  );

  it('redacting again changes nothing', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom<RedactionMode>('speech', 'document'), (text, mode) => {
        const once = redact(text, mode);
        expect(redact(once, mode)).toBe(once);
      }),
      { numRuns: 400 },
    );
  });

  it('the findings are placeholders of the output, in order, and what lies between them is the input', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: output, found, replaced } = redactText(text, { ownContacts });
        let rebuilt = '';
        let last = 0;
        for (const { type, start, end } of replaced) {
          rebuilt += `${text.slice(last, start)}[${type}]`;
          last = end;
        }
        expect(rebuilt + text.slice(last)).toBe(output);
        let [from, at] = [0, 0];
        for (const { type, start, end } of found) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(output.slice(start, end)).toBe(`[${type}]`);
          at = text.indexOf(output.slice(from, start), at);
          expect(at).toBeGreaterThanOrEqual(0);
          at += start - from;
          from = end;
        }
        expect(text.endsWith(output.slice(from))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('no surrogate pair is torn', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fragments.filter((f) => f !== '\ud83d'),
            fc.constantFrom('😀', '𠮷'),
          ),
          { maxLength: 12 },
        ),
        (parts) => {
          expect(redact(parts.join(''))).not.toMatch(
            /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('no valid mobile, identity or card number is left, whatever stands around it', () => {
    const digits = (n: number) =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n, maxLength: n }).map((d) => d.join(''));
    const around = fc.constantFrom('', '，', '是', ' ', '。', '号码');
    fc.assert(
      fc.property(digits(9), digits(14), digits(3), around, around, (phone, card, tail, before, after) => {
        const numbers = [`13${phone}`, cardNumber(`6${card}`), identityNumber(`31010119800229${tail}`)];
        for (const number of numbers) expect(redact(`${before}${number}${after}`)).not.toContain(number);
      }),
      { numRuns: 200 },
    );
  });
});
