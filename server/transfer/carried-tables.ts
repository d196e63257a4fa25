import type { Executor } from '../ports/database.ts';

export interface CarriedColumn {
  readonly name: string;
  /** As SQL writes it, with its modifiers. */
  readonly type: string;
  readonly identity: boolean;
}

export interface CarriedTable {
  readonly name: string;
  readonly columns: readonly CarriedColumn[];
  /** An order of its rows that is the same on every server. */
  readonly orderBy: string;
  /** Foreign keys that can only be checked when all rows are there: to the table itself, or in a circle. */
  readonly lateForeignKeys: readonly string[];
}

/** Tables whose rows stay where they are, and why; every other table moves. */
export const leftBehind: Readonly<Record<string, string>> = {
  schema_migrations: 'the migrations write it',
  sessions: 'people sign in anew',
  password_links: 'they last a day, and an administrator gives another one',
  sign_in_failures: 'they last a day, and name addresses of the old installation',
  provider_sign_ins: 'they last minutes',
  idempotency_keys: 'they answer repeated requests of a day',
  widget_tokens: 'they last minutes, and a page asks for a new one',
  proposal_locks: 'they last a minute',
  leases: 'they belong to processes',
  replicas: 'they are processes',
  mining_votes: 'a mining that was broken off draws them again',
  ingest_spools: 'they unlock uploads, which stay too',
  projection_positions: 'projections are built anew beside the new database',
  set_aside_decisions: 'projections are built anew beside the new database',
};

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

const TABLES = `
  select c.relname as name from pg_class c
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
   order by c.relname collate "C"`;

const COLUMNS = `
  select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         a.attidentity <> '' as identity, a.attcollation <> 0 as collated,
         array_position(k.conkey, a.attnum) as key
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
   order by a.attnum`;

const FOREIGN_KEYS = `
  select c.relname as "table", f.relname as parent, k.conname as name
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
   where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace
   order by k.conname collate "C"`;

interface ColumnRow extends CarriedColumn {
  table: string;
  collated: boolean;
  key: number | null;
}

interface ForeignKey {
  table: string;
  parent: string;
  name: string;
}

/** Every table of the schema, those left behind too. */
export async function tableNames(executor: Executor): Promise<readonly string[]> {
  return (await executor.query<{ name: string }>(TABLES)).rows.map((row) => row.name);
}

/** The tables that move, parents before children. */
export async function carriedTables(executor: Executor): Promise<readonly CarriedTable[]> {
  const names = (await tableNames(executor)).filter((name) => !(name in leftBehind));
  const columns = (await executor.query<ColumnRow>(COLUMNS)).rows;
  const foreignKeys = (await executor.query<ForeignKey>(FOREIGN_KEYS)).rows;
  const order = parentsFirst(names, foreignKeys);
  return order.map((name, place) => {
    const own = columns.filter(({ table }) => table === name);
    return {
      name,
      columns: own.map(({ name, type, identity }) => ({ name, type, identity })),
      orderBy: keyOrder(name, own),
      lateForeignKeys: foreignKeys
        .filter(({ table, parent }) => table === name && order.indexOf(parent) >= place)
        .map((foreignKey) => foreignKey.name),
    };
  });
}

/** By the primary key, texts by their bytes: servers sort texts by the rules of different languages. */
function keyOrder(table: string, columns: readonly ColumnRow[]): string {
  const key = columns.filter((column) => column.key !== null).sort((a, b) => (a.key ?? 0) - (b.key ?? 0));
  if (key.length === 0) throw new Error(`${table} has no primary key, so its rows have no order to be compared in`);
  return key.map(({ name, collated }) => (collated ? `${quoted(name)} collate "C"` : quoted(name))).join(', ');
}

/** Of tables in a circle, the first by name comes first. */
function parentsFirst(names: readonly string[], foreignKeys: readonly ForeignKey[]): readonly string[] {
  const left = new Set(names);
  const order: string[] = [];
  while (left.size > 0) {
    const waits = (name: string) =>
      foreignKeys.some(({ table, parent }) => table === name && parent !== name && left.has(parent));
    const next = [...left].find((name) => !waits(name)) ?? [...left][0];
    if (next === undefined) break;
    left.delete(next);
    order.push(next);
  }
  return order;
}
