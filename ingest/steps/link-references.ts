import type { DraftPart, RelationType } from '../../graph-schema/index.ts';
import type { StoredSegment } from '../ports.ts';
import { type DraftFrame, type DraftKey, edgePart, span } from './draft-parts.ts';
import { clauseKey, legalReferences } from './legal-references.ts';
import { sentenceAround } from './sentence-around.ts';
import { nameKey } from './unify-script.ts';

/** A stretch of a segment in which an item speaks. */
export interface Passage {
  readonly segment: StoredSegment;
  readonly start: number;
  readonly end: number;
}

/** Relations from an item to the laws and articles that its passage names; one each, with the sentence as evidence. */
export function referenceEdges(
  type: Extract<RelationType, 'GOVERNED_BY' | 'MENTIONS'>,
  from: DraftKey,
  passage: Passage,
  frame: DraftFrame,
): DraftPart[] {
  const text = passage.segment.text.slice(passage.start, passage.end);
  const edges = new Map<string, DraftPart>();
  for (const reference of legalReferences(text)) {
    const to: DraftKey = reference.article
      ? { kind: 'clause', key: clauseKey(reference.law, reference.article) }
      : { kind: 'regulation', key: nameKey(reference.law) };
    if (to.key === from.key || edges.has(to.key)) continue;
    const around = sentenceAround(text, reference.start, reference.end);
    const evidence = span(passage.segment, passage.start + around.start, passage.start + around.end);
    edges.set(to.key, edgePart(type, from, to, [evidence], frame));
  }
  return [...edges.values()];
}
