import { type RelationType, relations } from '../../../graph-schema/index.ts';
import type { RetrievalHit } from '../retrieval/index.ts';
import { isChinese } from './card-text.ts';

/** Why a version was chosen, for people, in the language of the question. */
export function whyText(hit: RetrievalHit, question: string): string {
  const zh = isChinese(question);
  const reasons: string[] = [];
  if (hit.why.mentioned !== undefined)
    reasons.push(zh ? `提到“${hit.why.mentioned}”` : `mentions "${hit.why.mentioned}"`);
  if (hit.why.text) {
    const percent = Math.round(hit.why.text.coverage * 100);
    reasons.push(zh ? `与所说内容吻合 ${percent}%` : `matches ${percent}% of what was said`);
  }
  if (hit.why.graph) reasons.push(relationReason(hit.why.graph.relation, zh));
  return reasons.join(zh ? '；' : '; ') || (zh ? '与所说内容相关' : 'related to what was said');
}

function relationReason(relation: RelationType, zh: boolean): string {
  const { label } = relations[relation];
  return zh ? `与最相关内容有“${label.zh}”关系` : `joined to the best match by "${label.en}"`;
}
