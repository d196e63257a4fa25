import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inForceAt, type LaterDecision, type VersionInTime, versionState, withdrawnBy } from './in-force.ts';

const instant = (ms: number) => new Date(ms);
const at = (asOf: number, knownAt: number) => ({ asOf: instant(asOf), knownAt: instant(knownAt) });

// Few instants and few positions, so that ties, touching intervals and decisions on the very instant come up often.
const tick = fc.integer({ min: 0, max: 12 });
const bound = fc.option(tick.map(instant), { nil: null });
const interval = fc
  .record({ from: bound, to: bound })
  .filter(({ from, to }) => from === null || to === null || from < to);

interface Step {
  readonly action: 'publish' | LaterDecision['action'];
  readonly target: number;
  readonly interval: VersionInTime['interval'];
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('publish', 'publish', 'retract', 'suspend', 'resume'),
  target: fc.nat(5),
  interval,
});

/** Plays steps into versions; the decision of position p is decided at instant p. */
function play(steps: readonly Step[]): VersionInTime[] {
  const versions: (VersionInTime & { later: LaterDecision[] })[] = [];
  for (const [index, { action, target, interval: valid }] of steps.entries()) {
    const decision = { position: index + 1, decidedAt: instant(index + 1) };
    if (action === 'publish') {
      versions.push({ version: versions.length + 1, ...decision, interval: valid, later: [] });
      continue;
    }
    const version = versions[target % Math.max(1, versions.length)];
    version?.later.push({ ...decision, action });
  }
  return versions;
}

/**
 * The design's words, one sentence after the other: of the versions decided by knownAt whose interval [from, to) holds
 * asOf, the one of the highest position; unless, by knownAt, it is retracted or suspended.
 */
function reference(versions: readonly VersionInTime[], asOf: Date, knownAt: Date): number | null {
  const decided = versions.filter((version) => version.decidedAt <= knownAt);
  const covering = decided.filter((version) => {
    const begun = version.interval.from === null || version.interval.from <= asOf;
    const ended = version.interval.to !== null && version.interval.to <= asOf;
    return begun && !ended;
  });
  const [highest] = [...covering].sort((a, b) => b.position - a.position);
  if (!highest) return null;
  const known = highest.later.filter((decision) => decision.decidedAt <= knownAt);
  const last = [...known].sort((a, b) => a.position - b.position).at(-1);
  return last?.action === 'retract' || last?.action === 'suspend' ? null : highest.version;
}

const history = fc.array(step, { maxLength: 10 }).map(play);

describe('inForceAt', () => {
  it('agrees with the definition at every point of both times, for any history', () => {
    fc.assert(
      fc.property(history, tick, tick, (versions, asOf, knownAt) => {
        const point = at(asOf, knownAt);
        expect(inForceAt(versions, point)?.version ?? null).toBe(reference(versions, point.asOf, point.knownAt));
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not depend on the order in which versions are held', () => {
    fc.assert(
      fc.property(history, tick, tick, (versions, asOf, knownAt) => {
        const point = at(asOf, knownAt);
        expect(inForceAt(versions.toReversed(), point)).toEqual(inForceAt(versions, point));
      }),
    );
  });

  it('gives the same answer for a past knownAt whatever is decided afterwards', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), fc.array(step, { maxLength: 5 }), tick, (before, after, asOf) => {
        const point = at(asOf, before.length);
        const then = inForceAt(play(before), point)?.version ?? null;
        expect(inForceAt(play([...before, ...after]), point)?.version ?? null).toBe(then);
      }),
    );
  });

  const version = (position: number, from: number | null, to: number | null, later: LaterDecision[] = []) => ({
    version: position,
    position,
    decidedAt: instant(position),
    interval: { from: from === null ? null : instant(from), to: to === null ? null : instant(to) },
    later,
  });
  const later = (position: number, action: LaterDecision['action']): LaterDecision => ({
    position,
    decidedAt: instant(position),
    action,
  });

  it('holds from its first instant to the one before its end', () => {
    const versions = [version(1, 10, 20)];
    expect(inForceAt(versions, at(9, 99))).toBeNull();
    expect(inForceAt(versions, at(10, 99))?.version).toBe(1);
    expect(inForceAt(versions, at(19, 99))?.version).toBe(1);
    expect(inForceAt(versions, at(20, 99))).toBeNull();
  });

  it('lets no older version revive when the newest is retracted or suspended', () => {
    for (const action of ['retract', 'suspend'] as const) {
      const versions = [version(1, null, null), version(2, null, null, [later(3, action)])];
      expect(inForceAt(versions, at(50, 3))).toBeNull();
      expect(inForceAt(versions, at(50, 2))?.version).toBe(2);
    }
  });

  it('puts a suspended version back in force with the decision that resumes it', () => {
    const versions = [version(1, null, null, [later(2, 'suspend'), later(3, 'resume')])];
    expect([1, 2, 3].map((knownAt) => inForceAt(versions, at(50, knownAt))?.version ?? null)).toEqual([1, null, 1]);
  });

  it('falls back to the older version where the newer one does not cover the moment', () => {
    const versions = [version(1, null, null), version(2, 30, 40)];
    expect([29, 30, 39, 40].map((asOf) => inForceAt(versions, at(asOf, 99))?.version)).toEqual([1, 2, 2, 1]);
  });
});

describe('versionState', () => {
  it('calls exactly one version in force, the one that inForceAt finds', () => {
    fc.assert(
      fc.property(history, tick, tick, (versions, asOf, knownAt) => {
        const point = at(asOf, knownAt);
        const known = versions.filter(({ decidedAt }) => decidedAt <= point.knownAt);
        const holding = known.filter((version) => versionState(version, versions, point) === 'in_force');
        expect(holding.map(({ version }) => version)).toEqual(
          [inForceAt(versions, point)?.version].filter((version) => version !== undefined),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('calls withdrawn exactly what a decision keeps out of force', () => {
    fc.assert(
      fc.property(history, tick, tick, (versions, asOf, knownAt) => {
        const point = at(asOf, knownAt);
        for (const version of versions) {
          const state = versionState(version, versions, point);
          const withdrawn = withdrawnBy(version, point.knownAt)?.action ?? null;
          expect(state === 'retracted').toBe(withdrawn === 'retract');
          expect(state === 'suspended').toBe(withdrawn === 'suspend');
        }
      }),
    );
  });
});
