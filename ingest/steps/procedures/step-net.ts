export interface NetSettings {
  /** A path is kept when at least this share of the calls takes it, and `fewestCalls`. */
  readonly share: number;
  readonly fewestCalls: number;
  /** How much more often a path must be taken forth than back, -1..1 (dependency measure). */
  readonly dependency: number;
  /** A path is kept when it is at least this share of what leaves its beginning or of what enters its end. */
  readonly ofBest: number;
  /** A path that leaves out a step is dropped when at least this share of the calls with both ends has that step between them. */
  readonly skip: number;
  /** The same of any step between, unless the path is the most frequent way in; nothing must lead over that step. */
  readonly skipFar: number;
  /** A path is at least this share of what leaves its beginning and of what enters its end ... */
  readonly ofBoth: number;
  /** ... unless it is this share of one of them: the way into a rare branch. */
  readonly ofOne: number;
  /** A way back is kept when at least this share of the calls with its beginning takes it. */
  readonly loop: number;
}

export const netSettings: NetSettings = {
  share: 0.05,
  fewestCalls: 2,
  dependency: 0.5,
  ofBest: 0.3,
  skip: 0.1,
  skipFar: 0.25,
  ofBoth: 0.1,
  ofOne: 0.5,
  loop: 0.2,
};

/** A path from one step to the next. */
export interface NetPath {
  readonly from: number;
  readonly to: number;
  /** Calls that take it at least once. */
  readonly calls: number;
  /** Share of the calls with `from` that take it, 0..1. */
  readonly share: number;
  /** How clearly it leads forth rather than back, -1..1 (Weijters and van der Aalst's dependency measure, 2003). */
  readonly dependency: number;
  /** It leads back to a step that was taken before in the call. */
  readonly loop: boolean;
}

/** One step of the net. */
export interface NetStep {
  readonly step: number;
  readonly calls: number;
  /** Of all calls, 0..1. */
  readonly share: number;
  /** Of the calls with it, those that take it more than once with another step between, 0..1. */
  readonly repeated: number;
  /** Where it usually comes, from 1. */
  readonly order: number;
}

export interface StepNet {
  readonly steps: readonly NetStep[];
  readonly paths: readonly NetPath[];
}

/** The steps of a call in their order, one that is taken twice in a row once; what is no step is left out. */
export function sequenceOf(labels: ArrayLike<number>): number[] {
  const sequence: number[] = [];
  for (const step of Array.from(labels)) if (step >= 0 && sequence.at(-1) !== step) sequence.push(step);
  return sequence;
}

const matrix = (n: number) => Array.from({ length: n }, () => new Float64Array(n));

/**
 * The net of steps that sequences follow: what directly follows what, in enough calls, forth more often than back, and
 * not only where a step between was skipped. Each step keeps its best way in and out, so that nothing is cut off.
 */
export function mineNet(
  count: number,
  sequences: readonly (readonly number[])[],
  settings: NetSettings = netSettings,
): StepNet {
  const facts = countFollowing(count, sequences);
  const order = usualOrder(count, facts);
  const fewest = Math.max(settings.fewestCalls, settings.share * sequences.length);
  const paths: NetPath[] = [];
  const loops: NetPath[] = [];
  for (let from = 0; from < count; from++) {
    for (let to = 0; to < count; to++) {
      const [forth, again] = [at(facts.fresh, from, to), at(facts.again, from, to)];
      const ofAll = facts.calls[from] ?? 1;
      const back = at(facts.fresh, to, from);
      const path = { from, to, share: forth / ofAll, dependency: (forth - back) / (forth + back + 1) };
      if (forth >= fewest) paths.push({ ...path, calls: forth, loop: false });
      if (again >= Math.max(fewest, settings.loop * ofAll) && again > forth) {
        loops.push({ ...path, calls: again, share: again / ofAll, loop: true });
      }
    }
  }
  const forward = keptPaths(paths, facts, settings);
  const taken = new Set(forward.map(({ from, to }) => from * count + to));
  return {
    steps: Array.from({ length: count }, (_, step) => ({
      step,
      calls: facts.calls[step] ?? 0,
      share: (facts.calls[step] ?? 0) / Math.max(1, sequences.length),
      repeated: (facts.repeated[step] ?? 0) / Math.max(1, facts.calls[step] ?? 0),
      order: (order[step] ?? 0) + 1,
    })),
    paths: [...forward, ...loops.filter(({ from, to }) => !taken.has(from * count + to))],
  };
}

const at = (counts: readonly Float64Array[], from: number, to: number) => counts[from]?.[to] ?? 0;

interface Following {
  /** Calls with the step, and with it more than once. */
  readonly calls: Float64Array;
  readonly repeated: Float64Array;
  /** Calls in which the second directly follows the first, for the first time in the call. */
  readonly fresh: readonly Float64Array[];
  /** Calls in which it does so after it was taken before. */
  readonly again: readonly Float64Array[];
  /** Calls in which the first time of the first comes before the first time of the second. */
  readonly before: readonly Float64Array[];
  /** Of those, by a third step, the calls that have it between the two. */
  between(from: number, to: number, step: number): number;
}

