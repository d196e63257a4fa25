import { cosine, type SparseVector } from '../scenarios/call-vectors.ts';
import type { createPacer } from '../scenarios/give-way.ts';

/** A group of lines: what it says, and where in calls it is said. */
export interface PlacedGroup {
  readonly direction: SparseVector;
  readonly at: readonly { readonly trace: number; readonly event: number }[];
}

interface SamePlaceSettings {
  /** Groups are one step from this cosine of their words on ... */
  readonly words: number;
  /** ... where the cosine of their surroundings is at least this. */
  readonly places: number;
  /** Calls with both, in one order, as a share of those with the rarer one, at most. */
  readonly apart: number;
  /** The rarer of two groups is in fewer calls than this: of what is said often, other words are another step. */
  readonly thin: number;
}

/** Chosen on invented procedures and 30 service chats of each task, where they cost nothing. */
const samePlaceSettings: SamePlaceSettings = { words: 0.25, places: 0.7, apart: 0.2, thin: 6 };

// So many groups, the commonest ones, are compared.
const mostGroups = 120;
// When in a call: its fifths.
const parts = 5;

/**
 * Joins groups of lines that say the same in other words: they share some words, come between the same others, at the same
 * time of a call, and hardly ever both in one call. For each group
 * the number of the one that it is joined to, or its own; `events` says how many each call has.
 */
export async function joinSamePlaces(
  groups: readonly PlacedGroup[],
  events: readonly number[],
  giveWay: ReturnType<typeof createPacer>,
  settings: SamePlaceSettings = samePlaceSettings,
): Promise<number[]> {
  const into = groups.map((_, g) => g);
  const order = groups.map((_, g) => g).sort((a, b) => (groups[b]?.at.length ?? 0) - (groups[a]?.at.length ?? 0));
  let alive = order.slice(0, mostGroups);
  const words = new Map<number, Map<number, number>>();
  for (const a of alive) {
    words.set(
      a,
      new Map(alive.map((b) => [b, cosine(groups[a]?.direction ?? nothing, groups[b]?.direction ?? nothing)])),
    );
  }
  for (;;) {
    const places = surroundings(groups, into, events, alive);
    const best = bestPair(alive, (a, b) => {
      const alike = words.get(a)?.get(b) ?? 0;
      if (alike < settings.words) return 0;
      const around = cosineOf(places.get(a), places.get(b));
      if (around < settings.places) return 0;
      return mayJoin(groups, into, a, b, settings) ? alike + around : 0;
    });
    if (!best) return into;
    const [kept, gone] = best;
    into.forEach((group, g) => {
      if (group === gone) into[g] = kept;
    });
    for (const other of alive) {
      const sum = ((words.get(kept)?.get(other) ?? 0) + (words.get(gone)?.get(other) ?? 0)) / 2;
      words.get(kept)?.set(other, sum);
      words.get(other)?.set(kept, sum);
    }
    alive = alive.filter((group) => group !== gone);
    await giveWay();
  }
}

const nothing: SparseVector = { terms: new Uint32Array(), weights: new Float32Array() };

function bestPair(alive: readonly number[], worth: (a: number, b: number) => number): [number, number] | null {
  let [best, most]: [[number, number] | null, number] = [null, 0];
  for (const [i, a] of alive.entries()) {
    for (const b of alive.slice(i + 1)) {
      const own = worth(a, b);
      if (own > most) [best, most] = [[a, b], own];
    }
  }
  return best;
}

/** Which groups come right before and after each, and when in the call, as unit vectors. */
function surroundings(
  groups: readonly PlacedGroup[],
  into: readonly number[],
  events: readonly number[],
  alive: readonly number[],
): Map<number, Map<string, number>> {
  const calls = events.map((count) => new Int32Array(count).fill(-1));
  const isAlive = new Set(alive);
  for (const [g, { at }] of groups.entries()) {
    const group = into[g] ?? g;
    if (!isAlive.has(group)) continue;
    for (const { trace, event } of at) calls[trace]?.fill(group, event, event + 1);
  }
  const found = new Map(alive.map((group) => [group, new Map<string, number>()]));
  for (const call of calls) {
    const said = [...call.entries()].filter(([, group]) => group >= 0);
    for (const [i, [event, group]] of said.entries()) {
      const own = found.get(group);
      const when = Math.floor((parts * event) / Math.max(1, call.length));
      for (const sign of [`<${said[i - 1]?.[1] ?? '^'}`, `>${said[i + 1]?.[1] ?? '$'}`, `@${when}`]) {
        own?.set(sign, (own.get(sign) ?? 0) + 1);
      }
    }
  }
  return found;
}

function cosineOf(a: ReadonlyMap<string, number> = new Map(), b: ReadonlyMap<string, number> = new Map()): number {
  let sum = 0;
  for (const [sign, n] of a) sum += n * (b.get(sign) ?? 0);
  return sum / (Math.hypot(...a.values()) * Math.hypot(...b.values()) || 1);
}

function mayJoin(
  groups: readonly PlacedGroup[],
  into: readonly number[],
  a: number,
  b: number,
  { apart, thin }: SamePlaceSettings,
): boolean {
  const firsts = (group: number) => {
    const calls = new Map<number, number>();
    for (const [g, own] of groups.entries()) {
      if ((into[g] ?? g) !== group) continue;
      for (const { trace, event } of own.at) calls.set(trace, Math.min(event, calls.get(trace) ?? event));
    }
    return calls;
  };
  const [one, other] = [firsts(a), firsts(b)];
  let [before, after] = [0, 0];
  for (const [call, first] of one) {
    const second = other.get(call);
    if (second === undefined) continue;
    if (first < second) before++;
    else after++;
  }
  const rarer = Math.min(one.size, other.size);
  return rarer < thin && Math.abs(before - after) <= apart * rarer;
}
