import type { createPacer } from '../give-way.ts';
import type { TermTable } from './term-table.ts';

export interface MixtureSettings {
  /** Prior of a group: the larger, the easier a text opens one of its own. */
  readonly alpha: number;
  /** Prior of a word in a group: the smaller, the finer the groups. */
  readonly beta: number;
  /** Groups to begin with, most of which empty themselves. */
  readonly groups: number;
  readonly sweeps: number;
  readonly random: () => number;
  readonly giveWay: ReturnType<typeof createPacer>;
}

/** Sweeps at the end in which every text takes its likeliest group, so that the answer is a mode and not a draw. */
const settlingSweeps = 3;

/**
 * Groups texts by a mixture of Dirichlet-multinomials with collapsed Gibbs sampling (Yin and Wang, KDD 2014, GSDMM):
 * a label for each text. Texts without terms get label 0.
 */
export async function dirichletMixture(table: TermTable, settings: MixtureSettings): Promise<Int32Array> {
  const { texts } = table;
  const { beta, random, sweeps, giveWay } = settings;
  const labels = Int32Array.from({ length: texts }, () => Math.floor(random() * settings.groups));
  let state = countWords(table, labels, settings.groups);
  const prior: Prior = {
    alpha: settings.alpha,
    room: table.vocabulary.length * beta,
    logs: logTable(beta, mostSaid(table)),
  };
  const scores = new Float64Array(settings.groups);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const choose = sweep >= sweeps - settlingSweeps ? best : drawn;
    for (let i = 0; i < texts; i++) {
      const old = labels[i] ?? 0;
      const length = move(table, state, i, old, -1);
      scoreGroups(table, state, i, length / 2, prior, scores);
      const next = choose(scores, state.groups, random);
      labels[i] = next;
      move(table, state, i, next, 1);
      if (i % 64 === 0) await giveWay();
    }
    // Empty groups cost as much as full ones: a few are kept for texts that fit nowhere.
    const living = state.sizes.filter((size) => size > 0).length;
    if (living + 6 < state.groups * 0.8) {
      compact(labels, state.sizes);
      state = countWords(table, labels, living + 4);
    }
  }
  return labels;
}

interface Prior {
  readonly alpha: number;
  /** Of all words of a group together. */
  readonly room: number;
  /** By count in halves: how much likelier a word is, for half a mention, than one that the group never had. */
  readonly logs: Float64Array;
}

function logTable(beta: number, most: number): Float64Array {
  return Float64Array.from({ length: most + 1 }, (_, n) => (Math.log(n / 2 + beta) - Math.log(beta)) / 2);
}

/** How often the commonest term is said in all texts, in halves. */
function mostSaid({ vocabulary, terms, counts }: TermTable): number {
  const said = new Uint32Array(vocabulary.length);
  terms.forEach((term, t) => {
    said[term] = (said[term] ?? 0) + (counts[t] ?? 0);
  });
  return said.reduce((most, n) => Math.max(most, n), 0);
}

/** Takes a text out of a group (-1) or puts it in (1); its length, in halves. */
function move(table: TermTable, state: WordCounts, text: number, group: number, sign: 1 | -1): number {
  const { offsets, terms, counts } = table;
  const { words, totals, sizes, groups } = state;
  let length = 0;
  for (let t = offsets[text] ?? 0; t < (offsets[text + 1] ?? 0); t++) {
    const [at, count] = [(terms[t] ?? 0) * groups + group, counts[t] ?? 0];
    words[at] = (words[at] ?? 0) + sign * count;
    length += count;
  }
  totals[group] = (totals[group] ?? 0) + sign * length;
  sizes[group] = (sizes[group] ?? 0) + sign;
  return length;
}

/** The log of how likely each group has the text, but for a constant. */
function scoreGroups(
  { offsets, terms, counts }: TermTable,
  { groups, words, totals, sizes }: WordCounts,
  text: number,
  length: number,
  { alpha, room, logs }: Prior,
  scores: Float64Array,
): void {
  for (let k = 0; k < groups; k++) {
    scores[k] = Math.log((sizes[k] ?? 0) + alpha) - length * Math.log((totals[k] ?? 0) / 2 + room + length / 2);
  }
  for (let t = offsets[text] ?? 0; t < (offsets[text + 1] ?? 0); t++) {
    const [row, count] = [(terms[t] ?? 0) * groups, counts[t] ?? 0];
    for (let k = 0; k < groups; k++) {
      const n = words[row + k] ?? 0;
      if (n > 0) scores[k] = (scores[k] ?? 0) + count * (logs[n] ?? 0);
    }
  }
}

interface WordCounts {
  readonly groups: number;
  /** Of term `w` in group `k`, at `w * groups + k`, in halves. */
  readonly words: Int32Array;
  readonly totals: Float64Array;
  readonly sizes: Int32Array;
}

function countWords(table: TermTable, labels: Int32Array, groups: number): WordCounts {
  const state: WordCounts = {
    groups,
    words: new Int32Array(table.vocabulary.length * groups),
    totals: new Float64Array(groups),
    sizes: new Int32Array(groups),
  };
  labels.forEach((label, i) => {
    move(table, state, i, label, 1);
  });
  return state;
}

function compact(labels: Int32Array, sizes: Int32Array): void {
  const renamed = new Int32Array(sizes.length);
  let next = 0;
  sizes.forEach((size, k) => {
    if (size > 0) renamed[k] = next++;
  });
  labels.forEach((label, i) => {
    labels[i] = renamed[label] ?? 0;
  });
}

function best(scores: Float64Array, groups: number): number {
  let top = 0;
  for (let k = 1; k < groups; k++) if ((scores[k] ?? 0) > (scores[top] ?? 0)) top = k;
  return top;
}

function drawn(scores: Float64Array, groups: number, random: () => number): number {
  const top = scores[best(scores, groups)] ?? 0;
  let total = 0;
  for (let k = 0; k < groups; k++) {
    const share = Math.exp((scores[k] ?? 0) - top);
    scores[k] = share;
    total += share;
  }
  let left = random() * total;
  for (let k = 0; k < groups; k++) {
    left -= scores[k] ?? 0;
    if (left <= 0) return k;
  }
  return groups - 1;
}
