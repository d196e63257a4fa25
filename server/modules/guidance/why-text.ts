import { type RelationType, relations } from '../../../graph-schema/index.ts';
import type { RetrievalHit } from '../retrieval/index.ts';
import { isChinese } from './card-text.ts';

/** From here on nearness in meaning is worth telling beside the words. */
const nearMeaning = 0.35;

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
  if (hit.why.meaning !== undefined && (hit.why.meaning >= nearMeaning || !hit.why.text))
    reasons.push(zh ? '意思相近' : 'close in meaning');
  if (hit.why.whole) reasons.push(...wholeReasons(hit.why.whole, zh));
  if (hit.why.graph) reasons.push(relationReason(hit.why.graph.relation, zh));
  return reasons.join(zh ? '；' : '; ') || (zh ? '与所说内容相关' : 'related to what was said');
}

// Fewer may be chance; and one unit is the authority that is worth naming: e times the mean of the collection.
const fewestVotes = 2;
const muchAuthority = 1;

function wholeReasons({ name, votes, authority }: NonNullable<RetrievalHit['why']['whole']>, zh: boolean): string[] {
  const reasons: string[] = [];
  if (votes >= fewestVotes)
    reasons.push(zh ? `“${name}”另有 ${votes} 项也吻合` : `${votes} more of "${name}" match as well`);
  if (authority >= muchAuthority)
    reasons.push(zh ? `其他文件常引用“${name}”` : `other documents often refer to "${name}"`);
  return reasons;
}

function relationReason(relation: RelationType, zh: boolean): string {
  const { label } = relations[relation];
  return zh ? `与最相关内容有“${label.zh}”关系` : `joined to the best match by "${label.en}"`;
}
