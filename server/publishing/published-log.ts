import {
  type Approval,
  type Audience,
  applicabilitySchema,
  type DecisionAction,
  type ItemContent,
  type ItemKind,
  itemText,
  type RelationType,
} from '../../graph-schema/index.ts';
import type { Executor } from '../ports/database.ts';
import type { IndexedVersion } from '../ports/text-index.ts';
import type { DecisionEntry, Published, PublishedEdge, PublishedNode, PublishedVersion } from './published-state.ts';

export interface LoggedDecision {
  readonly position: number;
  readonly decidedAt: Date;
  readonly action: DecisionAction;
  readonly approval: Approval;
  readonly decidedBy: string;
  readonly reason: string;
  readonly entries: number;
  /** The hash of its audit entry, which stands for the whole log up to it; null when there is none. */
  readonly logHash: string | null;
}

/** One entry of a decision with what the projections need of it; `text` is null for relations and erased content. */
export interface LoggedEntry {
  readonly entry: DecisionEntry;
  readonly text: IndexedVersion | null;
}

const pageSize = 1_000;

interface DecisionRow {
  position: number;
  decided_at: Date;
  action: DecisionAction;
  approval: Approval;
  decided_by: string;
  reason: string;
  entries: number;
  log_hash: string | null;
}

/** Decisions after a position, in order. */
export async function readDecisions(
  executor: Executor,
  after: number,
  limit: number,
): Promise<readonly LoggedDecision[]> {
  const result = await executor.query<DecisionRow>(
    `select position, decided_at, action, approval, decided_by, reason, entries,
            (select a.hash from audit_log a where a.position = decisions.position) as log_hash
       from decisions where position > $1 order by position limit $2`,
    [after, limit],
  );
  return result.rows.map((row) => ({
    position: Number(row.position),
    decidedAt: row.decided_at,
    action: row.action,
    approval: row.approval,
    decidedBy: row.decided_by,
    reason: row.reason,
    entries: row.entries,
    logHash: row.log_hash,
  }));
}

/** The last position of the log, 0 when it is empty. */
export async function headPosition(executor: Executor): Promise<number> {
  const result = await executor.query<{ head: number }>('select coalesce(max(position), 0) as head from decisions');
  return Number(result.rows[0]?.head ?? 0);
}

/** The log as it was in the database at one moment. */
export interface LogHead {
  readonly head: number;
  /** The audit hash at the position that was asked about; null when the log does not reach so far. */
  readonly logHash: string | null;
  /** The database's clock. */
  readonly time: Date;
}

/** The last position, the hash at another, and the database's clock, in one question. */
export async function readLogHead(executor: Executor, at: number): Promise<LogHead> {
  const result = await executor.query<{ head: number; log_hash: string | null; time: Date }>(
    `select coalesce((select max(position) from decisions), 0) as head,
            (select hash from audit_log where position = $1) as log_hash, clock_timestamp() as time`,
    [at],
  );
  const row = result.rows[0];
  if (!row) throw new Error('a selection from nothing has one row');
  return { head: Number(row.head), logHash: row.log_hash, time: row.time };
}

interface EntryRow {
  item_id: string;
  version: number;
  collection_id: string;
  sort: 'node' | 'edge';
  kind: string;
  from_id: string | null;
  to_id: string | null;
  position: number;
  content: unknown;
  conditions: unknown;
  audience: Audience[];
  confidence: number;
  valid_from: Date | null;
  valid_to: Date | null;
}

/** The entries of one decision, page by page. With `contents` false nothing but what time and structure need is read. */
export async function* readEntries(
  executor: Executor,
  decision: LoggedDecision,
  contents: boolean,
): AsyncGenerator<readonly LoggedEntry[]> {
  let after = { itemId: '', version: 0 };
  for (;;) {
    const page = await executor.query<EntryRow>(
      `select e.item_id, e.version, i.collection_id, i.sort, i.kind, i.from_id, i.to_id, v.position,
              ${contents ? "case when i.sort = 'node' then v.content end" : 'null::jsonb'} as content,
              v.conditions, v.audience, v.confidence, v.valid_from, v.valid_to
         from (select item_id, version from decision_entries
                where position = $1 and (position, item_id, version) > ($1, $2, $3)
                order by position, item_id, version limit ${pageSize}) e
         join items i on i.id = e.item_id
         join item_versions v on v.item_id = e.item_id and v.version = e.version
        order by e.item_id, e.version`,
      [decision.position, after.itemId, after.version],
    );
    const last = page.rows.at(-1);
    if (!last) return;
    yield page.rows.map((row) => ({ entry: toEntry(decision, row), text: toText(decision, row) }));
    if (page.rows.length < pageSize) return;
    after = { itemId: last.item_id, version: last.version };
  }
}

