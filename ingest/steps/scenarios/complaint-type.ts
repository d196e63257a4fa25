import type { Evidence } from '../../../graph-schema/index.ts';
import type { KnownComplaintType, StoredSource } from '../../ports.ts';
import { span } from '../draft-parts.ts';
import { contentTerms } from '../text-terms.ts';
import { sentencesOf } from './sentences.ts';
import { spread } from './spread.ts';

/** A label is said in a call that holds this share of its terms. */
const leastCoverage = 0.6;
/**
 * A group is of some type if it says so much of one of the labels: the mean share of its terms, those alone that it says more
 * than other calls do. It may then be of a type that it says less of: narrower ones have longer labels.
 */
const leastSaid = 0.45;
const leastOfChosen = 0.3;
/** Shares of the terms of one type, when several are said. */
const leastTogether = 1.2;
/** So much oftener than other calls. */
const leastLift = 1.5;
/** Fewer of its calls say what is said by chance. */
const leastShare = 0.2;
/** So many calls of a group, evenly spread, are read for it. */
const callsRead = 500;
const mostEvidence = 5;

export interface ChosenType {
  readonly type: KnownComplaintType;
  /** The sentences that say it, one a call. */
  readonly evidence: readonly Evidence[];
}

/** How well each of the types fits calls; of each call it is kept which terms of labels it says, once for all groups. */
export interface TypeFits {
  readonly types: readonly TypeLabels[];
  /** All terms of all labels. */
  readonly terms: readonly string[];
  /** Which of them a call says, as indexes. */
  said(call: StoredSource): Uint16Array;
  of(call: StoredSource): Float64Array;
}

interface TypeLabels {
  readonly type: KnownComplaintType;
  readonly labels: readonly (readonly string[])[];
  /** Of each label, how many terms it would have if none of them said too little: 下调 says something, in 额度下调. */
  readonly sizes: readonly number[];
}

export function createTypeFits(known: readonly KnownComplaintType[]): TypeFits {
  const types = known.map((type) => {
    const labels = [type.name, ...type.altLabels]
      .map((label) => ({ terms: [...new Set(contentTerms(label))], size: sizeOf(label) }))
      .filter(({ terms }) => terms.length > 0);
    return { type, labels: labels.map(({ terms }) => terms), sizes: labels.map(({ size }) => size) };
  });
  const terms = [...new Set(types.flatMap(({ labels }) => labels.flat()))];
  const ids = new Map(terms.map((term, id) => [term, id]));
  const read = new Map<StoredSource, Uint16Array>();
  const said = (call: StoredSource): Uint16Array => {
    const before = read.get(call);
    if (before) return before;
    const own = new Set(call.segments.flatMap(({ text }) => contentTerms(text).flatMap((term) => ids.get(term) ?? [])));
    const found = Uint16Array.from(own);
    read.set(call, found);
    return found;
  };
  return {
    types,
    terms,
    said,
    of(call) {
      const own = new Set(Array.from(said(call), (id) => terms[id] ?? ''));
      return Float64Array.from(types, ({ labels }) => fitOf(own, labels));
    },
  };
}

/**
 * The complaint type that the group is about: of those with a label that the group says, the one whose labels hold most of
 * what tells the group from the other calls; what few types say counts more, so that the narrower one wins over the broader
 * whose words it repeats. Null: none.
 */
export function complaintTypeOf(
  calls: readonly StoredSource[],
  others: readonly StoredSource[],
  fits: TypeFits,
): ChosenType | null {
  const inside = sharesOf(spread(calls, callsRead), fits);
  const outside = sharesOf(others, fits);
  /** How often the group says each term, where that tells it from others, and how much it tells. */
  const telling = new Map(
    fits.terms.flatMap((term, id) => {
      const [own, other] = [inside[id] ?? 0, ((outside[id] ?? 0) * others.length + 0.5) / (others.length + 1)];
      const tells = own >= leastShare && own >= leastLift * other;
      return tells ? [[term, { share: own, weight: own * Math.log(own / other) }] as const] : [];
    }),
  );
  const said = fits.types.map((candidate) => saidOf(candidate, telling));
  if (Math.max(0, ...said) < leastSaid) return null;
  let best: (TypeLabels & { readonly weight: number }) | null = null;
  for (const [n, candidate] of fits.types.entries()) {
    const weight = (said[n] ?? 0) < leastOfChosen ? 0 : weightOf(candidate, telling, fits);
    if (weight > (best?.weight ?? 0)) best = { ...candidate, weight };
  }
  if (!best) return null;
  const { type, labels } = best;
  const evidence: Evidence[] = [];
  for (const call of calls) {
    if (evidence.length >= mostEvidence) break;
    const sentence = saying(call, labels);
    if (sentence) evidence.push(sentence);
  }
  return evidence.length > 0 ? { type, evidence } : null;
}

type Telling = ReadonlyMap<string, { readonly share: number; readonly weight: number }>;

/**
 * How much the group says of the label that it says most of. What a label says besides its terms counts as unsaid, unless
 * several terms of the type's labels are said: of 额度下调, 额度 alone is said of any other limit as well.
 */
function saidOf({ labels, sizes }: TypeLabels, telling: Telling): number {
  const shares = (terms: Iterable<string>) => Array.from(terms, (term) => telling.get(term)?.share ?? 0);
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const several = shares(new Set(labels.flat())).filter((share) => share > 0);
  const isSure = several.length > 1 && sum(several) >= leastTogether;
  return Math.max(0, ...labels.map((label, n) => sum(shares(label)) / (isSure ? label.length : (sizes[n] ?? 1))));
}

function sizeOf(label: string): number {
  const latin = contentTerms(label).filter((term) => !/\p{Script=Han}/u.test(term)).length;
  const pairs = (label.match(/\p{Script=Han}+/gu) ?? []).reduce((sum, run) => sum + Math.max(1, run.length - 1), 0);
  return Math.max(1, latin + pairs);
}

function sharesOf(calls: readonly StoredSource[], fits: TypeFits): Float64Array {
  const shares = new Float64Array(fits.terms.length);
  for (const call of calls) for (const id of fits.said(call)) shares[id] = (shares[id] ?? 0) + 1 / calls.length;
  return shares;
}

function weightOf({ labels }: TypeLabels, telling: Telling, { types }: TypeFits): number {
  let sum = 0;
  for (const term of new Set(labels.flat())) {
    const weight = telling.get(term)?.weight ?? 0;
    if (weight === 0) continue;
    const having = types.filter((other) => other.labels.some((label) => label.includes(term))).length;
    sum += weight * Math.log(1 + types.length / having);
  }
  return sum;
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
