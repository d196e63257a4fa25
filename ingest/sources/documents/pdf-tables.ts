import type { Fragment, Region, Row } from './pdf-lines.ts';

/** A part of a column: rows of running text, or a table. */
export type RegionPart =
  | { readonly sort: 'lines'; readonly rows: readonly Row[] }
  | { readonly sort: 'table'; readonly cells: readonly (readonly string[])[]; readonly y: number };

const number =
  /^(?:第.{1,8}[条條章节節款项項]|[（(]?[一二三四五六七八九十\d]{1,4}[)）、.．]|(?:article|section|clause)\s+\S+|\d+(?:\.\d+)+\.?|[•●○▪■◆\-–·o]|[a-z]\))$/i;

/** Parts the tables of a column from its running text. */
export function partsOf(region: Region): RegionPart[] {
  const parts: RegionPart[] = [];
  let lines: Row[] = [];
  const flush = () => {
    if (lines.length > 0) parts.push({ sort: 'lines', rows: lines });
    lines = [];
  };
  for (let i = 0; i < region.rows.length; ) {
    const end = tableEnd(region.rows, i);
    const table = end > i ? tableOf(region.rows.slice(i, end)) : null;
    const row = region.rows[i];
    if (table) {
      flush();
      parts.push({ sort: 'table', cells: table, y: row?.[0]?.y ?? 0 });
      i = end;
    } else {
      if (row) lines.push(row);
      i++;
    }
  }
  flush();
  return parts;
}

/** The end of a run of rows that may be a table: it begins and ends with rows of several cells. */
function tableEnd(rows: readonly Row[], start: number): number {
  if ((rows[start]?.length ?? 0) < 2) return start;
  let [end, several] = [start + 1, 1];
  for (let i = start + 1; i < rows.length; i++) {
    const [row, above] = [rows[i], rows[i - 1]];
    if (!row || !above) break;
    const size = row[0]?.size ?? 10;
    if ((row[0]?.y ?? 0) - (above[0]?.y ?? 0) > 4 * size || i - end > 3) break;
    if (row.length < 2 && !standsIn(row[0], rows[start] ?? [])) break;
    if (row.length >= 2) {
      several++;
      end = i + 1;
    } else if (row[0] && row[0].x > (rows[start]?.[0]?.right ?? 0)) end = i + 1;
  }
  return several >= 2 ? end : start;
}

/** Whether a lone fragment lies below one cell of a row. */
function standsIn(fragment: Fragment | undefined, row: Row): boolean {
  if (!fragment) return false;
  return (
    row.filter((cell) => cell.x < fragment.right && cell.right > fragment.x).length <= 1 ||
    fragment.x > (row[0]?.right ?? 0)
  );
}

function tableOf(rows: readonly Row[]): string[][] | null {
  const columns = columnsOf(rows);
  if (columns.length < 2) return null;
  const firsts = rows
    .map((row) => row[0])
    .filter((f): f is Fragment => f !== undefined && f.x < (columns[0]?.right ?? 0));
  // Numbers that hang to the left of their paragraphs.
  if (columns.length === 2 && firsts.filter((f) => number.test(f.text)).length > 0.6 * firsts.length) return null;
  const wrapped = wrappedRows(rows);
  const cells: string[][] = [];
  rows.forEach((row, i) => {
    const own = columns.map(() => '');
    for (const fragment of row) {
      const at = columns.findIndex((column) => fragment.x < column.right && fragment.right > column.left);
      if (at >= 0) own[at] = joined(own[at] ?? '', fragment.text.trim());
    }
    const above = cells.at(-1);
    if (above && wrapped(i, own[0] === ''))
      cells[cells.length - 1] = above.map((text, c) => joined(text, own[c] ?? ''));
    else cells.push(own);
  });
  return cells.length >= 2 ? cells : null;
}

/** Spans of the line in which cells stand one below the other. */
function columnsOf(rows: readonly Row[]): { left: number; right: number }[] {
  const spans = rows
    .filter((row) => row.length >= 2)
    .flat()
    .map(({ x, right }) => ({ left: x, right }))
    .toSorted((a, b) => a.left - b.left);
  const columns: { left: number; right: number }[] = [];
  for (const span of spans) {
    const last = columns.at(-1);
    if (last && span.left < last.right) last.right = Math.max(last.right, span.right);
    else columns.push({ ...span });
  }
  return columns;
}

/** Whether a row goes on with the one above: where rows stand at two distances, the narrow one is that within a cell. */
function wrappedRows(rows: readonly Row[]): (i: number, firstEmpty: boolean) => boolean {
  const pitches = rows.slice(1).map((row, i) => (row[0]?.y ?? 0) - (rows[i]?.[0]?.y ?? 0));
  const [least, most] = [Math.min(...pitches), Math.max(...pitches)];
  const two = most > 1.3 * least;
  return (i, firstEmpty) => {
    if (i === 0) return false;
    const pitch = pitches[i - 1] ?? most;
    return two ? pitch < (least + most) / 2 : firstEmpty;
  };
}

/** Chinese is written without a space between what is joined. */
export function joined(before: string, after: string): string {
  if (before === '' || after === '') return before + after;
  const han = /[\p{Script=Han}\p{P}０-９]$/u;
  if (
    (han.test(before) && /^\p{Script=Han}/u.test(after) && !/[A-Za-z0-9.,;:!?]$/.test(before)) ||
    /^[，。、；：？！）》”]/.test(after)
  )
    return before + after;
  if (/\p{Script=Han}$/u.test(before) && /^[（《“\d]/.test(after)) return before + after;
  if (/[（《“]$/.test(before)) return before + after;
  // A word that was parted at the end of a line.
  if (/[a-z][-\u00ad]$/.test(before) && /^[a-z]/.test(after)) return before.slice(0, -1) + after;
  return `${before} ${after}`;
}
