import { always } from '../graph-schema/index.ts';
import { openPgliteDatabase } from '../server/adapters/pglite/pglite-database.ts';
import { pgvectorIndex } from '../server/adapters/pgvector/pgvector-index.ts';
import type { Database } from '../server/ports/database.ts';
import type { VectorIndex } from '../server/ports/vector-index.ts';
import { databaseTemplate } from '../server/testing/database-template.ts';
import { openPostgresTestDatabase } from '../server/testing/postgres-databases.ts';
import { writeHistory } from '../server/testing/write-history.ts';
import { clusteredVectors } from './clustered-vectors.ts';
import { percentile } from './ranking-metrics.ts';

export interface VectorsBenchOptions {
  readonly count: number;
  readonly dims: number;
  readonly queries: number;
  readonly seed: number;
  /** A PostgreSQL server; the embedded engine without. */
  readonly database?: string;
}

interface Spread {
  readonly p50: number;
  readonly p95: number;
}

export interface VectorsReport {
  readonly engine: string;
  readonly count: number;
  readonly dims: number;
  readonly queries: number;
  readonly insertsPerSecond: number;
  readonly buildSeconds: number;
  readonly indexMb: number;
  /** Of the ten nearest by exact search, the share that the approximate index found. */
  readonly recall10: number;
  /** Of one search of ten, with its filter by both times, as the service calls it. */
  readonly searchMs: Spread;
  readonly exactMs: Spread;
}

const spaceId = 'bench';
const depth = 10;
const batch = 1_000;
const vectorsPerCluster = 200;
const start = Date.UTC(2020, 0, 1);
const at = { asOf: new Date(), knownAt: new Date() };

const idOf = (n: number): string => `item-${n}`;
const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Publishes one version each of items `from` to `to`. */
async function publish(database: Database, from: number, to: number): Promise<void> {
  const items = Array.from({ length: to - from }, (_, index) => {
    const n = from + index;
    const decidedAt = new Date(start + n);
    const version = { version: 1, position: n + 1, decidedAt, interval: always, later: [] };
    return { itemId: idOf(n), collectionId: 'bench', versions: [version] };
  });
  await database.transaction((tx) => writeHistory(tx, items));
}

/** Fills the index; returns the seconds that adding took, without those for making the vectors up. */
async function fill(index: VectorIndex, count: number, next: () => number[]): Promise<number> {
  let ms = 0;
  for (let from = 0; from < count; from += batch) {
    const length = Math.min(batch, count - from);
    const vectors = Array.from({ length }, (_, n) => ({ itemId: idOf(from + n), version: 1, vector: next() }));
    const startedAt = performance.now();
    await index.add(spaceId, vectors);
    ms += performance.now() - startedAt;
  }
  return ms / 1000;
}

interface Answers {
  readonly found: readonly ReadonlySet<string>[];
  readonly ms: Spread;
}

async function ask(index: VectorIndex, questions: readonly number[][]): Promise<Answers> {
  const search = (vector: number[]) => index.search({ spaceId, vector, limit: depth, at });
  // The first searches read the index from the disk.
  for (const vector of questions.slice(0, 10)) await search(vector);
  const found: Set<string>[] = [];
  const times: number[] = [];
  for (const vector of questions) {
    const startedAt = performance.now();
    const hits = await search(vector);
    times.push(performance.now() - startedAt);
    found.push(new Set(hits.map(({ itemId }) => itemId)));
  }
  return { found, ms: { p50: round(percentile(times, 0.5), 2), p95: round(percentile(times, 0.95), 2) } };
}

function recall(exact: Answers, approximate: Answers): number {
  let hit = 0;
  let wanted = 0;
  for (const [n, truth] of exact.found.entries()) {
    wanted += truth.size;
    hit += [...truth].filter((id) => approximate.found[n]?.has(id)).length;
  }
  return hit / wanted;
}

async function indexMegabytes(database: Database): Promise<number> {
  const sql = `select coalesce(sum(pg_relation_size(indexrelid)), 0)::float8 as bytes
                 from pg_stat_user_indexes where indexrelname like 'version_vectors_hnsw_%'`;
  return round(((await database.query<{ bytes: number }>(sql)).rows[0]?.bytes ?? 0) / 2 ** 20, 0);
}

async function measure(database: Database, options: VectorsBenchOptions): Promise<Omit<VectorsReport, 'engine'>> {
  const { count, dims, queries, seed } = options;
  const index = pgvectorIndex(database);
  for (let from = 0; from < count; from += batch) await publish(database, from, Math.min(count, from + batch));
  await database.script('analyze');
  await index.ensureSpace({ id: spaceId, model: 'made up', dimensions: dims });
  const vectors = clusteredVectors(dims, Math.max(1, Math.round(count / vectorsPerCluster)), seed);
  const insertSeconds = await fill(index, count, () => vectors.next());
  const questions = Array.from({ length: queries }, () => vectors.next());
  const exact = await ask(index, questions);
  const startedAt = performance.now();
  await index.buildIndex(spaceId);
  const buildSeconds = (performance.now() - startedAt) / 1000;
  const approximate = await ask(index, questions);
  return {
    count,
    dims,
    queries,
    insertsPerSecond: Math.round(count / insertSeconds),
    buildSeconds: round(buildSeconds, 1),
    indexMb: await indexMegabytes(database),
    recall10: round(recall(exact, approximate), 4),
    searchMs: approximate.ms,
    exactMs: exact.ms,
  };
}

/** Fills, builds and searches the vector index on an empty database, with one published version for each vector. */
export async function vectorsBench(options: VectorsBenchOptions): Promise<VectorsReport> {
  const database =
    options.database === undefined
      ? await openPgliteDatabase({ directory: null, template: await databaseTemplate() })
      : await openPostgresTestDatabase(options.database);
  try {
    const { rows } = await database.query<{ engine: string }>(
      `select 'PostgreSQL ' || current_setting('server_version') || ', pgvector ' || extversion as engine
         from pg_extension where extname = 'vector'`,
    );
    return { engine: rows[0]?.engine ?? '', ...(await measure(database, options)) };
  } finally {
    await database.close();
  }
}
