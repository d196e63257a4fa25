import type { Db } from 'pg-boss';
import type { Database, SqlValue } from '../../ports/database.ts';

/** What pg-boss binds: besides plain values, objects for its JSON columns. */
function toSqlValue(value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new TypeError(`pg-boss binds a value of type ${typeof value}.`);
}

const SCRIPT = /^\s*begin\b/i;

/** Lets pg-boss work on the project's own database. Its scripts bring their own begin and commit, and no parameters. */
export function bossDatabase(database: Database): Db {
  return {
    async executeSql(text: string, values: readonly unknown[] = []) {
      if (SCRIPT.test(text)) {
        await database.script(text);
        return { rows: [] };
      }
      const { rows } = await database.query(text, values.map(toSqlValue));
      return { rows: [...rows] };
    },
  };
}
