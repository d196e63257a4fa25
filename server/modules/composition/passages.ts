import type { Card, CardKind, Citation } from '../../../graph-schema/index.ts';
import { speaksToModels } from './suspicious-words.ts';

/** A stretch of approved text that the model may use, by a number. */
export interface ApprovedPassage {
  readonly number: number;
  readonly text: string;
  /** What it is about, as its version calls it. */
  readonly names: readonly string[];
  readonly citations: readonly Citation[];
}

const mostPassages = 12;
const mostUnits = 1_200;
/** Their bodies say of calls what they are like and how often they were solved; that is for agents, and no answer to a customer. */
const aboutCalls: ReadonlySet<CardKind> = new Set(['scenario', 'practice']);

/**
 * The approved words on the cards: bodies, words to say, and steps that always apply. Left out are what not to promise,
 * steps under a condition, what scenarios and practices tell of calls, and texts that speak to models instead of people.
 */
export function passagesOf(cards: readonly Card[], mayUse: (itemId: string) => boolean): readonly ApprovedPassage[] {
  const found: Omit<ApprovedPassage, 'number'>[] = [];
  const add = (itemId: string, text: string, citations: readonly Citation[], names: readonly string[]) => {
    const words = text.trim();
    const own = citations.filter((citation) => citation.itemId === itemId);
    if (words === '' || own.length === 0 || !mayUse(itemId) || speaksToModels(words)) return;
    if (words.length > mostUnits || found.some((other) => other.text === words)) return;
    found.push({ text: words, names, citations: own });
  };
  for (const { kind, headline, body, say, steps = [], citations } of cards) {
    const names = [headline, ...headline.split(/[：:]/u)];
    const own = citations[0]?.itemId;
    if (own !== undefined && !aboutCalls.has(kind)) add(own, body, citations, names);
    const stepIds = new Set(steps.map(({ itemId }) => itemId));
    const script = citations.find(({ itemId }) => itemId !== own && !stepIds.has(itemId));
    if (say !== undefined) add(script?.itemId ?? own ?? '', say, citations, names);
    for (const { itemId, instruction, condition } of steps)
      if (condition === undefined) add(itemId, instruction, citations, names);
  }
  return found.slice(0, mostPassages).map((passage, index) => ({ ...passage, number: index + 1 }));
}
