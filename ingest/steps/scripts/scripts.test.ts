import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../ports.ts';
import { asksForSecret } from './asks-secret.ts';
import { generalise, isMostlySlots, particularsIn } from './generalise.ts';
import { rulesSaid } from './rules-said.ts';
import { promisesTakenBack } from './taken-back.ts';
import { whatFollowed } from './what-followed.ts';

type Turn = readonly [role: 'customer' | 'agent', text: string];

function call(key: string, turns: readonly Turn[], day = 1, customer: string | null = null): StoredSource {
  return {
    type: 'transcript',
    key,
    sourceId: key,
    title: key,
    language: 'zh-Hans',
    metadata: {},
    segments: turns.map(([role, text], ordinal) => ({
      id: `${key}/${ordinal}`,
      ordinal,
      kind: 'utterance',
      locator: '',
      role,
      text,
    })),
    call: {
      agent: null,
      outcome: { result: 'solved' },
      customerPseudonym: customer,
      startedAt: new Date(Date.UTC(2026, 0, day)),
      durationMs: null,
      channel: null,
    },
  };
}

describe('a line that can be said to any customer', () => {
  it.each([
    ['zh-Hans', '[NAME]先生，300元最晚5月19号退回，编号T12345678。', '{姓名}先生，{金额}最晚{日期}退回，编号{编号}。'],
    ['zh-Hant', '您14:30來電說要退1,200元，利率3.5%。', '您{時間}來電說要退{金額}，利率{比例}。'],
    [
      'en',
      'Ms [NAME], $12.50 is back by March 3rd, 2 of 5.',
      'Ms {name}, {amount} is back by {date}, {number} of {number}.',
    ],
  ] as const)('in %s names what stood there', (language, line, expected) => {
    expect(generalise(line, language, () => false)).toBe(expected);
  });

  it('keeps what is the same in many calls', () => {
    const isTerm = ({ value }: { value: string }) => value === '5 number 工作日';
    expect(generalise('300元5个工作日内退回', 'zh-Hans', isTerm)).toBe('{金额}5个工作日内退回');
    expect(generalise('三百元五个工作日内退回', 'zh-Hans', isTerm)).toBe('{金额}五个工作日内退回');
    expect(particularsIn('三百块五个工作日内退回').map(({ value }) => value)).toEqual(
      particularsIn('300元5个工作日内退回').map(({ value }) => value),
    );
  });

  it.each([
    ['剩三期本金九百，手续费一期九块。', '剩{数字}期本金{数字}，手续费一期{金额}。'],
    ['六百六加手续费五块五，六十五块五，七号还。', '{数字}加手续费{金额}，{金额}，{日期}还。'],
    ['昨天额度从四万调到两万五，下周三上午答复。', '昨天额度从{数字}调到{数字}，{日期}上午答复。'],
    ['您这笔还了两年半，年化百分之三点六。', '您这笔还了{数字}年半，年化{比例}。'],
    ['晚上九点半以前，日利率万分之二点五。', '{时间}以前，日利率{比例}。'],
    ['千万别说出去，万一有事十分抱歉，一点不难，第二步见《三十条》。', null],
    ['請提供身分證後四位，每周一次，一個辦法。', null],
    ['Ready on the ninth from half past nine, two hundred yuan.', 'Ready on {date} from {time}, {amount}.'],
    ['See you on Tuesday, twenty-five points are left.', 'See you on {date}, {number} points are left.'],
    ['One moment, the blue one is the quicker of the two, as it may be.', null],
    ['You may first need to mark the first box, if they decide the second way.', null],
    ['It is due by March third, or May the fourth.', 'It is due by {date}, or {date}.'],
    ['有三点需要您留意，这两块业务分三块来处理，双十一期间也一样。', null],
    ['下午三点前到，廿四小時內回電。', '{时间}前到，{数字}小時內回電。'],
  ])('puts slots for spoken figures and leaves other words: %s', (line, expected) => {
    const language = /[a-z]/.test(line) ? 'en' : 'zh-Hans';
    expect(generalise(line, language, () => false)).toBe(expected ?? line);
  });

  it('is none where little stands beside its slots', () => {
    expect(isMostlySlots('剩{数字}期，本金{数字}。')).toBe(true);
    expect(isMostlySlots('您账上定期{数字}，可以开时段证明。')).toBe(false);
    expect(isMostlySlots('{amount} on {date}.')).toBe(true);
    expect(isMostlySlots('The link is good for {number} minutes.')).toBe(false);
    expect(isMostlySlots('不收违约金。')).toBe(false);
  });
});