type Publishing = Pick<LoggedDecision, 'position' | 'decidedAt' | 'approval'>;

function toEntry(decision: LoggedDecision, row: EntryRow): DecisionEntry {
  const { action } = decision;
  if (action !== 'publish') return { action, itemId: row.item_id, version: row.version };
  return { action, item: toItem(row), version: toVersion(decision, row) };
}

function toItem(row: EntryRow): Omit<PublishedNode, 'versions'> | Omit<PublishedEdge, 'versions'> {
  const thing = { itemId: row.item_id, collectionId: row.collection_id };
  return row.sort === 'edge'
    ? { ...thing, sort: 'edge', kind: row.kind as RelationType, fromId: row.from_id ?? '', toId: row.to_id ?? '' }
    : { ...thing, sort: 'node', kind: row.kind as ItemKind };
}

function toVersion(decision: Publishing, row: EntryRow, later: PublishedVersion['later'] = []): PublishedVersion {
  return {
    itemId: row.item_id,
    version: row.version,
    position: decision.position,
    decidedAt: decision.decidedAt,
    interval: { from: row.valid_from, to: row.valid_to },
    later,
    conditions: applicabilitySchema.parse(row.conditions),
    audience: row.audience,
    approval: decision.approval,
    confidence: row.confidence,
  };
}

function toText(decision: LoggedDecision, row: EntryRow): IndexedVersion | null {
  return decision.action === 'publish' ? textOf(decision.position, row) : null;
}

function textOf(position: number, row: EntryRow): IndexedVersion | null {
  if (row.sort !== 'node' || row.content === null) return null;
  const kind = row.kind as ItemKind;
  return {
    itemId: row.item_id,
    version: row.version,
    position,
    kind,
    collectionId: row.collection_id,
    // Checked against the kind's schema when it was proposed, and never edited since.
    text: itemText(kind, row.content as ItemContent),
  };
}

interface HistoryRow extends EntryRow {
  decided_at: Date;
  approval: Approval;
  later: { position: number; decidedAt: string; action: Exclude<DecisionAction, 'publish'> }[] | null;
}

/** Everything that was decided of one item up to a position, with the texts of its versions; null if there is nothing. */
export async function readHistory(
  executor: Executor,
  itemId: string,
  upTo: number,
): Promise<{ readonly item: Published; readonly texts: readonly IndexedVersion[] } | null> {
  const found = await executor.query<HistoryRow>(
    `select v.item_id, v.version, i.collection_id, i.sort, i.kind, i.from_id, i.to_id, v.position,
            case when i.sort = 'node' then v.content end as content, v.conditions, v.audience, v.confidence,
            v.valid_from, v.valid_to, p.decided_at, p.approval,
            (select jsonb_agg(jsonb_build_object('position', d.position, 'decidedAt', d.decided_at, 'action', d.action) order by d.position)
               from decision_entries e join decisions d on d.position = e.position
              where e.item_id = v.item_id and e.version = v.version and d.action <> 'publish' and d.position <= $2) as later
       from item_versions v join items i on i.id = v.item_id join decisions p on p.position = v.position
      where v.item_id = $1 and v.position <= $2 order by v.position, v.version`,
    [itemId, upTo],
  );
  const first = found.rows[0];
  if (!first) return null;
  const versions = found.rows.map((row) => {
    const published = { position: Number(row.position), decidedAt: row.decided_at, approval: row.approval };
    const later = (row.later ?? []).map((decision) => ({ ...decision, decidedAt: new Date(decision.decidedAt) }));
    return toVersion(published, row, later);
  });
  const texts = found.rows.flatMap((row) => textOf(Number(row.position), row) ?? []);
  return { item: { ...toItem(first), versions }, texts };
}
