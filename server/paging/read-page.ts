import type { Executor, SqlValue } from '../ports/database.ts';

/** What a list shows and how its rows are chosen, in SQL; the texts are the program's own, what a user typed is in `params`. */
export interface ListedRows {
  readonly columns: string;
  /** The tables that `where` and `sort` speak of: exactly one row for each row of the list. */
  readonly from: string;
  /** Joined to the rows of one page only, for its columns. */
  readonly joins?: string;
  readonly where: string;
  readonly params: readonly SqlValue[];
  /** Tells the rows apart, and which is first where the sort does not. */
  readonly key: string;
  /** What the page is sorted by, if not by the key alone. */
  readonly sort?: string;
  /** Rows in which `sort` is null, at the end; first among those that descend if not given. */
  readonly nulls?: 'last';
}

/** Which page is asked for; the first is 1. */
export interface AskedPage {
  readonly order: 'asc' | 'desc';
  readonly page: number;
  readonly perPage: number;
}

/**
 * One page of a list, and how many rows the whole has. Columns are worked out for the rows of the page alone, and a
 * page in the list's second half is counted from its end: the last of a hundred thousand rows come as fast as the first.
 */
export async function readPage<Row extends object>(
  executor: Executor,
  { order, page, perPage }: AskedPage,
  { columns, from, joins = '', where, params, key, sort, nulls }: ListedRows,
): Promise<{ readonly rows: Row[]; readonly total: number }> {
  const counted = await executor.query<{ total: number }>(
    `select count(*)::int as total from ${from} where ${where}`,
    params,
  );
  const total = counted.rows[0]?.total ?? 0;
  const skipped = (page - 1) * perPage;
  if (skipped >= total) return { rows: [], total };
  const taken = Math.min(perPage, total - skipped);
  const fromEnd = skipped > total / 2;
  const offset = fromEnd ? total - skipped - taken : skipped;
  const chosen = `select ${key} from ${from} where ${where} order by ${inOrder(fromEnd)} limit ${taken} offset ${offset}`;
  const { rows } = await executor.query<Row>(
    `select ${columns} from ${from} ${joins} where ${key} = any(array(${chosen})) order by ${inOrder(false)}`,
    params,
  );
  return { rows: [...rows], total };

  function inOrder(turned: boolean): string {
    const way = turned ? (order === 'asc' ? 'desc' : 'asc') : order;
    const nullsAt = nulls === undefined ? '' : turned ? ' nulls first' : ' nulls last';
    return [...(sort === undefined ? [] : [`${sort} ${way}${nullsAt}`]), `${key} ${way}`].join(', ');
  }
}
