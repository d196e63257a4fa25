import { pgvectorIndex } from '../adapters/pgvector/pgvector-index.ts';
import type { VectorIndexUnderTest } from '../contracts/vector-index-contract.ts';
import type { Database } from '../ports/database.ts';
import { writeHistory } from './write-history.ts';

/** The vector index over a database of its own, closed with it. */
export function pgvectorUnderTest(database: Database): VectorIndexUnderTest {
  return {
    index: pgvectorIndex(database),
    publish: (items) => database.transaction((tx) => writeHistory(tx, items)),
    close: () => database.close(),
  };
}
