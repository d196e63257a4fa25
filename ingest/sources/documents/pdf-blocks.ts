import type { List, RootContent } from 'mdast';
import { headingCandidate } from '../../steps/legal-headings.ts';
import { tableNode, textNodes } from './markdown-text.ts';
import { findGutter, type Region, type Row, regionsOf } from './pdf-lines.ts';
import type { PdfPage } from './pdf-running-lines.ts';
import { joined, partsOf } from './pdf-tables.ts';

interface Line {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  readonly region: Region;
  /** Usual distance between two lines of the column. */
  readonly pitch: number;
}

interface Paragraph {
  text: string;
  readonly first: Line;
  last: Line;
  lines: number;
}

type Block =
  | { readonly sort: 'paragraph'; readonly paragraph: Paragraph }
  | { readonly sort: 'table'; readonly cells: readonly (readonly string[])[] };

/** The headings, paragraphs, lists and tables of the pages, as size and place of their words show them. */
export function blocksOf(pages: readonly PdfPage[]): RootContent[] {
  const body = bodySize(pages);
  const gutters = pages.flatMap(({ rows }) => findGutter(rows, []) ?? []);
  const blocks: Block[] = [];
  let open: Paragraph | null = null;
  for (const page of pages) {
    for (const region of regionsOf(page.rows, gutters)) {
      for (const part of partsOf(region)) {
        if (part.sort === 'table') {
          blocks.push({ sort: 'table', cells: part.cells });
          open = null;
          continue;
        }
        for (const line of linesOf(part.rows, region)) {
          if (open && goesOn(open, line)) {
            open.text = joined(open.text, line.text);
            open.last = line;
            open.lines++;
          } else {
            open = { text: line.text, first: line, last: line, lines: 1 };
            blocks.push({ sort: 'paragraph', paragraph: open });
          }
        }
      }
    }
  }
  return withLists(blocks, headingLevels(blocks, body), body);
}

/** The size that most characters have. */
function bodySize(pages: readonly PdfPage[]): number {
  const counts = new Map<number, number>();
  for (const page of pages)
    for (const { text, size } of page.rows.flat())
      counts.set(rounded(size), (counts.get(rounded(size)) ?? 0) + text.length);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}

const rounded = (size: number) => Math.round(size * 2) / 2;

function linesOf(rows: readonly Row[], region: Region): Line[] {
  const gaps = region.rows.slice(1).map((row, i) => (row[0]?.y ?? 0) - (region.rows[i]?.[0]?.y ?? 0));
  const pitch = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.4)] ?? 0;
  return rows.flatMap((row): Line[] => {
    const [first] = row;
    if (!first) return [];
    const text = row.map((fragment) => fragment.text.trim()).join(' ');
    const right = Math.max(...row.map((fragment) => fragment.right));
    const size = Math.max(...row.map((fragment) => fragment.size));
    return [{ text, x: first.x, right, y: first.y, size, region, pitch: pitch > 0 ? pitch : size * 1.6 }];
  });
}

const bullet = /^[•●○▪■◆◦·➢✓✔]\s*/;
const marker =
  /^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,3}(?:\.\d{1,3})*[.、)）．]\s?\D|[①-⑳]|\([a-z]{1,4}\)\s|[-–]\s)/;
const endsSentence = /[。；：！？.;:!?”）)]$/;

const opens = (text: string) => bullet.test(text) || marker.test(text) || headingCandidate(text)?.separated === true;

/** Whether a line goes on with a paragraph, by distance, size, indent, and how full the line above is. */
function goesOn(paragraph: Paragraph, line: Line): boolean {
  const { first, last } = paragraph;
  const size = Math.max(last.size, line.size);
  if (Math.abs(last.size - line.size) > 0.12 * size) return false;
  const width = last.region.right - last.region.left;
  const chinese = /\p{Script=Han}/u.test(last.text);
  const short = last.right < last.region.right - Math.max(2.5 * size, (chinese ? 0.08 : 0.25) * width);
  const ended = endsSentence.test(last.text);
  const indent = line.x - line.region.left;
  const hanging =
    opens(first.text) && line.region === first.region && line.x > first.x + 0.5 * size && !opens(line.text);
  const indented =
    indent > 1.2 * size &&
    !hanging &&
    line.x > last.x - 0.5 * size === (last === first || line.x > last.x + 0.5 * size);
  if (opens(line.text) && (ended || short || indented || headingCandidate(first.text)?.unit === 'structure'))
    return false;
  if (line.region !== last.region) return !short && !ended && !indented && !startsAsHeading(line, last);
  const gap = line.y - last.y;
  if (gap <= 0 || gap > Math.max(1.45 * line.pitch, 1.1 * size)) return false;
  if (isCentred(last) && isCentred(line) && last.size === line.size && !ended && line.text.length < 40)
    return paragraph.lines < 3;
  return !short && !indented;
}

const startsAsHeading = (line: Line, last: Line) =>
  headingCandidate(line.text) !== null && endsSentence.test(last.text);

function isCentred({ x, right, region, size }: Line): boolean {
  const [left, rest] = [x - region.left, region.right - right];
  return left > 3 * size && Math.abs(left - rest) < 2 * size;
}

/** Headings are larger than the rest, the largest of them the highest. */
function headingLevels(blocks: readonly Block[], body: number): (paragraph: Paragraph) => number | null {
  const isHeading = ({ text, first, lines }: Paragraph) =>
    first.size >= 1.13 * body &&
    lines <= 3 &&
    text.length <= 100 &&
    !/[。；，,;]$/.test(text) &&
    /[\p{L}\p{N}]/u.test(text);
  const sizes = new Set(
    blocks.flatMap((block) =>
      block.sort === 'paragraph' && isHeading(block.paragraph) ? [rounded(block.paragraph.first.size)] : [],
    ),
  );
  const ranked = [...sizes].toSorted((a, b) => b - a);
  return (paragraph) => (isHeading(paragraph) ? Math.min(4, ranked.indexOf(rounded(paragraph.first.size)) + 1) : null);
}

function withLists(
  blocks: readonly Block[],
  levelOf: (paragraph: Paragraph) => number | null,
  body: number,
): RootContent[] {
  const content: RootContent[] = [];
  let list: List | null = null;
  for (const block of blocks) {
    if (block.sort === 'table') {
      list = null;
      content.push(tableNode(block.cells));
      continue;
    }
    const { paragraph } = block;
    const level = levelOf(paragraph);
    const words = paragraph.text.replace(bullet, '');
    if (level === null && words !== paragraph.text && words !== '') {
      if (!list) {
        list = { type: 'list', ordered: false, spread: false, children: [] };
        content.push(list);
      }
      list.children.push({
        type: 'listItem',
        spread: false,
        children: [{ type: 'paragraph', children: textNodes(words) }],
      });
      continue;
    }
    list = null;
    const depth = level === null ? null : (Math.min(6, level) as 1 | 2 | 3 | 4);
    if (depth !== null && body > 0) content.push({ type: 'heading', depth, children: textNodes(paragraph.text) });
    else content.push({ type: 'paragraph', children: textNodes(paragraph.text) });
  }
  return content;
}
