import type { Evidence } from '../../../graph-schema/index.ts';
import type { KnownComplaintType, StoredSource } from '../../ports.ts';
import { span } from '../draft-parts.ts';
import { contentTerms } from '../text-terms.ts';
import { sentencesOf } from './sentences.ts';

/** How much better a type must fit the calls of the group than the others, on the scale of fitOf. */
const leastLead = 0.5;
/** A label is said in a call that holds this share of its terms. */
const leastCoverage = 0.6;
const mostEvidence = 5;

export interface ChosenType {
  readonly type: KnownComplaintType;
  /** The sentences that say it, one a call. */
  readonly evidence: readonly Evidence[];
}

/** How well each of the types fits a call, once for all groups; a call's terms would take more room than its words. */
export interface TypeFits {
  readonly types: readonly TypeLabels[];
  of(call: StoredSource): Float64Array;
}

interface TypeLabels {
  readonly type: KnownComplaintType;
  readonly labels: readonly (readonly string[])[];
}

export function createTypeFits(known: readonly KnownComplaintType[]): TypeFits {
  const types = known.map((type) => ({
    type,
    labels: [type.name, ...type.altLabels]
      .map((label) => [...new Set(contentTerms(label))])
      .filter((terms) => terms.length > 0),
  }));
  const read = new Map<StoredSource, Float64Array>();
  return {
    types,
    of(call) {
      const before = read.get(call);
      if (before) return before;
      const terms = new Set(call.segments.flatMap((segment) => contentTerms(segment.text)));
      const fits = Float64Array.from(types, ({ labels }) => fitOf(terms, labels));
      read.set(call, fits);
      return fits;
    },
  };
}

/**
 * The complaint type that the group is about: the one whose name or other label is said in its calls, longer labels
 * counting more, and less so in the other calls; the largest lead wins, from a threshold on. Null: none.
 */
export function complaintTypeOf(
  calls: readonly StoredSource[],
  others: readonly StoredSource[],
  fits: TypeFits,
): ChosenType | null {
  let best: (TypeLabels & { readonly lead: number }) | null = null;
  for (const [index, candidate] of fits.types.entries()) {
    const meanFit = (group: readonly StoredSource[]) =>
      group.reduce((sum, call) => sum + (fits.of(call)[index] ?? 0), 0) / Math.max(1, group.length);
    const inside = meanFit(calls);
    if (inside < leastLead) continue;
    const lead = inside - meanFit(others);
    if (lead >= leastLead && lead > (best?.lead ?? 0)) best = { ...candidate, lead };
  }
  if (!best) return null;
  const { type, labels } = best;
  const evidence: Evidence[] = [];
  for (const call of calls) {
    if (evidence.length >= mostEvidence) break;
    const said = saying(call, labels);
    if (said) evidence.push(said);
  }
  return evidence.length > 0 ? { type, evidence } : null;
}

/** How well the best of the labels fits a call: the share of its terms there, times the logarithm of their number. */
function fitOf(call: ReadonlySet<string>, labels: readonly (readonly string[])[]): number {
  let best = 0;
  for (const label of labels) {
    const coverage = label.filter((term) => call.has(term)).length / label.length;
    if (coverage >= leastCoverage) best = Math.max(best, coverage * Math.log2(1 + label.length));
  }
  return best;
}

/** The sentence of the call, the customer's first, that holds most terms of one label. */
function saying(call: StoredSource, labels: readonly (readonly string[])[]): Evidence | null {
  let best: { evidence: Evidence; share: number } | null = null;
  for (const sentence of [...sentencesOf(call, 'customer'), ...sentencesOf(call, 'agent')]) {
    const terms = new Set(contentTerms(sentence.text));
    for (const label of labels) {
      const share = label.filter((term) => terms.has(term)).length / label.length;
      if (share < 0.5 || share <= (best?.share ?? 0)) continue;
      best = { evidence: span(sentence.segment, sentence.start, sentence.end, 'example'), share };
    }
  }
  return best?.evidence ?? null;
}
