import { describe, expect, it } from 'vitest';
import { parseContent, proposalDraftSchema } from '../../../graph-schema/index.ts';
import { contentFields } from '../content/content-fields.ts';
import { handMadeKinds, mainField, newProposal } from './new-proposal.ts';

const spans = [{ segmentId: 'seg_1', start: 3, end: 9 }];

describe('something new, proposed by hand', () => {
  it.each(handMadeKinds)('is a draft that the service takes: %s', (kind) => {
    const draft = newProposal({
      kind,
      content: { name: '先致歉，再核对', [mainField[kind]]: '我马上帮您核对。' },
      language: 'zh-Hans',
      rationale: ' 客户情绪激动时有效 ',
      certainty: 'medium',
      evidenceKind: 'example',
      spans,
    });
    const { collectionId, ...rest } = draft;
    const { parts } = proposalDraftSchema.parse({ ...rest, origin: 'person' });
    expect(collectionId).toBe('main');
    expect(parts[0]).toMatchObject({ kind, confidence: 0.7, evidence: [{ kind: 'example', span: spans[0] }] });
    expect(parseContent(kind, parts[0]?.content)).toMatchObject({ name: '先致歉，再核对', language: 'zh-Hans' });
    expect(draft.rationale).toBe('客户情绪激动时有效');
  });

  it('prefills a field that its kind requires', () => {
    for (const kind of handMadeKinds) {
      expect(contentFields(kind).find((field) => field.name === mainField[kind])?.required).toBe(true);
    }
  });
});
