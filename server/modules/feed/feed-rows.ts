import type { Executor } from '../../ports/database.ts';

/** Which items a subscriber wants to hear of; absent fields let everything through. */
export interface FeedFilter {
  readonly kinds?: readonly string[] | undefined;
  readonly collectionId?: string | undefined;
}

/** A version as the feed names it. */
export interface FeedVersion {
  readonly itemId: string;
  readonly version: number;
  readonly kind: string;
  readonly collectionId: string;
  readonly label: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

export interface BoundaryRow extends FeedVersion {
  readonly side: 'begin' | 'end';
}

interface Row {
  item_id: string;
  version: number;
  kind: string;
  collection_id: string;
  label: string | null;
  valid_from: Date | null;
  valid_to: Date | null;
}

const columns = 'v.item_id, v.version, i.kind, i.collection_id, v.label, v.valid_from, v.valid_to';
const instantsPerRead = 100;

const toVersion = (row: Row): FeedVersion => ({
  itemId: row.item_id,
  version: row.version,
  kind: row.kind,
  collectionId: row.collection_id,
  label: row.label,
  validFrom: row.valid_from?.toISOString() ?? null,
  validTo: row.valid_to?.toISOString() ?? null,
});

const filterParams = ({ kinds, collectionId }: FeedFilter) => [kinds ?? null, collectionId ?? null] as const;

/** The first versions of a decision that pass the filter, and how many do. */
export async function readDecisionVersions(executor: Executor, position: number, filter: FeedFilter, most: number) {
  const found = await executor.query<Row & { total: number }>(
    `select ${columns}, count(*) over ()::int as total
       from decision_entries e join items i on i.id = e.item_id
       join item_versions v on v.item_id = e.item_id and v.version = e.version
      where e.position = $1 and ($2::text[] is null or i.kind = any($2)) and ($3::text is null or i.collection_id = $3)
      order by i.sort desc, e.item_id, e.version limit ${most}`,
    [position, ...filterParams(filter)],
  );
  return { versions: found.rows.map(toVersion), total: found.rows[0]?.total ?? 0 };
}

// A version whose interval had begun or ended when it was published says so in its publication.
const boundaries = `
  select v.* from (
    select valid_from as at, 'begin' as side, x.* from item_versions x where valid_from > $1 and valid_from <= $2
    union all
    select valid_to as at, 'end' as side, x.* from item_versions x where valid_to > $1 and valid_to <= $2
  ) v join decisions d on d.position = v.position and d.decided_at < v.at
  where v.position <= $3`;

/** The moments in (after, until] at which an interval of a version published up to a position begins or ends. */
export async function readInstants(executor: Executor, after: Date, until: Date, position: number) {
  const found = await executor.query<{ at: Date }>(
    `select distinct b.at from (${boundaries}) b order by b.at limit ${instantsPerRead}`,
    [after, until, position],
  );
  return { instants: found.rows.map(({ at }) => at), more: found.rows.length === instantsPerRead };
}

/** The versions whose intervals begin or end at one moment. */
export async function readBoundaries(
  executor: Executor,
  at: Date,
  position: number,
  filter: FeedFilter,
): Promise<readonly BoundaryRow[]> {
  const found = await executor.query<Row & { side: 'begin' | 'end' }>(
    `select v.side, ${columns} from (${boundaries}) v join items i on i.id = v.item_id
      where ($4::text[] is null or i.kind = any($4)) and ($5::text is null or i.collection_id = $5)
      order by i.sort desc, v.item_id, v.version`,
    [new Date(at.getTime() - 1), at, position, ...filterParams(filter)],
  );
  return found.rows.map((row) => ({ side: row.side, ...toVersion(row) }));
}

/** When the decision at a position was made; the beginning of time for 0, null when the log does not reach so far. */
export async function decidedAtOf(executor: Executor, position: number): Promise<Date | null> {
  if (position === 0) return new Date(0);
  const found = await executor.query<{ decided_at: Date }>('select decided_at from decisions where position = $1', [
    position,
  ]);
  return found.rows[0]?.decided_at ?? null;
}
