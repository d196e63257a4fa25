import { meantCharacters } from './pdf-characters.ts';

/** Words that stand together on one baseline; lengths in points, `y` from the top of the page. */
export interface Fragment {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
}

/** What stands on one baseline, from left to right. */
export type Row = readonly Fragment[];

/** A column of a page, or the whole width of it, with its rows from the top to the bottom. */
export interface Region {
  readonly left: number;
  readonly right: number;
  readonly rows: readonly Row[];
}

/** A piece of text as the PDF has it. */
export interface TextPiece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}

/** Gaps in heights of the text: from these on they may part columns, do part cells, are a space. */
const columnGap = 0.6;
const cellGap = 1.05;
const spaceGap = 0.22;
const hanGap = 0.7;

/** Puts pieces together into rows of fragments. */
export function rowsOf(pieces: readonly TextPiece[]): Row[] {
  const rows: { y: number; size: number; pieces: TextPiece[] }[] = [];
  for (const piece of pieces.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
    if (piece.text.trim() === '') continue;
    const row = rows.slice(-3).find((r) => Math.abs(r.y - piece.y) <= 0.4 * Math.max(r.size, piece.size));
    if (!row) rows.push({ y: piece.y, size: piece.size, pieces: [piece] });
    else {
      row.pieces.push(piece);
      if (piece.size > row.size) Object.assign(row, { y: piece.y, size: piece.size });
    }
  }
  return rows.map(({ pieces: together }) => {
    const fragments = together.map(({ text, x, y, width, size }): Fragment => {
      return withoutIndent({ text: meantCharacters(text), x, right: x + width, y, size });
    });
    return put(fragments, columnGap);
  });
}

/** Puts fragments of a row together that stand closer than a gap. */
function put(row: Row, widest: number): Fragment[] {
  const fragments: { -readonly [K in keyof Fragment]: Fragment[K] }[] = [];
  for (const next of row.toSorted((a, b) => a.x - b.x)) {
    if (next.text.trim() === '') continue;
    const last = fragments.at(-1);
    const gap = last ? next.x - last.right : 0;
    const size = Math.max(next.size, last?.size ?? 0);
    // The same words printed twice, a little apart, to look bold.
    if (last && Math.abs(next.x - last.x) < 0.2 * size && last.text === next.text) continue;
    if (!last || gap > widest * size) {
      fragments.push({ ...next });
      continue;
    }
    last.text += isSpace(last.text, next.text, gap / size) ? ` ${next.text}` : next.text;
    last.right = Math.max(last.right, next.right);
    if (next.size > last.size) Object.assign(last, { y: next.y, size: next.size });
  }
  return fragments;
}

const endsHan = /[\p{Script=Han}，。、；：？！（）《》“”]$/u;
const startsHan = /^[\p{Script=Han}，。、；：？！（）《》“”]/u;

function isSpace(before: string, after: string, gap: number): boolean {
  if (/\s$/.test(before) || /^\s/.test(after)) return false;
  return gap > (endsHan.test(before) && startsHan.test(after) ? hanGap : spaceGap);
}

/** Spaces at the beginning are a distance. */
function withoutIndent(fragment: Fragment): Fragment {
  const spaces = /^[\s\u3000]*/.exec(fragment.text)?.[0] ?? '';
  const wide = spaces.split('\u3000').length - 1;
  const indent = fragment.size * (wide + 0.25 * (spaces.length - wide));
  return { ...fragment, x: Math.min(fragment.x + indent, fragment.right), text: fragment.text.slice(spaces.length) };
}

const deepestSplit = 3;

/** The columns of a page in the order in which they are read; what spans them parts those above from those below. */
export function regionsOf(rows: readonly Row[], known: readonly number[], depth = 0): Region[] {
  const fragments = rows.flat();
  if (fragments.length === 0) return [];
  const left = Math.min(...fragments.map(({ x }) => x));
  const right = Math.max(...fragments.map((fragment) => fragment.right));
  const gutter = depth < deepestSplit ? findGutter(rows, known) : null;
  if (gutter === null) return [{ left, right, rows: rows.map((row) => put(row, cellGap)) }];
  const regions: Region[] = [];
  let band: Row[] = [];
  const flush = () => {
    const side = (keep: (f: Fragment) => boolean) =>
      band.map((row) => row.filter(keep)).filter((row) => row.length > 0);
    for (const keep of [(f: Fragment) => f.right <= gutter, (f: Fragment) => f.x >= gutter]) {
      regions.push(...regionsOf(side(keep), known, depth + 1));
    }
    band = [];
  };
  for (const row of rows) {
    if (!row.some((f) => f.x < gutter && f.right > gutter)) {
      band.push(row);
      continue;
    }
    flush();
    const last = regions.at(-1);
    const whole = put(row, cellGap);
    if (last && last.left === left && last.right === right)
      regions[regions.length - 1] = { ...last, rows: [...last.rows, whole] };
    else regions.push({ left, right, rows: [whole] });
  }
  flush();
  return regions;
}

/**
 * Where nothing stands between two columns of running text; null: there is one column, or a table. Where other pages
 * have one is `known`: there, short lines may make columns as well.
 */
export function findGutter(rows: readonly Row[], known: readonly number[]): number | null {
  const fragments = rows.flat();
  if (fragments.length === 0) return null;
  const left = Math.min(...fragments.map(({ x }) => x));
  const width = Math.max(...fragments.map((fragment) => fragment.right)) - left;
  let best: { x: number; crossing: number } | null = null;
  let run: number[] = [];
  const most = Math.max(2, 0.12 * rows.length);
  for (let x = left + width * 0.2; x <= left + width * 0.8; x += 2) {
    const crossing = fragments.filter((f) => f.x < x && f.right > x).length;
    if (crossing > most) {
      run = [];
      continue;
    }
    run.push(x);
    const middle = run[Math.floor(run.length / 2)] ?? x;
    if (run.length >= 3 && (best === null || crossing < best.crossing)) best = { x: middle, crossing };
  }
  if (best === null) return null;
  const { x: gutter } = best;
  const sides = [(f: Fragment) => f.right <= gutter, (f: Fragment) => f.x >= gutter];
  const share = known.some((x) => Math.abs(x - gutter) < 12) ? 0.15 : 0.5;
  return sides.every((side) =>
    isRunningText(
      rows.map((row) => row.filter(side)),
      share,
    ),
  )
    ? gutter
    : null;
}

/** Whether a share of the rows fills most of their column, as cells of a table do not. */
function isRunningText(rows: readonly Row[], share: number): boolean {
  const side = rows.flatMap((row) => {
    const [first, last] = [row[0], row.at(-1)];
    return first && last ? [{ x: first.x, right: last.right, size: first.size }] : [];
  });
  if (side.length < 5) return false;
  const width = Math.max(...side.map((f) => f.right)) - Math.min(...side.map((f) => f.x));
  const wide = side.filter((f) => f.right - f.x > 0.7 * width).length;
  const size = side[0]?.size ?? 10;
  return wide >= share * side.length && width > 8 * size;
}
