import { covers } from '../../../graph-schema/index.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import { type PublishedState, withdrawnBy } from '../../publishing/index.ts';
import type { NewEvent, OpenExposure } from './call-record.ts';

/** Why a version that is on a screen must leave it, or null if it still holds. */
export type Loss =
  | {
      readonly type: 'retract';
      readonly action: 'retract' | 'suspend' | 'supersede';
      readonly position: number;
      readonly replacedBy: number | null;
    }
  | { readonly type: 'expire'; readonly at: Date };

export function lossOf(state: PublishedState, itemId: string, version: number, at: PointInTime): Loss | null {
  const inForce = state.inForce(itemId, at);
  if (inForce?.version === version) return null;
  // A decision about it could not be taken in, so that nobody here knows what it says.
  const withheldBy = state.withheldBy(itemId);
  if (withheldBy !== null) return { type: 'retract', action: 'suspend', position: withheldBy, replacedBy: null };
  const shown = state.version(itemId, version);
  if (!shown) return { type: 'expire', at: at.asOf };
  const withdrawn = withdrawnBy(shown, at.knownAt);
  if (withdrawn) {
    const action = withdrawn.action === 'suspend' ? 'suspend' : 'retract';
    return { type: 'retract', action, position: withdrawn.position, replacedBy: inForce?.version ?? null };
  }
  if (inForce && inForce.position > shown.position) {
    return { type: 'retract', action: 'supersede', position: inForce.position, replacedBy: inForce.version };
  }
  // A newer version that covers this moment but was withdrawn itself leaves nothing in force.
  const newer = state
    .get(itemId)
    ?.versions.findLast((other) => other.position > shown.position && covers(other.interval, at.asOf));
  if (newer && covers(shown.interval, at.asOf)) {
    return { type: 'retract', action: 'supersede', position: newer.position, replacedBy: null };
  }
  return { type: 'expire', at: shown.interval.to ?? at.asOf };
}

/** The events that take lost versions off a call's screen, each to be sent once per version and decision. */
export function eventsOfLosses(
  state: PublishedState,
  exposures: readonly OpenExposure[],
  at: PointInTime,
): { events: NewEvent[]; cardIds: string[]; superseded: boolean } {
  const events: NewEvent[] = [];
  const cardIds = new Set<string>();
  let superseded = false;
  const byVersion = new Map<string, OpenExposure[]>();
  for (const exposure of exposures) {
    const key = `${exposure.itemId}@${exposure.version}`;
    byVersion.set(key, [...(byVersion.get(key) ?? []), exposure]);
  }
  for (const [key, shown] of byVersion) {
    const first = shown[0];
    const loss = first && lossOf(state, first.itemId, first.version, at);
    if (!first || !loss) continue;
    const cards = [...new Set(shown.map(({ cardId }) => cardId))];
    for (const card of cards) cardIds.add(card);
    const item = { itemId: first.itemId, version: first.version };
    if (loss.type === 'expire') {
      events.push({
        type: 'expire',
        data: { cardIds: cards, item, at: loss.at.toISOString() },
        onceKey: `expire:${key}:${loss.at.toISOString()}`,
      });
      continue;
    }
    superseded ||= loss.replacedBy !== null;
    const replacedBy = loss.replacedBy === null ? null : { itemId: first.itemId, version: loss.replacedBy };
    events.push({
      type: 'retract',
      data: { cardIds: cards, item, position: loss.position, action: loss.action, replacedBy },
      onceKey: `retract:${key}:${loss.position}`,
    });
  }
  return { events, cardIds: [...cardIds], superseded };
}