describe('a figure that is a rule', () => {
  const told = (line: string, customers: readonly string[]) =>
    customers.map((customer, i) => call(`${line}${i}`, [['agent', line]], 1, customer));
  const kept = (line: string, calls: readonly StoredSource[]) => generalise(line, 'zh-Hans', rulesSaid(calls)) === line;

  it('is told to several customers alike', () => {
    expect(kept('工本费十块。', told('工本费十块。', ['a', 'b', 'c']))).toBe(true);
    expect(kept('五个工作日到。', told('五个工作日到。', ['a', 'b']))).toBe(true);
    expect(kept('5个工作日到。', told('五个工作日到。', ['a', 'b']))).toBe(true);
  });

  it('is not told to one customer again and again, or one among many, or what a customer has', () => {
    expect(kept('工本费十块。', told('工本费十块。', ['a', 'a', 'a']))).toBe(false);
    const balances = ['三', '四', '五', '六', '七', '八'].flatMap((n) => told(`剩${n}期没还。`, ['x', 'y', 'z']));
    const others = balances.map((one, i) => ({ ...one, call: { ...one.call, customerPseudonym: `c${i}` } }));
    expect(kept('剩六期没还。', others as StoredSource[])).toBe(false);
    expect(kept('您账上有三百元。', told('您账上有三百元。', ['a', 'b', 'c']))).toBe(false);
  });
});

describe('promises that were taken back', () => {
  it('are those that the agent corrects later in the call', () => {
    const found = promisesTakenBack([
      call('a', [
        ['customer', '年费能退吗？'],
        ['agent', '我保证这笔年费今天就退给您。'],
        ['customer', '真的？'],
        ['agent', '抱歉，刚才我说错了，年费要五个工作日才能退。'],
      ]),
      call('b', [
        ['agent', '我保证这笔年费今天就退给您。'],
        ['agent', '已经退了，请查收。'],
      ]),
    ]);
    expect(found.map(({ call: { key }, promise }) => [key, promise.text])).toEqual([
      ['a', '我保证这笔年费今天就退给您。'],
    ]);
    expect(found[0]?.takenBack.segment.ordinal).toBe(3);
  });

  it('are those that the same customer comes back about, and no others', () => {
    const promise: Turn = ['agent', 'I promise the replacement card arrives on Monday.'];
    const complaint: Turn = ['customer', 'You told me the replacement card would arrive, but it did not.'];
    const later = (customer: string, day: number) => [
      call('first', [promise], 1, 'x'),
      call('later', [complaint], day, customer),
    ];
    expect(promisesTakenBack(later('x', 9)).map(({ takenBack }) => takenBack.segment.id)).toEqual(['later/0']);
    expect(promisesTakenBack(later('y', 9))).toEqual([]);
    expect(promisesTakenBack(later('x', 300))).toEqual([]);
  });
});

describe('what followed a line', () => {
  it('is whether an upset customer was calmer, and nothing where they were not upset', () => {
    const own = call('a', [
      ['customer', '气死我了，太过分了！'],
      ['agent', '给您添麻烦了，我马上查。'],
      ['customer', '好吧，那你查。'],
      ['agent', '查到了。'],
      ['customer', '嗯。'],
    ]);
    expect(whatFollowed(own, 1)).toMatchObject({ calmer: true, solved: true });
    expect(whatFollowed(own, 1).emotions).toContain('angry');
    expect(whatFollowed(own, 3).calmer).toBeNull();
  });
});

describe('asking for a passcode', () => {
  it.each([
    ['验证码说一下。', true],
    ['您把密码告诉我。', true],
    ['背面三位是多少？', true],
    ['驗證碼發過去了，唸給我聽一下。', true],
    ['I need the code from the text.', true],
    ['Could you read out the security code, please?', true],
    ['密码按键盘上。', false],
    ['口令在按键上输入就行，千万不要念给我。', false],
    ['您有没有把验证码告诉别人？', false],
    ['身份证后四位说一下。', false],
    ['Did you share a verification code with anybody?', false],
    ["Key the code in, please, don't tell me.", false],
    ['What is your post code?', false],
    ['请您说一下验证码', true],
    ['麻煩您報一下短信驗證碼', true],
    ['麻烦您念一下刚收到的动态密码', true],
    ['您说的验证码已经过期', false],
    ['您可以说验证码有误', false],
  ])('%s', (line, expected) => expect(asksForSecret(line)).toBe(expected));
});
