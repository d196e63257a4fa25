import type { Row } from './pdf-lines.ts';

/** The rows of one page. */
export interface PdfPage {
  readonly number: number;
  readonly height: number;
  readonly rows: readonly Row[];
}

/** Part of a page's height, at the top and at the bottom, in which headers and footers stand. */
const zone = 0.14;
const mostRows = 3;

const pageNumber =
  /^[-–—·|\s]*(?:第?\s*(?:\d{1,4}|[一二三四五六七八九十百零]+)\s*[页頁]?(?:\s*[/／,，|共of]+\s*第?\s*\d{1,4}\s*[页頁]?)?|page\s+\d+(?:\s*(?:of|\/)\s*\d+)?|[ivxlc]{1,7})[-–—·|\s]*$/i;

/** Takes off headers and footers that come again from page to page, and page numbers. */
export function withoutRunningLines(pages: readonly PdfPage[]): PdfPage[] {
  const seen = new Map<string, number>();
  for (const page of pages) for (const row of edgeRows(page)) seen.set(keyOf(row), (seen.get(keyOf(row)) ?? 0) + 1);
  const often = Math.max(2, Math.min(3, Math.ceil(pages.length / 2)));
  return pages.map((page) => {
    const edges = new Set(edgeRows(page));
    const repeated = (row: Row) => edges.has(row) && pages.length > 1 && (seen.get(keyOf(row)) ?? 0) >= often;
    const rest = page.rows.filter((row) => !repeated(row));
    const outermost = new Set([rest[0], rest.at(-1)]);
    return {
      ...page,
      rows: rest.filter((row) => !(outermost.has(row) && edges.has(row) && pageNumber.test(wordsOf(row)))),
    };
  });
}

const wordsOf = (row: Row) => row.map(({ text }) => text).join(' ');

/** The same words, numbers apart, at the same height. */
const keyOf = (row: Row) => `${Math.round((row[0]?.y ?? 0) / 4)}:${wordsOf(row).replace(/\d+/g, '#')}`;

function edgeRows({ rows, height }: PdfPage): Row[] {
  const top = rows.slice(0, mostRows).filter((row) => (row[0]?.y ?? 0) < height * zone);
  const bottom = rows.slice(-mostRows).filter((row) => (row[0]?.y ?? 0) > height * (1 - zone));
  return [...top, ...bottom];
}
