import { covers, type DecisionAction, type Interval, type VersionState } from '../../graph-schema/index.ts';
import type { PointInTime } from '../ports/graph-index.ts';

/** A later decision about a version that was published. */
export interface LaterDecision {
  readonly position: number;
  readonly decidedAt: Date;
  readonly action: Exclude<DecisionAction, 'publish'>;
}

/** What time needs to know of a published version: nothing here is ever edited, decisions are only added. */
export interface VersionInTime {
  readonly version: number;
  /** The decision that published it. */
  readonly position: number;
  readonly decidedAt: Date;
  readonly interval: Interval;
  /** In the order of their positions. */
  readonly later: readonly LaterDecision[];
}

/**
 * The version of one item that holds at a point of both times, or null. Among the versions decided by `knownAt` whose
 * interval covers `asOf` the highest position wins; if that one is retracted or suspended by `knownAt`, nothing is in
 * force: no older version revives by itself.
 */
export function inForceAt<V extends VersionInTime>(versions: readonly V[], at: PointInTime): V | null {
  let winner: V | null = null;
  for (const candidate of versions) {
    if (candidate.decidedAt.getTime() > at.knownAt.getTime()) continue;
    if (!covers(candidate.interval, at.asOf)) continue;
    if (winner === null || candidate.position > winner.position) winner = candidate;
  }
  return winner !== null && withdrawnBy(winner, at.knownAt) === null ? winner : null;
}

/** The decision that keeps a version out of force at that time, or null if none does. */
export function withdrawnBy(version: VersionInTime, knownAt: Date): LaterDecision | null {
  let last: LaterDecision | null = null;
  for (const decision of version.later) {
    if (decision.decidedAt.getTime() <= knownAt.getTime()) last = decision;
  }
  return last === null || last.action === 'resume' ? null : last;
}

/** The state in which people see a version: derived from decisions and intervals, never stored. */
export function versionState(version: VersionInTime, all: readonly VersionInTime[], at: PointInTime): VersionState {
  const withdrawn = withdrawnBy(version, at.knownAt);
  if (withdrawn?.action === 'retract') return 'retracted';
  if (withdrawn?.action === 'suspend') return 'suspended';
  const { from, to } = version.interval;
  if (from !== null && at.asOf.getTime() < from.getTime()) return 'scheduled';
  if (to !== null && to.getTime() <= at.asOf.getTime()) return 'expired';
  const newer = all.some(
    (other) =>
      other.position > version.position &&
      other.decidedAt.getTime() <= at.knownAt.getTime() &&
      covers(other.interval, at.asOf),
  );
  return newer ? 'superseded' : 'in_force';
}
