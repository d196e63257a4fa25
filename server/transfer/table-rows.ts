import { createHash } from 'node:crypto';
import type { Executor } from '../ports/database.ts';
import { type CarriedTable, quoted } from './carried-tables.ts';

const rowsAtATime = 500;

/** Settings under which every server writes and reads the same value as the same text, and no clock cuts it short. */
const SESSION: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};

/** Prepares the caller's transaction for moving rows. */
export async function prepareTransfer(tx: Executor): Promise<void> {
  for (const [setting, value] of Object.entries(SESSION)) {
    await tx.query('select set_config($1, $2, true)', [setting, value]);
  }
}

/**
 * The rows of a table in its order, in batches of lines: one JSON array a row, with each value as PostgreSQL writes it
 * in text, or null. Reads through a cursor of the caller's transaction, so that memory holds one batch.
 */
export async function* readRows(tx: Executor, table: CarriedTable): AsyncGenerator<readonly string[]> {
  const values = table.columns.map(({ name }) => `${quoted(name)}::text as ${quoted(name)}`).join(', ');
  const cursor = quoted(`transfer of ${table.name}`);
  await tx.query(
    `declare ${cursor} no scroll cursor for select ${values} from ${quoted(table.name)} order by ${table.orderBy}`,
  );
  for (;;) {
    const batch = await tx.query<Record<string, string | null>>(`fetch ${rowsAtATime} from ${cursor}`);
    if (batch.rows.length > 0) {
      yield batch.rows.map((row) => JSON.stringify(table.columns.map(({ name }) => row[name] ?? null)));
    }
    if (batch.rows.length < rowsAtATime) break;
  }
  await tx.query(`close ${cursor}`);
}

export interface RowsDigest {
  readonly rows: number;
  /** Of the lines, each with its line end. */
  readonly sha256: string;
}

/** Counts and hashes lines; give `add` the same text that goes to the file. */
export function rowsDigest() {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(lines: readonly string[]): void {
      rows += lines.length;
      for (const line of lines) hash.update(line).update('\n');
    },
    get: (): RowsDigest => ({ rows, sha256: hash.digest('hex') }),
  };
}

/** The digest of a table as the database holds it now. */
export async function digestOf(tx: Executor, table: CarriedTable): Promise<RowsDigest> {
  const digest = rowsDigest();
  for await (const lines of readRows(tx, table)) digest.add(lines);
  return digest.get();
}

/** Puts lines of readRows into a table. */
export async function insertRows(tx: Executor, table: CarriedTable, lines: readonly string[]): Promise<void> {
  const names = table.columns.map(({ name }) => quoted(name)).join(', ');
  const values = table.columns.map(({ type }, index) => `(r ->> ${index})::${type}`).join(', ');
  await tx.query(
    `insert into ${quoted(table.name)} (${names}) overriding system value
     select ${values} from jsonb_array_elements($1::jsonb) r`,
    [`[${lines.join(',')}]`],
  );
}
