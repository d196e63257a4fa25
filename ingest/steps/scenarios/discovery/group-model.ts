import { z } from 'zod';
import type { TermTable, WeightedTerms } from './term-table.ts';

/** What customers of a group usually gain where nobody has looked yet; no short text comes near it. */
const unknownGain = 30;

/** What is kept of discovered groups, so that a new text finds its own without looking at the others; plain JSON. */
export const groupModelSchema = z.object({
  /** Of all texts together, how often each term is said, in halves. */
  terms: z.array(z.tuple([z.string(), z.number()])),
  groups: z.array(
    z.object({
      key: z.string(),
      texts: z.number(),
      /** Gain per term that a text of the group has at least, nearly always. */
      leastGain: z.number(),
      /** Gain of what the customer of one of its texts says, usually. */
      usualGain: z.number().default(unknownGain),
      /** Indexes of `terms`, and how often the group says each, in halves. */
      counts: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});
export type StoredGroupModel = z.infer<typeof groupModelSchema>;

/** How well a text fits a group. */
export interface GroupFit {
  readonly group: number;
  /** How much likelier the text is in the group's words than in those of all texts: a log, in nats. */
  readonly gain: number;
}

/** A text that a group was drawn from. */
export interface OwnText {
  readonly group: number;
  readonly text: WeightedTerms;
}

/** Finds the group of a text in under a millisecond. */
export interface GroupModel {
  readonly keys: readonly string[];
  /** For each group, the gain of what the customer of one of its texts says, usually. */
  readonly usualGains: readonly number[];
  /** For each group, the gain of the text; in that of a text that the model was drawn from, as if it had not been there. */
  gains(text: WeightedTerms, drawnFrom?: OwnText | null): Float64Array;
  /** The group that the text is of; null: it fits nowhere. */
  assign(text: WeightedTerms): GroupFit | null;
}

/** Words of a group are trusted as far as it is long beside this many words of the language (Zhai and Lafferty, 2001). */
const smoothing = 120;
/** A term of fewer texts is not kept: it says more of a customer than of a matter. */
const fewestTexts = 3;
/** A text of fewer known terms, in halves, says too little to be assigned. */
const fewestHalves = 4;
/** A text fits while it gains at least as much per term as nearly all of the group did. */
const keptQuantile = 0.05;

/** What is kept of groups: `labels` are theirs by text, -1 none; `keys` name them. */
export function groupModelOf(table: TermTable, labels: Int32Array, keys: readonly string[]): StoredGroupModel {
  const kept = Int32Array.from(table.frequency, (n) => (n >= fewestTexts ? 0 : -1));
  let next = 0;
  kept.forEach((value, id) => {
    if (value === 0) kept[id] = next++;
  });
  const [overall, groups] = [new Float64Array(next), keys.map(() => new Map<number, number>())];
  const sizes = keys.map(() => 0);
  for (let i = 0; i < table.texts; i++) {
    const group = labels[i] ?? -1;
    if (group >= 0) sizes[group] = (sizes[group] ?? 0) + 1;
    for (let t = table.offsets[i] ?? 0; t < (table.offsets[i + 1] ?? 0); t++) {
      const id = kept[table.terms[t] ?? 0] ?? -1;
      if (id < 0) continue;
      const count = table.counts[t] ?? 0;
      overall[id] = (overall[id] ?? 0) + count;
      const own = groups[group];
      own?.set(id, (own.get(id) ?? 0) + count);
    }
  }
  const terms = table.vocabulary.filter((_, id) => (kept[id] ?? -1) >= 0);
  const draft: StoredGroupModel = {
    terms: terms.map((term, id) => [term, overall[id] ?? 0]),
    groups: keys.map((key, k) => ({
      key,
      texts: sizes[k] ?? 0,
      leastGain: 0,
      usualGain: unknownGain,
      counts: [...(groups[k] ?? [])],
    })),
  };
  const least = leastGains(table, labels, draft);
  return { ...draft, groups: draft.groups.map((group, k) => ({ ...group, leastGain: least[k] ?? 0 })) };
}

/** For each group, what nearly all of its texts gain per term, each without its own words in the group. */
function leastGains(table: TermTable, labels: Int32Array, stored: StoredGroupModel): number[] {
  const state = prepare(stored);
  const gains: number[][] = stored.groups.map(() => []);
  for (let i = 0; i < table.texts; i++) {
    const own = gains[labels[i] ?? -1];
    if (!own) continue;
    const text = new Map<string, number>();
    for (let t = table.offsets[i] ?? 0; t < (table.offsets[i + 1] ?? 0); t++)
      text.set(table.vocabulary[table.terms[t] ?? 0] ?? '', table.counts[t] ?? 0);
    const { length, gain } = gainWithout(state, text, { group: labels[i] ?? 0, text });
    if (length >= fewestHalves) own.push(gain / length);
  }
  return gains.map((own) => Math.max(0, own.sort((a, b) => a - b)[Math.floor(own.length * keptQuantile)] ?? 0));
}

interface Prepared {
  readonly ids: ReadonlyMap<string, number>;
  /** Of each term, how likely it is anywhere. */
  readonly shares: Float64Array;
  /** Of each term, the groups that say it and how often, in halves. */
  readonly postings: readonly (readonly (readonly [group: number, count: number])[])[];
  readonly totals: Float64Array;
}

function prepare({ terms, groups }: StoredGroupModel): Prepared {
  const all = terms.reduce((sum, [, count]) => sum + count, 0) || 1;
  const postings = terms.map((): [number, number][] => []);
  groups.forEach(({ counts }, k) => {
    for (const [id, count] of counts) postings[id]?.push([k, count]);
  });
  return {
    ids: new Map(terms.map(([term], id) => [term, id])),
    shares: Float64Array.from(terms, ([, count]) => count / all),
    postings,
    totals: Float64Array.from(groups, ({ counts }) => counts.reduce((sum, [, count]) => sum + count, 0)),
  };
}

const mass = 2 * smoothing;

/** What a text gains in a group without one of the texts that it was drawn from. */
function gainWithout({ ids, shares, postings, totals }: Prepared, text: WeightedTerms, { group, text: own }: OwnText) {
  let [length, gain, taken] = [0, 0, 0];
  for (const [term, count] of own) if (ids.has(term)) taken += count;
  const total = Math.max(0, (totals[group] ?? 0) - taken);
  for (const [term, count] of text) {
    const id = ids.get(term);
    if (id === undefined) continue;
    length += count;
    const left = (postings[id]?.find(([k]) => k === group)?.[1] ?? 0) - (own.get(term) ?? 0);
    gain += (count / 2) * Math.log1p(Math.max(0, left) / (mass * (shares[id] ?? 1)));
  }
  return { length, gain: gain + (length / 2) * Math.log(mass / (total + mass)) };
}

/** A model that is ready to be asked. */
export function openGroupModel(stored: StoredGroupModel): GroupModel {
  const prepared = prepare(stored);
  const { ids, shares, postings, totals } = prepared;
  const discounts = totals.map((total) => Math.log(mass / (total + mass)) / 2);
  const scored = (text: WeightedTerms): { gains: Float64Array; length: number } => {
    const gains = new Float64Array(stored.groups.length);
    let length = 0;
    for (const [term, count] of text) {
      const id = ids.get(term);
      if (id === undefined) continue;
      length += count;
      const share = mass * (shares[id] ?? 1);
      for (const [k, own] of postings[id] ?? []) gains[k] = (gains[k] ?? 0) + (count / 2) * Math.log1p(own / share);
    }
    return { gains: gains.map((gain, k) => gain + length * (discounts[k] ?? 0)), length };
  };
  return {
    keys: stored.groups.map(({ key }) => key),
    usualGains: stored.groups.map(({ usualGain }) => usualGain),
    gains(text, drawnFrom) {
      const { gains } = scored(text);
      if (drawnFrom && drawnFrom.group >= 0) gains[drawnFrom.group] = gainWithout(prepared, text, drawnFrom).gain;
      return gains;
    },
    assign(text) {
      const { gains, length } = scored(text);
      const group = gains.indexOf(Math.max(...gains));
      const gain = gains[group] ?? 0;
      const fits = length >= fewestHalves && gain > 0 && gain / length >= (stored.groups[group]?.leastGain ?? 0);
      return group >= 0 && fits ? { group, gain } : null;
    },
  };
}
