import { describe, expect, it } from 'vitest';
import type { StoredSource } from '../../ports.ts';
import { generalise, particularsIn } from './generalise.ts';
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
    expect(generalise('300元5个工作日内退回', 'zh-Hans', (value) => value === '5')).toBe('{金额}5个工作日内退回');
    expect(particularsIn('300元5个工作日内退回')).toEqual(['300元', '5']);
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
