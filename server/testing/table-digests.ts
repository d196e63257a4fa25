import type { Database } from '../ports/database.ts';
import { carriedTables } from '../transfer/carried-tables.ts';
import { digestOf, prepareTransfer, type RowsDigest } from '../transfer/table-rows.ts';

/** Count and hash of each table that moves: equal for databases that hold the same records, on whichever server. */
export async function digests(database: Database): Promise<Readonly<Record<string, RowsDigest>>> {
  return database.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    await prepareTransfer(tx);
    const found: Record<string, RowsDigest> = {};
    for (const table of await carriedTables(tx)) found[table.name] = await digestOf(tx, table);
    return found;
  });
}
