import type { Database } from '../../ports/database.ts';
import { inForceAt, type LoggedDecision, type PublishedState, readDecisions } from '../../publishing/index.ts';
import { cursorId, type FeedCursor, shortHash } from './feed-cursor.ts';
import {
  type BoundaryRow,
  decidedAtOf,
  type FeedFilter,
  type FeedVersion,
  readBoundaries,
  readDecisionVersions,
  readInstants,
} from './feed-rows.ts';

/** One thing that a subscriber hears; the cursor is how far it has heard then. */
export interface FeedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** A stretch of the feed; `replaced`: the cursor belongs to another log. */
export type FeedStretch =
  | { readonly events: readonly FeedEvent[]; readonly cursor: FeedCursor }
  | { readonly replaced: true };

/** The published log and the boundaries between its decisions, in one order that is the same in every process. */
export interface FeedLog {
  /** What comes after a cursor, up to the position that is applied here and to boundaries at `until`, or a part of it. */
  read(cursor: FeedCursor, until: Date, filter: FeedFilter): Promise<FeedStretch>;
}

const versionsShown = 200;
const decisionsPerRead = 100;
const mostKept = 50;

export function createFeedLog(database: Database, state: PublishedState): FeedLog {
  // Subscribers that have heard the same hear the same next: it is read once for all of them.
  const kept = new Map<string, Promise<FeedStretch>>();

  const decisionEvent = async (decision: LoggedDecision, filter: FeedFilter, cursor: FeedCursor) => {
    const { versions, total } = await readDecisionVersions(database, decision.position, filter, versionsShown);
    if (total === 0) return [];
    const told = versions.map((version) =>
      decision.action === 'publish' ? { ...version, supersedes: supersededBy(state, version) } : version,
    );
    const { position, approval, reason } = decision;
    const data = { position, decidedAt: decision.decidedAt.toISOString(), approval, reason, entries: total };
    return [{ id: cursorId(cursor), event: decision.action, data: { ...data, versions: told } }];
  };

  const dueEvent = async (at: Date, filter: FeedFilter, cursor: FeedCursor) => {
    const rows = await readBoundaries(database, at, state.position, filter);
    const holding = rows.filter((row) => isDue(state, row, at));
    if (holding.length === 0) return [];
    const of = (side: 'begin' | 'end') => holding.filter((row) => row.side === side);
    const show = ({ side, ...version }: BoundaryRow) =>
      side === 'begin'
        ? { ...version, supersedes: heldJustBefore(state, version, at) }
        : { ...version, replacedBy: heldAt(state, version.itemId, at)?.version ?? null };
    const data = {
      position: cursor.position,
      at: at.toISOString(),
      entries: holding.length,
      begin: of('begin').slice(0, versionsShown).map(show),
      end: of('end').slice(0, versionsShown).map(show),
    };
    return [{ id: cursorId(cursor), event: 'due', data }];
  };

  const read = async (cursor: FeedCursor, until: Date, filter: FeedFilter): Promise<FeedStretch> => {
    const upTo = state.position;
    // The last one that was heard again, in the same question: between two questions the log may be replaced.
    const found = await readDecisions(database, Math.max(0, cursor.position - 1), decisionsPerRead + 1);
    const last = cursor.position === 0 ? undefined : found[0];
    if (cursor.position > 0 && !continues(cursor, last)) return { replaced: true };
    const next = found.filter(({ position }) => position > cursor.position && position <= upTo);
    const from = cursor.at ?? (await decidedAtOf(database, cursor.position)) ?? new Date(0);
    const end = next.at(-1)?.decidedAt ?? until;
    const { instants, more } =
      end > from ? await readInstants(database, from, end, upTo) : { instants: [], more: false };
    const reached = more ? (instants.at(-1) ?? end) : end;
    const decisions = next.filter(({ decidedAt }) => !more || decidedAt <= reached);
    const events: FeedEvent[] = [];
    let now: FeedCursor = { ...cursor, at: from };
    const waiting = [...instants];
    const tellDue = async (before: Date) => {
      for (let at = waiting[0]; at !== undefined && at <= before; at = waiting[0]) {
        waiting.shift();
        now = { ...now, at };
        events.push(...(await dueEvent(at, filter, now)));
      }
    };
    for (const decision of decisions) {
      await tellDue(decision.decidedAt);
      const at = now.at !== null && now.at > decision.decidedAt ? now.at : decision.decidedAt;
      now = { position: decision.position, hash: shortHash(decision.logHash), at };
      events.push(...(await decisionEvent(decision, filter, now)));
    }
    await tellDue(reached);
    if (decisions.length === 0 && reached > from) now = { ...now, at: reached };
    return { events, cursor: now };
  };

  return {
    read(cursor, until, filter) {
      const key = `${state.epoch} ${state.position} ${cursorId(cursor)} ${until.getTime()} ${JSON.stringify(filter)}`;
      const known = kept.get(key);
      if (known) return known;
      const oldest = kept.keys().next();
      if (kept.size >= mostKept && !oldest.done) kept.delete(oldest.value);
      const reading = read(cursor, until, filter);
      kept.set(key, reading);
      // What failed is asked again.
      reading.catch(() => kept.delete(key));
      return reading;
    },
  };
}

function continues(cursor: FeedCursor, last: LoggedDecision | undefined): boolean {
  if (last?.position !== cursor.position) return false;
  const hash = shortHash(last.logHash);
  return cursor.hash === null || hash === null || hash === cursor.hash;
}

const heldAt = (state: PublishedState, itemId: string, asOf: Date, knownAt: Date = asOf) => {
  const item = state.get(itemId);
  return item ? inForceAt(item.versions, { asOf, knownAt }) : null;
};

/** The other version of the item that held until the moment. */
function heldJustBefore(state: PublishedState, { itemId, version }: FeedVersion, at: Date): number | null {
  const before = heldAt(state, itemId, new Date(at.getTime() - 1), at);
  return before === null || before.version === version ? null : before.version;
}

/** The version that a publication takes the place of at once; null when there is none, or when it begins later. */
function supersededBy(state: PublishedState, { itemId, version }: FeedVersion): number | null {
  const item = state.get(itemId);
  const own = item?.versions.find((candidate) => candidate.version === version);
  if (!item || !own || inForceAt([own], { asOf: own.decidedAt, knownAt: own.decidedAt }) === null) return null;
  const others = item.versions.filter(({ position }) => position < own.position);
  return inForceAt(others, { asOf: own.decidedAt, knownAt: own.decidedAt })?.version ?? null;
}

/** Whether the boundary changes what holds: a version that was withdrawn or superseded by then neither begins nor ends. */
function isDue(state: PublishedState, row: BoundaryRow, at: Date): boolean {
  // Of what could not be taken in here nothing is known; who subscribes is told rather once too often.
  if (state.withheldBy(row.itemId) !== null) return true;
  const holds =
    row.side === 'begin' ? heldAt(state, row.itemId, at) : heldAt(state, row.itemId, new Date(at.getTime() - 1), at);
  return holds?.version === row.version;
}
