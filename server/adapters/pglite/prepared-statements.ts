import { type PGlite, parse, protocol } from '@electric-sql/pglite';
import type { PgliteResult } from './pglite-messages.ts';

/** Runs statements on an engine, each in one pass of the wire protocol; what comes again is parsed and planned once. */
export interface PreparedStatements {
  /** Parameters are PostgreSQL text. Throws the engine's own error; of a statement that left no answer, one named RuntimeError. */
  run(sql: string, params: readonly (string | null)[]): Promise<PgliteResult>;
  /** Nothing is known of the tables any more, as after a script: all is parsed anew. */
  forget(): void;
}

interface Prepared {
  /** Null: it came once, and was not kept. */
  name: string | null;
  runs: number;
  /** How many rows had been written when it was planned. */
  readonly writtenBefore: number;
}

/** Tables that grew make a plan bad, and nothing tells the engine so: no statistics are taken by themselves. */
const mostRows = 2_000;
const mostRuns = 1_000;
/** Plans occupy the engine's memory. */
const mostKept = 250;

const { serialize } = protocol;
const planned = /^\s*(?:select|insert|update|delete|with)\b/i;
const inTransactions =
  /^\s*(?:begin|start|commit|rollback|savepoint|release|set|reset|show|values|explain|fetch|close)\b/i;

export function createPreparedStatements(database: PGlite): PreparedStatements {
  const kept = new Map<string, Prepared>();
  let closing: string[] = [];
  let [names, written] = [0, 0];

  const drop = (sql: string, { name }: Prepared): void => {
    kept.delete(sql);
    if (name !== null) closing.push(name);
  };
  const forget = (): void => {
    for (const [sql, prepared] of kept) drop(sql, prepared);
  };

  /** The statement if it is to be run by name, parsed already or now. */
  const preparedFor = (sql: string): Prepared => {
    const known = kept.get(sql);
    if (known?.name && known.runs < mostRuns && written - known.writtenBefore <= mostRows) return known;
    if (known) drop(sql, known);
    if (known) names += 1;
    const name = known ? `s${names}` : null;
    return { name, runs: 0, writtenBefore: written };
  };

  const send = async (parts: readonly Uint8Array[]) => {
    const closes = closing.map((name) => serialize.close({ type: 'S', name }));
    closing = [];
    return database.execProtocolStream(joined([...closes, ...parts, serialize.sync()]), { throwOnError: false });
  };

  return {
    forget,
    async run(sql, params) {
      const prepared = planned.test(sql) ? preparedFor(sql) : null;
      const name = prepared?.name ?? '';
      const messages = await send([
        ...(prepared?.runs ? [] : [serialize.parse({ name, text: sql })]),
        serialize.bind({ statement: name, values: [...params] }),
        serialize.describe({ type: 'P' }),
        serialize.execute({}),
      ]);
      const failure = messages.find((message) => message.name === 'error');
      if (failure) {
        // Whether it was parsed before it failed does not matter: another name is taken the next time.
        if (prepared) drop(sql, prepared);
        throw failure;
      }
      if (!messages.some(({ name: kind }) => kind === 'commandComplete' || kind === 'emptyQuery'))
        throw new EngineSilent();
      const [result] = parse.parseResults(messages, database.parsers, { rowMode: 'array' });
      const { command = '', fields = [], rows = [], rowCount } = (result ?? {}) as Answered;
      const count = rowCount ?? rows.length;
      if (prepared) {
        prepared.runs += 1;
        // What was run last stands last, so that what was not run for longest goes first.
        kept.delete(sql);
        kept.set(sql, prepared);
        const [oldest] = kept;
        if (kept.size > mostKept && oldest) drop(...oldest);
      } else if (!inTransactions.test(sql)) forget();
      if (command !== 'SELECT') written += count;
      return { command, columns: fields.map((field) => field.name), rows, rowCount: count };
    },
  };
}

/** What the engine's driver makes of the messages; its types leave two fields out. */
interface Answered {
  readonly command?: string;
  readonly fields?: readonly { readonly name: string }[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly rowCount?: number;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** After it the engine's memory is in no known state. */
class EngineSilent extends Error {
  override readonly name = 'RuntimeError';
  constructor() {
    super('The engine gave no answer to a statement');
  }
}
