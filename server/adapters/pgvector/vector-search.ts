/** SQL of the nearest versions in force: $1 vector, $2 asOf, $3 knownAt, $4 limit, $5 collections or null, $6 space. */
interface SearchStatement {
  readonly dimensions: number;
  readonly spaceId: string;
}

// They say what inForceAt says. Scalar subqueries, because the planner leaves them as filters of a scan in the order of
// distance, while it may turn an `exists` into a join that reads everything first; and the newest by `max`, because for
// an order of its own it may walk the whole log backwards.
const IN_FORCE = `
  (select o.position from item_versions o where o.item_id = c.item_id and o.version = c.version) = (
    select max(v.position) from item_versions v join decisions d on d.position = v.position
     where v.item_id = c.item_id and d.decided_at <= $3
       and (v.valid_from is null or v.valid_from <= $2) and (v.valid_to is null or v.valid_to > $2))
  and (
    select coalesce(max(e.position), 0) = coalesce(max(e.position) filter (where d.action = 'resume'), 0)
      from decision_entries e join decisions d on d.position = e.position
     where e.item_id = c.item_id and e.version = c.version and d.decided_at <= $3 and d.action <> 'publish')
  and ($5::text[] is null or (select i.collection_id from items i where i.id = c.item_id) = any ($5))`;

const ordered = (nearest: string): string => `
  with nearest as materialized (${nearest})
  select item_id, version, 1 - distance as similarity from nearest order by distance, item_id collate "C", version`;

/** The name of a space's approximate index; the space's id holds nothing that would need escaping. */
export const indexName = (spaceId: string): string => `version_vectors_hnsw_${spaceId}`;

/** What the approximate index is over; a query uses it only if it orders by the same expression. */
const indexed = (dimensions: number): string => `(vv.embedding::vector(${dimensions}))`;

/**
 * The rows of the index, which a query must name in the same words. The length is one of them: rows of a dropped space that
 * an open transaction may still see are looked at while the index of its successor is built.
 */
const ofIndex = ({ dimensions, spaceId }: SearchStatement, of = 'vv.'): string =>
  `${of}space_id = '${spaceId}' and vector_dims(${of}embedding) = ${dimensions}`;

/**
 * Takes what the approximate index offers, nearest first, until enough are in force. The fence of `offset 0` matters:
 * with the filter inside, the planner takes it for so selective that it reads every vector instead.
 */
export const approximateSearch = ({ dimensions, spaceId }: SearchStatement): string =>
  ordered(`
    select c.item_id, c.version, c.distance
      from (select vv.item_id, vv.version, ${indexed(dimensions)} <=> $1::vector(${dimensions}) as distance
              from version_vectors vv
             where ${ofIndex({ dimensions, spaceId })} and $6 = '${spaceId}'
             order by ${indexed(dimensions)} <=> $1::vector(${dimensions}) offset 0) c
     where ${IN_FORCE} limit $4`);

/** Compares with every vector of the space, then takes the nearest that are in force. */
export const exactSearch = ordered(`
    select c.item_id, c.version, c.distance
      from (select vv.item_id, vv.version, vv.embedding <=> $1::vector as distance
              from version_vectors vv
             where vv.space_id = $6
               and ($5::text[] is null or vv.item_id in (select i.id from items i where i.collection_id = any ($5)))
             order by distance, vv.item_id collate "C", vv.version offset 0) c
     where ${IN_FORCE} limit $4`);

/**
 * The greatest similarity of each version ($1 items, $2 versions) to one of several vectors ($3), in the space $4; the $5
 * best of them.
 */
export const byAspects = `
    with aspects as materialized (select a::vector as aspect from unnest($3::text[]) a)
    select vv.item_id, vv.version, (select max(1 - (vv.embedding <=> aspect)) from aspects) as similarity
      from unnest($1::text[], $2::int[]) as c (item_id, version)
      join version_vectors vv on vv.space_id = $4 and vv.item_id = c.item_id and vv.version = c.version
     order by similarity desc, vv.item_id collate "C", vv.version limit $5`;

/** Builds a space's index with the memory it needs; a second builder waits and finds it there. */
export const buildIndexScript = ({ dimensions, spaceId }: SearchStatement): string => `
  begin;
  select pg_advisory_xact_lock(hashtext('${indexName(spaceId)}'));
  set local maintenance_work_mem = '1GB';
  create index if not exists "${indexName(spaceId)}" on version_vectors
    using hnsw ((embedding::vector(${dimensions})) vector_cosine_ops) with (m = 16, ef_construction = 100)
    where ${ofIndex({ dimensions, spaceId }, '')};
  analyze version_vectors;
  commit`;
