import type { TextHit } from '../../ports/text-index.ts';
import type { Recipe } from './recipes.ts';

/** A hit whose score takes in the law, policy or product that it belongs to. */
export interface WeighedHit extends TextHit {
  /** How many of the other best hits belong to the same whole. */
  readonly votes: number;
}

/** How many of the best hits vote. */
const voters = 50;
/** A hit that is half as good as the best one has one sixteenth of its vote. */
const votePower = 4;
/** The least that a whole without standing leaves of a score. */
const leastStanding = 0.5;

/**
 * Weighs hits by the wholes that they belong to, and orders them anew: what others refer to, what is large, and what
 * many of the best hits belong to is more likely meant. A hit that stands by itself counts as one of mean standing.
 */
export function weighWholes(hits: readonly TextHit[], recipeOf: (itemId: string) => Recipe): WeighedHit[] {
  const stood = hits
    .map((hit) => ({ hit, score: hit.score * standing(hit, recipeOf(hit.itemId)) }))
    .sort((a, b) => b.score - a.score);
  const best = stood[0]?.score ?? 0;
  const voteOf = (n: number, score: number) => (n < voters ? (score / best) ** votePower : 0);
  const votes = new Map<string, { weight: number; count: number }>();
  for (const [n, { hit, score }] of stood.slice(0, voters).entries()) {
    const sum = votes.get(wholeKey(hit)) ?? { weight: 0, count: 0 };
    votes.set(wholeKey(hit), { weight: sum.weight + voteOf(n, score), count: sum.count + 1 });
  }
  return stood
    .map(({ hit, score }, n) => {
      const { weight, count } = votes.get(wholeKey(hit)) ?? { weight: 0, count: 0 };
      const others = Math.max(0, weight - voteOf(n, score));
      const voted = score * (1 + recipeOf(hit.itemId).votes * Math.log(1 + others));
      return { ...hit, score: voted, votes: n < voters ? count - 1 : count };
    })
    .sort((a, b) => b.score - a.score);
}

function standing({ whole }: TextHit, { authority, size }: Recipe): number {
  return whole ? Math.max(leastStanding, 1 + authority * whole.authority + size * whole.size) : 1;
}

const wholeKey = ({ itemId, whole }: TextHit) => (whole ? `${whole.collectionId}\n${whole.name}` : itemId);
