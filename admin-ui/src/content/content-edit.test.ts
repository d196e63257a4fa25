import { describe, expect, it } from 'vitest';
import { editText, withEdits } from './content-edit.ts';
import { contentFields } from './content-fields.ts';

const field = (kind: Parameters<typeof contentFields>[0], name: string) => {
  const found = contentFields(kind).find((one) => one.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};

describe('editing content', () => {
  it('gives back what it was given when nothing is changed', () => {
    const content = {
      name: '争议交易',
      summary: '客户否认交易',
      triggerPhrases: ['不是我刷的', '被盗刷'],
      riskLevel: 'high',
      riskKinds: [],
      needs: ['速度'],
    };
    const edits = new Map(
      contentFields('scenario').map((one) => [one, editText(one, content[one.name as keyof typeof content])]),
    );
    expect(withEdits(content, edits)).toEqual(content);
  });

  it('drops an optional field that was emptied, and keeps what it does not know', () => {
    expect(withEdits({ name: 'a', condition: 'b', extra: 1 }, new Map([[field('step', 'condition'), ' ']]))).toEqual({
      name: 'a',
      extra: 1,
    });
  });

  it('keeps a required field that was emptied, so that the service can refuse it by name', () => {
    expect(withEdits({ name: 'a' }, new Map([[field('step', 'name'), '']]))).toEqual({ name: '' });
  });

  it('reads one entry per line, without empty ones', () => {
    expect(withEdits({}, new Map([[field('scenario', 'needs'), ' 退款 \n\n道歉\n']]))).toEqual({
      needs: ['退款', '道歉'],
    });
  });
});
