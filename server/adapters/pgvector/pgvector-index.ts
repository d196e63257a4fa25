import { toSql } from 'pgvector';
import { DomainError, notFound } from '../../errors.ts';
import { type Database, DatabaseError, type Executor } from '../../ports/database.ts';
import type { EmbeddingSpace, VectorHit, VectorIndex, VectorQuery, VersionVector } from '../../ports/vector-index.ts';
import { approximateSearch, buildIndexScript, byAspects, exactSearch, indexName } from './vector-search.ts';

interface SpaceRow {
  model: string;
  dimensions: number;
  indexed: boolean;
}

const SPACE_ID = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const MOST_DIMENSIONS = 2000;
const FOREIGN_KEY = '23503';
const rowsPerStatement = 500;
/** How many candidates the index keeps in sight: more find more of the nearest, and take longer. */
const candidates = (limit: number): number => Math.min(1000, Math.max(200, 4 * limit));
/** Of what is near to a whole question, this many times as many as asked for are compared with its aspects. */
const WHOLE_FOR_ASPECTS = 2;
/** How many vectors a search looks at by the index before comparing with all is the better way. */
const MOST_SCANNED = 20_000;

const invalid = (message: string): DomainError => new DomainError('invalid_request', message);

function refuseBadSpace({ id, dimensions }: EmbeddingSpace): void {
  if (!SPACE_ID.test(id)) {
    throw invalid(`The embedding space "${id}" needs a name of lower-case letters, digits, - and _, at most 40 long`);
  }
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    throw invalid(`The embedding space ${id} has ${dimensions} dimensions; 1 to ${MOST_DIMENSIONS} can be indexed`);
  }
}

function refuseBadVector(vector: readonly number[], dimensions: number, whose: string): void {
  if (vector.length !== dimensions) {
    throw invalid(`The vector of ${whose} has ${vector.length} numbers, and its space ${dimensions}: embed it anew`);
  }
  const at = vector.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (at >= 0) throw invalid(`The vector of ${whose} holds ${vector[at]} at ${at}, which is not a finite number`);
  // As the database keeps it, in single precision, where a cosine needs a length.
  if (vector.every((value) => Math.fround(value * value) === 0)) {
    throw invalid(`The vector of ${whose} has no length, so it points nowhere`);
  }
}

async function readSpace(executor: Executor, spaceId: string): Promise<SpaceRow | undefined> {
  const { rows } = await executor.query<SpaceRow>(
    `select model, dimensions,
            coalesce((select x.indisvalid from pg_index x where x.indexrelid = to_regclass($2)), false) as indexed
       from embedding_spaces where id = $1`,
    [spaceId, `"${indexName(spaceId)}"`],
  );
  return rows[0];
}

async function knownSpace(executor: Executor, spaceId: string): Promise<SpaceRow> {
  const space = await readSpace(executor, spaceId);
  if (space === undefined) throw notFound('embedding space', spaceId);
  return space;
}

/** Two for one version in one statement would be refused by PostgreSQL. */
const lastOfEach = (vectors: readonly VersionVector[]): VersionVector[] => [
  ...new Map(vectors.map((one) => [`${one.itemId}@${one.version}`, one])).values(),
];

async function addRows(tx: Executor, spaceId: string, rows: readonly VersionVector[]): Promise<void> {
  await tx.query(
    `insert into version_vectors (space_id, item_id, version, embedding)
     select $1, r.item_id, r.version, r.embedding::vector
       from unnest($2::text[], $3::int[], $4::text[]) as r (item_id, version, embedding)
     on conflict (space_id, item_id, version) do update set embedding = excluded.embedding`,
    [
      spaceId,
      rows.map(({ itemId }) => itemId),
      rows.map(({ version }) => version),
      rows.map(({ vector }) => toSql([...vector])),
    ],
  );
}

async function add(tx: Executor, spaceId: string, vectors: readonly VersionVector[]): Promise<void> {
  const { dimensions } = await knownSpace(tx, spaceId);
  for (const { itemId, version, vector } of vectors) refuseBadVector(vector, dimensions, `${itemId}@${version}`);
  const rows = lastOfEach(vectors);
  try {
    for (let from = 0; from < rows.length; from += rowsPerStatement) {
      await addRows(tx, spaceId, rows.slice(from, from + rowsPerStatement));
    }
  } catch (cause) {
    if (!(cause instanceof DatabaseError && cause.code === FOREIGN_KEY)) throw cause;
    const message = 'A vector is of a version that is not published, or of a space that was dropped; nothing was added';
    throw new DomainError('not_found', message, {}, { cause });
  }
}