function countFollowing(count: number, sequences: readonly (readonly number[])[]): Following {
  const [calls, repeated] = [new Float64Array(count), new Float64Array(count)];
  const [fresh, again, before] = [matrix(count), matrix(count), matrix(count)];
  const firsts: Int32Array[] = [];
  for (const sequence of sequences) {
    const first = new Int32Array(count).fill(-1);
    const times = new Int32Array(count);
    const seen = new Set<number>();
    sequence.forEach((step, i) => {
      if (first[step] === -1) first[step] = i;
      times[step] = (times[step] ?? 0) + 1;
      const next = sequence[i + 1];
      if (next === undefined) return;
      const known = (first[next] ?? -1) >= 0;
      const path = (step * count + next) * 2 + Number(known);
      if (!seen.has(path)) add(known ? again : fresh, step, next);
      seen.add(path);
    });
    firsts.push(first);
    const own = [...new Set(sequence)];
    for (const step of own) {
      calls[step] = (calls[step] ?? 0) + 1;
      if ((times[step] ?? 0) > 1) repeated[step] = (repeated[step] ?? 0) + 1;
      for (const other of own) if ((first[step] ?? 0) < (first[other] ?? 0)) add(before, step, other);
    }
  }
  return {
    calls,
    repeated,
    fresh,
    again,
    before,
    between(from, to, step) {
      let found = 0;
      for (const first of firsts) {
        const [a = -1, b = -1, c = -1] = [first[from], first[to], first[step]];
        if (a >= 0 && c > a && b > c) found++;
      }
      return found;
    },
  };
}

function add(counts: readonly Float64Array[], from: number, to: number): void {
  const row = counts[from];
  if (row) row[to] = (row[to] ?? 0) + 1;
}

/** The place of each step in the order that agrees best with most calls: by how often it comes before the others. */
function usualOrder(count: number, { before }: Following): number[] {
  const score = Array.from({ length: count }, (_, step) => {
    let [sum, pairs] = [0, 0];
    for (let other = 0; other < count; other++) {
      const both = at(before, step, other) + at(before, other, step);
      if (both === 0) continue;
      sum += at(before, step, other);
      pairs += both;
    }
    return pairs === 0 ? 0.5 : sum / pairs;
  });
  const sorted = score.map((_, step) => step).sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
  const place = new Array<number>(count).fill(0);
  sorted.forEach((step, i) => {
    place[step] = i;
  });
  return place;
}

function keptPaths(paths: readonly NetPath[], facts: Following, settings: NetSettings): NetPath[] {
  const [out, into] = [bestBy(paths, ({ from }) => from), bestBy(paths, ({ to }) => to)];
  return paths.filter((path) => {
    const { from, to, calls, dependency } = path;
    const best = out.get(from) === path || into.get(to) === path;
    const strong =
      calls >= settings.ofBest * (out.get(from)?.calls ?? 0) || calls >= settings.ofBest * (into.get(to)?.calls ?? 0);
    if (!best && (!strong || dependency < settings.dependency)) return false;
    if (isMarginal(path, facts, settings)) return false;
    if (into.get(to) !== path && skipsFar(path, facts, settings)) return false;
    return !skips(path, paths, facts, settings);
  });
}

/** Whether the path is rare among what leaves its beginning, or enters its end, and is much of neither. */
function isMarginal({ from, to, calls }: NetPath, facts: Following, { ofBoth, ofOne }: NetSettings): boolean {
  const shares = [calls / (facts.calls[from] || 1), calls / (facts.calls[to] || 1)];
  return Math.min(...shares) < ofBoth && Math.max(...shares) < ofOne;
}

/** Whether the path only leaves out a step that enough calls with its two ends take between them. */
function skips({ from, to }: NetPath, paths: readonly NetPath[], facts: Following, { skip }: NetSettings): boolean {
  const reached = new Set(paths.filter((path) => path.to === to).map((path) => path.from));
  return paths.some(
    ({ from: begin, to: middle }) =>
      begin === from && middle !== to && reached.has(middle) && isBetween(from, to, middle, facts, skip),
  );
}

const skipsFar = ({ from, to }: NetPath, facts: Following, { skipFar }: NetSettings): boolean =>
  facts.calls.some((_, middle) => middle !== from && middle !== to && isBetween(from, to, middle, facts, skipFar));

/** Whether at least `share` of the calls with both ends have the step between them, where it usually belongs. */
function isBetween(from: number, to: number, middle: number, facts: Following, share: number): boolean {
  const both = at(facts.before, from, to);
  return (
    both > 0 &&
    at(facts.before, from, middle) > at(facts.before, middle, from) &&
    at(facts.before, middle, to) > at(facts.before, to, middle) &&
    facts.between(from, to, middle) >= share * both
  );
}

function bestBy(paths: readonly NetPath[], end: (path: NetPath) => number): Map<number, NetPath> {
  const best = new Map<number, NetPath>();
  for (const path of paths) {
    const known = best.get(end(path));
    if (!known || path.calls > known.calls) best.set(end(path), path);
  }
  return best;
}

// Before the first step and after the last.
const outside = -1;

/**
 * The steps that have no place: small talk that may come after anything and be followed by anything. Of those neither what
 * comes before nor what comes after is the same in at least `share` of the times.
 */
export function placeless(count: number, sequences: readonly (readonly number[])[], share = 0.3): Set<number> {
  const [before, after] = [neighbours(count), neighbours(count)];
  for (const sequence of sequences) {
    sequence.forEach((step, i) => {
      tell(before[step], sequence[i - 1] ?? outside);
      tell(after[step], sequence[i + 1] ?? outside);
    });
  }
  const isLoose = (counts: ReadonlyMap<number, number> = new Map()) => {
    const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
    return Math.max(0, ...counts.values()) < share * all;
  };
  return new Set(before.flatMap((counts, step) => (isLoose(counts) && isLoose(after[step]) ? [step] : [])));
}

const neighbours = (count: number) => Array.from({ length: count }, () => new Map<number, number>());

function tell(counts: Map<number, number> | undefined, step: number): void {
  counts?.set(step, (counts.get(step) ?? 0) + 1);
}
