import { describe, expect, it } from 'vitest';
import { stepName } from '../procedures/step-name.ts';
import { sentencesIn } from './sentences.ts';

const sentences = (text: string) =>
  sentencesIn({ id: 's', ordinal: 0, kind: 'utterance', locator: '', role: 'agent', text }, 0).map((own) => own.text);

describe('sentences of a turn', () => {
  it('do not end behind a title or an abbreviation', () => {
    expect(sentences('I see Dr. Lee and Mrs. Tan at St. James. They left at 5 p.m. today, approx. ten. Yes.')).toEqual([
      'I see Dr. Lee and Mrs. Tan at St. James.',
      'They left at 5 p.m. today, approx. ten.',
      'Yes.',
    ]);
  });

  it('end where they do', () => {
    expect(sentences('We open at 9 a.m. You can come then. 好的。可以吗？It is vast. Next.')).toEqual([
      'We open at 9 a.m.',
      'You can come then.',
      '好的。',
      '可以吗？',
      'It is vast.',
      'Next.',
    ]);
  });
});

describe('the name of a step', () => {
  it.each([
    ['I checked, but there is no viewing on that day.', 'There is no viewing on that day'],
    ['The fee is due, which is what the contract you signed says.', 'The fee is due'],
    ['Great, your appointment with Dr. Lee is booked.', 'Your appointment with Dr. Lee is booked'],
    ['and then I send it', 'Then I send it'],
    ['但是这笔手续费要收。', '这笔手续费要收'],
    ['还有材料要补。', '还有材料要补'],
  ])('stands alone: %s', (line, name) => expect(stepName(line).replace(/\.$/, '')).toBe(name));
});
