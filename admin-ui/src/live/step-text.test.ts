import { describe, expect, it } from 'vitest';
import { stepText } from './step-text.ts';

describe('the text of a step', () => {
  it('does not repeat the condition that stands beside it, nor its name', () => {
    expect(
      stepText({
        name: '告知客户可以撤销',
        condition: '若购买未满24小时',
        instruction: '若购买未满24小时，则告知客户可以撤销，本金全额退回。',
      }),
    ).toEqual({ lead: '告知客户可以撤销', rest: '，本金全额退回。', continues: true });
    expect(
      stepText({
        name: 'offer the waiver',
        condition: 'if the customer asks again',
        instruction: 'If the customer asks again, then offer the waiver once a year.',
      }),
    ).toEqual({ lead: 'Offer the waiver', rest: ' once a year.', continues: true });
  });

  it('is left as it is when it begins otherwise', () => {
    const instruction = '先验证身份；若未通过，则结束。';
    const text = { lead: '核对', rest: instruction, continues: false };
    expect(stepText({ name: '核对', condition: '若未通过', instruction })).toEqual(text);
    expect(stepText({ name: '核对', instruction })).toEqual(text);
  });

  it('says nothing more when only the name would be said again', () => {
    expect(stepText({ name: '升级主管', condition: '若客户坚持', instruction: '若客户坚持，则升级主管。' }).rest).toBe(
      '',
    );
    expect(stepText({ name: '致歉', instruction: '致歉' })).toEqual({ lead: '致歉', rest: '', continues: true });
  });

  it('completes the word in which a name was cut short', () => {
    expect(stepText({ name: 'upload it or brin…', instruction: 'Upload it or bring it to a branch.' })).toEqual({
      lead: 'Upload it or bring',
      rest: ' it to a branch.',
      continues: true,
    });
  });

  it('does not take the beginning of a longer word for a tie', () => {
    const late = { name: 'x', condition: 'If late', instruction: 'If late, thenceforth charge nothing.' };
    expect(stepText(late).rest).toBe('Thenceforth charge nothing.');
  });
});
