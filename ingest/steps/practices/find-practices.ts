import { qValues, selectedLevel } from './false-discoveries.ts';
import { type HeldEqual, heldEqual, interval, type Observation } from './held-equal.ts';

/** What is known of a call besides what its agent did. */
export interface JudgedCall {
  readonly agent: string;
  readonly team: string | null;
  /** How hard it was, as far as that showed before the agent did anything. */
  readonly stratum: string;
  readonly solved: boolean;
  /** Its agent is one of the best. */
  readonly top: boolean;
}

/** Something that an agent may do or not in a call. */
export interface Conduct {
  readonly sort: 'presence' | 'order' | 'wording' | 'timing';
  /** By call: done, not done, or null where the question does not arise. */
  readonly did: readonly (boolean | null)[];
}

/** Something that helps, with the difference that it makes. */
export interface FoundPractice<C extends Conduct> {
  readonly conduct: C;
  readonly effect: HeldEqual;
  /** The interval of 95%. */
  readonly low: number;
  readonly high: number;
  /** The same, wider, since it is one of those that stood out of many. */
  readonly selectedLow: number;
  readonly selectedHigh: number;
  /** The false discovery rate at which it is still found. */
  readonly q: number;
  /** How many things were tried. */
  readonly tried: number;
  /** How often the best agents do it, and how often the others, 0..1. */
  readonly topShare: number;
  readonly otherShare: number;
}

export interface PracticeSettings {
  /** Of what is found, at most this part is false on average. */
  readonly falseDiscoveryRate: number;
  /** Calls that must be comparable. */
  readonly fewestCalls: number;
  /** How much more often the best agents must do it than the others. */
  readonly topMargin: number;
}

export const practiceSettings: PracticeSettings = { falseDiscoveryRate: 0.1, fewestCalls: 30, topMargin: 0.03 };

/**
 * Of all that agents may do, what the best do more often than others and what gets more calls solved, in calls of one agent
 * that are equally hard; corrected for everything that was tried, and not explained by something stronger that goes along
 * with it. The strongest first.
 */
export function findPractices<C extends Conduct>(
  calls: readonly JudgedCall[],
  conducts: readonly C[],
  settings: PracticeSettings = practiceSettings,
): FoundPractice<C>[] {
  const cells = calls.map(({ agent, stratum }) => `${agent}\u0000${stratum}`);
  const tested = conducts.flatMap((conduct): Tested<C>[] => {
    const effect = heldEqual(observationsOf(calls, cells, conduct));
    return effect && effect.calls >= settings.fewestCalls ? [{ conduct, effect, p: effect.p }] : [];
  });
  holdStrongerEqual(calls, cells, tested, settings.falseDiscoveryRate);
  const q = qValues(tested.map(({ p }) => p));
  const found = tested
    .map((test, i) => ({ ...test, q: q[i] ?? 1, shares: sharesOf(calls, test.conduct) }))
    .filter(
      ({ effect, q: rate, shares: { topShare, otherShare } }) =>
        rate <= settings.falseDiscoveryRate && effect.lift > 0 && topShare - otherShare >= settings.topMargin,
    )
    .sort((a, b) => a.p - b.p || b.effect.lift - a.effect.lift);
  const level = selectedLevel(0.05, found.length, tested.length);
  return found.map(({ conduct, effect, q: rate, shares }): FoundPractice<C> => {
    const [plain, selected] = [interval(effect, 0.95), interval(effect, level)];
    return {
      conduct,
      effect,
      q: rate,
      ...shares,
      ...plain,
      selectedLow: selected.low,
      selectedHigh: selected.high,
      tried: tested.length,
    };
  });
}

interface Tested<C> {
  readonly conduct: C;
  readonly effect: HeldEqual;
  /** Of what is left of it once everything stronger is held equal, one at a time. */
  p: number;
}

/**
 * What goes along with something stronger and does nothing by itself has a difference, too: each is tested again among
 * calls that are alike in a stronger one, and keeps its largest p.
 */
function holdStrongerEqual<C extends Conduct>(
  calls: readonly JudgedCall[],
  cells: readonly string[],
  tested: readonly Tested<C>[],
  rate: number,
): void {
  const q = qValues(tested.map(({ p }) => p));
  const order = tested
    .filter((_, i) => (q[i] ?? 1) <= rate)
    .sort((a, b) => a.effect.p - b.effect.p || b.effect.lift - a.effect.lift);
  const kept: Tested<C>[] = [];
  for (const test of order) {
    for (const stronger of kept) {
      const left = heldEqual(observationsOf(calls, cells, test.conduct, stronger.conduct));
      test.p = Math.max(test.p, left?.p ?? 1);
    }
    if (test.p <= rate) kept.push(test);
  }
}

function observationsOf(
  calls: readonly JudgedCall[],
  cells: readonly string[],
  conduct: Conduct,
  beside?: Conduct,
): Observation[] {
  return calls.flatMap((call, i): Observation[] => {
    const did = conduct.did[i] ?? null;
    const cell = beside ? `${cells[i]}\u0000${String(beside.did[i] ?? null)}` : (cells[i] ?? '');
    return did === null ? [] : [{ call: i, agent: call.agent, team: call.team, cell, did, solved: call.solved }];
  });
}

function sharesOf(calls: readonly JudgedCall[], conduct: Conduct): { topShare: number; otherShare: number } {
  const share = (top: boolean) => {
    const own = calls
      .flatMap((call, i) => (call.top === top ? [conduct.did[i] ?? null] : []))
      .filter((did) => did !== null);
    return own.length === 0 ? 0 : own.filter((did) => did).length / own.length;
  };
  return { topShare: share(true), otherShare: share(false) };
}
