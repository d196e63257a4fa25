import type { Applicability, Audience, CallContext, ItemKind, SpeakerRole } from '../../../graph-schema/index.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { TextQuery } from '../../ports/text-index.ts';

/** Something said or asked. */
export interface QuestionPart {
  readonly text: string;
  readonly role: SpeakerRole;
  /** 0 for the newest, 1 for the one before it ... */
  readonly ageIndex: number;
}

/** What guidance is sought for, by whom, in which call, as of when. */
export interface Question {
  readonly parts: readonly QuestionPart[];
  readonly context: CallContext;
  readonly at: PointInTime;
  readonly collectionIds?: readonly string[];
  readonly kinds?: readonly ItemKind[];
  readonly audience: Audience;
  /** Items to answer without, as if they were not there: for measuring what is known without them. */
  readonly without?: ReadonlySet<string>;
  /** Most hits to return. */
  readonly limit: number;
}

/** What a version says about who may see it and when it applies. */
export interface Restrictions {
  readonly conditions: Applicability;
  readonly audience: readonly Audience[];
}

/** An utterance counts this much of the one after it. */
const fadePerUtterance = 0.9;
/** What an agent says is mostly an answer; it helps only to name the matter. */
const agentShare = 0.3;

/** A single question without a conversation around it. */
export function plainQuestion(text: string): QuestionPart[] {
  return [{ text, role: 'customer', ageIndex: 0 }];
}

/** A conversation's utterances, oldest first, as the parts of a question. */
export function questionOf(
  utterances: readonly { readonly role: SpeakerRole; readonly text: string }[],
): QuestionPart[] {
  return utterances.map(({ role, text }, n) => ({ role, text, ageIndex: utterances.length - 1 - n }));
}

export function partWeight({ role, ageIndex }: Pick<QuestionPart, 'role' | 'ageIndex'>): number {
  return fadePerUtterance ** ageIndex * (role === 'agent' ? agentShare : 1);
}

/** Weighs the parts: the newest counts most, the customer's words more than the agent's. */
export function textQueryParts(parts: readonly QuestionPart[]): TextQuery['parts'] {
  return parts.map((part) => ({ text: part.text, weight: partWeight(part) }));
}