interface HitRow {
  item_id: string;
  version: number;
  similarity: number;
}

const hitOf = ({ item_id, version, similarity }: HitRow): VectorHit => ({ itemId: item_id, version, similarity });

async function search(tx: Executor, query: VectorQuery): Promise<readonly VectorHit[]> {
  const { spaceId, vector, aspects = [], limit } = query;
  if (!Number.isInteger(limit) || limit < 1)
    throw invalid(`A search for ${limit} vectors finds none; ask for 1 or more`);
  const space = await knownSpace(tx, spaceId);
  for (const asked of [vector, ...aspects]) refuseBadVector(asked, space.dimensions, 'the question');
  if (aspects.length === 0) return nearestToWhole(tx, query, space);
  const near = await nearestToWhole(tx, { ...query, limit: WHOLE_FOR_ASPECTS * limit }, space);
  const ordered = await tx.query<HitRow>(byAspects, [
    near.map(({ itemId }) => itemId),
    near.map(({ version }) => version),
    aspects.map((aspect) => toSql([...aspect])),
    spaceId,
    limit,
  ]);
  return ordered.rows.map(hitOf);
}

async function nearestToWhole(
  tx: Executor,
  { spaceId, vector, limit, at, collectionIds }: VectorQuery,
  { dimensions, indexed }: SpaceRow,
): Promise<readonly VectorHit[]> {
  const params = [toSql([...vector]), at.asOf, at.knownAt, limit, collectionIds ?? null, spaceId];
  const run = async (sql: string): Promise<readonly VectorHit[]> =>
    (await tx.query<HitRow>(sql, params)).rows.map(hitOf);
  if (!indexed) return run(exactSearch);
  await tx.query(
    `select set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', $1, true),
            set_config('hnsw.max_scan_tuples', $2, true), set_config('enable_sort', 'off', true)`,
    [candidates(limit), MOST_SCANNED],
  );
  const hits = await run(approximateSearch({ dimensions, spaceId }));
  // Too few of what lies near is in force or in these collections: only a comparison with all tells what else is.
  return hits.length < limit ? run(exactSearch) : hits;
}

async function ensureSpace(database: Database, space: EmbeddingSpace): Promise<void> {
  refuseBadSpace(space);
  const { id, model, dimensions } = space;
  await database.query(
    'insert into embedding_spaces (id, model, dimensions) values ($1, $2, $3) on conflict (id) do nothing',
    [id, model, dimensions],
  );
  const there = await knownSpace(database, id);
  if (there.model === model && there.dimensions === dimensions) return;
  throw new DomainError(
    'conflict',
    `The embedding space ${id} is of ${there.model} with ${there.dimensions} dimensions, not of ${model} with ` +
      `${dimensions}: give the other model's space another name, or drop this one`,
  );
}

/** Vectors in PostgreSQL by pgvector, beside the decisions that say when each version is in force. */
export function pgvectorIndex(database: Database): VectorIndex {
  return {
    ensureSpace: (space) => ensureSpace(database, space),
    add: (spaceId, vectors) => database.transaction((tx) => add(tx, spaceId, vectors)),
    async buildIndex(spaceId) {
      const { dimensions } = await knownSpace(database, spaceId);
      await database.script(buildIndexScript({ dimensions, spaceId }));
    },
    search: (query) => database.transaction((tx) => search(tx, query)),
    async remove(itemId, version) {
      await database.query('delete from version_vectors where item_id = $1 and version = $2', [itemId, version]);
    },
    async count(spaceId) {
      const sql = 'select count(*) as count from version_vectors where space_id = $1';
      return (await database.query<{ count: number }>(sql, [spaceId])).rows[0]?.count ?? 0;
    },
    async dropSpace(spaceId) {
      if (!SPACE_ID.test(spaceId)) return;
      await database.transaction(async (tx) => {
        await tx.query(`drop index if exists "${indexName(spaceId)}"`);
        await tx.query('delete from embedding_spaces where id = $1', [spaceId]);
      });
    },
  };
}
