import { describe, expect, it } from 'vitest';
import { statedEnd } from './stated-end.ts';

const end = (text: string, language: 'zh-Hans' | 'en') =>
  statedEnd([{ text }], 'UTC', language)?.toISOString().slice(0, 10);

describe('the end that a text states for itself', () => {
  it.each([
    ['第二条 本办法自2026年4月1日起施行，2027年12月31日废止。', '2027-12-31'],
    ['本办法自2027年12月31日起失效。', '2027-12-31'],
    ['本办法自2026年4月1日起施行，2027年12月31日失效。', '2028-01-01'],
    ['本办法自2026年4月1日起施行，有效期至2027年12月31日。', '2028-01-01'],
    ['本办法自二〇二六年四月一日起施行，至二〇二七年十二月三十一日止。', '2028-01-01'],
  ])('is exclusive from a day of repeal on and behind a last day: %s', (text, day) =>
    expect(end(text, 'zh-Hans')).toBe(day),
  );

  it.each([
    ['This Policy takes effect on 1 April 2026 and expires on 31 December 2027.', '2028-01-01'],
    ['These rules are valid until December 31, 2027.', '2028-01-01'],
    ['This Policy is repealed as of 2027-12-31.', '2027-12-31'],
  ])('is read in English: %s', (text, day) => expect(end(text, 'en')).toBe(day));

  it.each([
    ['本办法自2026年4月1日起施行，《旧办法》2027年12月31日废止。', 'zh-Hans'],
    ['合同于2027年12月31日失效。', 'zh-Hans'],
    ['The 2019 Policy is repealed as of 31 December 2027.', 'en'],
    ['This Policy replaces the 2019 Policy, which expires on 31 December 2027.', 'en'],
    ['A card under this policy expires on 1 May 2027.', 'en'],
  ] as const)('is not that of something else: %s', (text, language) => expect(end(text, language)).toBeUndefined());
});
