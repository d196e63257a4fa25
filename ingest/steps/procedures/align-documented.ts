import type { KnownProcedure } from '../../ports.ts';
import { cosine } from '../scenarios/call-vectors.ts';
import { contentTerms } from '../text-terms.ts';
import { actFactor, contentFeatures, isLookup } from './documented-wording.ts';
import { createLineSpace } from './line-vectors.ts';
import { maskSlots } from './mask-slots.ts';

/** A step that calls show: all that is said at it, joined, and where it usually comes. */
export interface ShownStep {
  readonly words: readonly string[];
  readonly kind: 'said' | 'looked_up';
  readonly order: number;
}

export interface Alignment {
  readonly procedure: KnownProcedure;
  /** Indices of a documented and of a shown step that say the same. */
  readonly pairs: readonly { readonly documented: number; readonly shown: number; readonly similarity: number }[];
  /** Documented, and not seen in the calls. */
  readonly missing: readonly number[];
  /** Seen in the calls, and not documented; indices of shown steps. Greetings and thanks belong into no document. */
  readonly extra: readonly number[];
  /** Pairs that calls take in another order than the document: each names two documented steps, the later one taken first. */
  readonly reordered: readonly (readonly [earlier: number, later: number])[];
}

const leastAlike = 0.3;
/** Of the documented steps so many must be met for the document to be about these calls. */
const leastShare = 0.34;
const fewestPairs = 2;

/**
 * The documented procedure that fits best what calls show, step by step (each once, the most alike first), and where the two
 * differ. Null: none fits.
 */
export function alignDocumented(shown: readonly ShownStep[], procedures: readonly KnownProcedure[]): Alignment | null {
  const aligned = procedures
    .map((procedure) => align(shown, procedure))
    .filter(
      ({ pairs, procedure }) => pairs.length >= fewestPairs && pairs.length >= leastShare * procedure.steps.length,
    );
  const worth = ({ pairs }: Alignment) => pairs.reduce((sum, { similarity }) => sum + similarity, 0);
  return aligned.sort((a, b) => worth(b) - worth(a) || (a.procedure.key < b.procedure.key ? -1 : 1))[0] ?? null;
}

function align(shown: readonly ShownStep[], procedure: KnownProcedure): Alignment {
  const [own, documented] = [
    shown.map((step) => contentFeatures(step.words.join('\n'))),
    procedure.steps.map((step) => contentFeatures(`${step.name}\n${step.instruction}`)),
  ];
  const space = createLineSpace([...own, ...documented]);
  const [ownVectors, documentedVectors] = [own.map(space.vectorOf), documented.map(space.vectorOf)];
  const candidates = documentedVectors
    .flatMap((vector, d) =>
      ownVectors.map((other, s) => {
        const [step, told] = [procedure.steps[d], shown[s]];
        const factor = step && told ? actFactor(step, told) : 0;
        return { documented: d, shown: s, similarity: factor * cosine(vector, other) };
      }),
    )
    .filter(({ similarity }) => similarity >= leastAlike)
    .sort((a, b) => b.similarity - a.similarity || a.documented - b.documented || a.shown - b.shown);
  const pairs: (typeof candidates)[number][] = [];
  for (const candidate of candidates) {
    if (pairs.some((pair) => pair.documented === candidate.documented || pair.shown === candidate.shown)) continue;
    pairs.push(candidate);
  }
  pairs.push(...onlyLookup(shown, procedure, pairs));
  pairs.sort((a, b) => a.documented - b.documented);
  const [met, seen] = [new Set(pairs.map((pair) => pair.documented)), new Set(pairs.map((pair) => pair.shown))];
  return {
    procedure,
    pairs,
    missing: procedure.steps.flatMap((_, d) => (met.has(d) ? [] : [d])),
    extra: shown.flatMap((step, s) => (seen.has(s) || isCourtesy(step) ? [] : [s])),
    reordered: pairs.flatMap((earlier, i) =>
      pairs
        .slice(i + 1, i + 2)
        .filter((later) => (shown[later.shown]?.order ?? 0) < (shown[earlier.shown]?.order ?? 0))
        .map((later) => [earlier.documented, later.documented] as const),
    ),
  };
}

/** Systems name their look-ups in their own words: where one look-up alone is left on both sides, they are the same. */
function onlyLookup(
  shown: readonly ShownStep[],
  procedure: KnownProcedure,
  pairs: Alignment['pairs'],
): readonly Alignment['pairs'][number][] {
  const left = {
    documented: procedure.steps.flatMap((step, d) =>
      isLookup(step) && !pairs.some((pair) => pair.documented === d) ? [d] : [],
    ),
    shown: shown.flatMap(({ kind }, s) => (kind === 'looked_up' && !pairs.some((pair) => pair.shown === s) ? [s] : [])),
  };
  const [documented, own] = [left.documented[0], left.shown[0]];
  const alone = left.documented.length === 1 && left.shown.length === 1;
  return alone && documented !== undefined && own !== undefined
    ? [{ documented, shown: own, similarity: leastAlike }]
    : [];
}

/** Whether most of what is said at the step is about no matter at all. */
const isCourtesy = ({ kind, words }: ShownStep): boolean =>
  kind === 'said' && 2 * words.filter((line) => contentTerms(maskSlots(line)).length === 0).length > words.length;
