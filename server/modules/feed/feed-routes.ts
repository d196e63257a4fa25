import { z } from 'zod';
import { leaseExtendMs, leaseIntervalMs } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { type Route, route, type SseMessage } from '../../http/route.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import type { Database } from '../../ports/database.ts';
import { type LoggedDecision, type Projector, readDecisions } from '../../publishing/index.ts';

const versionsShown = 200;
const decisionsPerRead = 100;
const askAgainMs = 250;

/** What a subscriber hears of a decision. */
interface FeedEntry {
  readonly position: number;
  readonly decidedAt: string;
  readonly approval: string;
  readonly reason: string;
  /** How many versions it is about; the first of them are listed. */
  readonly entries: number;
  readonly versions: readonly {
    itemId: string;
    version: number;
    kind: string;
    label: string | null;
    validFrom: string | null;
    validTo: string | null;
  }[];
}

interface EntryRow {
  item_id: string;
  version: number;
  kind: string;
  label: string | null;
  valid_from: Date | null;
  valid_to: Date | null;
}

/** Publications and retractions for any subscriber, in the order of the log; an event's id is its position. */
export function feedRoutes(database: Database, projector: Projector): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/feed',
      operationId: 'followFeed',
      summary:
        'Publications and retractions as they are decided (event stream); resumes after Last-Event-ID or ?after=',
      tag: 'feed',
      access: 'feed:read',
      query: z.strictObject({ after: z.coerce.number().int().min(0).optional() }),
      response: { status: 200, contentType: 'text/event-stream' },
      async handle({ query, lastEventId, signal }) {
        if (lastEventId !== undefined && !/^\d{1,15}$/.test(lastEventId)) {
          throw new DomainError('invalid_request', 'Last-Event-ID is not an id of this stream');
        }
        const after = lastEventId === undefined ? (query.after ?? projector.position) : Number(lastEventId);
        return { stream: feed(database, projector, after, signal) };
      },
    }),
  ];
}

async function* feed(
  database: Database,
  projector: Projector,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  let seen = after;
  const { pause, wake } = wakeablePause();
  const stopListening = projector.onApplied(wake);
  signal.addEventListener('abort', wake, { once: true });
  try {
    while (!signal.aborted) {
      // Only what this process applied is told, so that who hears of it can ask for it here. After Last-Event-ID of a
      // process that was ahead there is nothing to tell until this one has caught up.
      while (seen < projector.position && !signal.aborted) {
        const next = await readNext(database, seen, projector.position);
        if (next === null) {
          await pause(askAgainMs);
          continue;
        }
        for (const { decision, entry } of next) {
          yield { id: String(decision.position), event: decision.action, data: entry };
          seen = decision.position;
        }
      }
      if (projector.isConfirmed())
        yield { event: 'lease', data: { position: projector.position, extendMs: leaseExtendMs } };
      const pausedAt = performance.now();
      while (seen >= projector.position && performance.now() - pausedAt < leaseIntervalMs && !signal.aborted) {
        await pause(Math.max(0, leaseIntervalMs - (performance.now() - pausedAt)));
      }
    }
  } finally {
    stopListening();
  }
}

/** The next decisions up to a position; null when the database cannot be asked. */
async function readNext(database: Database, seen: number, upTo: number) {
  try {
    const decisions = await readDecisions(database, seen, Math.min(decisionsPerRead, upTo - seen));
    const next: { readonly decision: LoggedDecision; readonly entry: FeedEntry }[] = [];
    for (const decision of decisions) next.push({ decision, entry: await entryOf(database, decision) });
    return next;
  } catch {
    return null;
  }
}

async function entryOf(database: Database, decision: LoggedDecision): Promise<FeedEntry> {
  const found = await database.query<EntryRow>(
    `select e.item_id, e.version, i.kind, v.label, v.valid_from, v.valid_to
       from decision_entries e join items i on i.id = e.item_id join item_versions v on v.item_id = e.item_id and v.version = e.version
      where e.position = $1 order by i.sort desc, e.item_id limit ${versionsShown}`,
    [decision.position],
  );
  return {
    position: decision.position,
    decidedAt: decision.decidedAt.toISOString(),
    approval: decision.approval,
    reason: decision.reason,
    entries: decision.entries,
    versions: found.rows.map(({ item_id, version, kind, label, valid_from, valid_to }) => ({
      itemId: item_id,
      version,
      kind,
      label,
      validFrom: valid_from?.toISOString() ?? null,
      validTo: valid_to?.toISOString() ?? null,
    })),
  };
}
