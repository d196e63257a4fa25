import { describe, expect, it } from 'vitest';
import { sayableLine } from './sayable-lines.ts';

const line = (text: string) => {
  const found = sayableLine({ id: 's', ordinal: 3, kind: 'utterance', locator: '', role: 'agent', text });
  if (found) expect(text.slice(found.start, found.end)).toBe(found.text);
  return found?.text ?? null;
};

describe('what can be said again of a turn', () => {
  it.each([
    [
      "I've both. The charge is only due in the first two years of the loan.",
      'The charge is only due in the first two years of the loan.',
    ],
    ['好的，年费可以在入账三十天内申请退还。请您报一下身份证号。', '年费可以在入账三十天内申请退还。'],
    [
      'It could. If you move abroad for work, half of the charge can be waived.',
      'If you move abroad for work, half of the charge can be waived.',
    ],
    [
      "That's because of the day on which it was opened. The charge is only due in the first two years.",
      'The charge is only due in the first two years.',
    ],
  ])('is the part that stands on its own: %s', (text, expected) => expect(line(text)).toBe(expected));

  it.each([
    '请问您贵姓？方便报一下预留的手机号吗？',
    'May I have your full name and the last four digits of the card, please?',
    '好的[NAME]女士，您的[CARD]已经登记，短信发到[PHONE]。',
    '祝您生活愉快，再见，感谢您的来电。',
    'It could.',
    'His old card is closed, so the money sits in an account on that side.',
    '不好意思刚才没听清，您再说一遍好吗，谢谢您的耐心。',
    "I can see it's at... hmm, one sec, it should be somewhere in here.",
  ])('is nothing: %s', (text) => expect(line(text)).toBeNull());
});
