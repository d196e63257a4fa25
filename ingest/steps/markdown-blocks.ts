import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString as plainText } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { markdownExcess } from './markdown-limits.ts';
import { parseNumeral } from './numerals.ts';
import { textLines } from './text-lines.ts';

type Nodes = ReturnType<typeof fromMarkdown>['children'][number];
type NodeOf<T extends Nodes['type']> = Extract<Nodes, { type: T }>;

/** A stretch of a segment: its words without markup, and where it stands in the segment's text. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface ListEntry extends Piece {
  /** The entry without what is nested in it. */
  readonly own: Piece;
  readonly children: readonly ListEntry[];
}

export interface TableRow extends Piece {
  readonly cells: readonly string[];
}

export type Block =
  | (Piece & { readonly type: 'paragraph' })
  | { readonly type: 'list'; readonly ordered: boolean; readonly entries: readonly ListEntry[] }
  | { readonly type: 'table'; readonly header: readonly string[]; readonly rows: readonly TableRow[] };

/**
 * Paragraphs, lists and tables of a segment in order, headings left out; also reads lists numbered 1、 or 第一步. A text
 * that is too costly to read as Markdown is one paragraph.
 */
export function markdownBlocks(text: string): Block[] {
  if (markdownExcess(text)) return [{ type: 'paragraph', text: text.trim(), start: 0, end: text.length }];
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return tree.children.flatMap((node) => blocksOf(node, text));
}

function blocksOf(node: Nodes, text: string): Block[] {
  switch (node.type) {
    case 'paragraph':
      return paragraphBlocks(node, text);
    case 'list':
      return [listBlock(node)];
    case 'table':
      return [tableBlock(node)];
    case 'blockquote':
      return node.children.flatMap((child) => blocksOf(child, text));
    case 'code':
      return [{ type: 'paragraph', ...pieceOf(node) }];
    default:
      return [];
  }
}

function pieceOf(node: Nodes): Piece {
  return {
    text: plainText(node).trim(),
    start: node.position?.start.offset ?? 0,
    end: node.position?.end.offset ?? 0,
  };
}

function listBlock(list: NodeOf<'list'>): Block {
  return { type: 'list', ordered: list.ordered === true, entries: list.children.map(entryOf) };
}

function entryOf(item: NodeOf<'listItem'>): ListEntry {
  const nested = item.children
    .filter((child): child is NodeOf<'list'> => child.type === 'list')
    .flatMap((l) => l.children.map(entryOf));
  const words = item.children.filter((child) => child.type !== 'list').map(pieceOf);
  const whole = pieceOf(item);
  const own: Piece = {
    text: words.map((piece) => piece.text).join('\n'),
    start: words[0]?.start ?? whole.start,
    end: words.at(-1)?.end ?? whole.end,
  };
  const lines = [own.text, ...nested.map((child) => `- ${child.text}`)];
  return {
    text: lines.filter((line) => line !== '').join('\n'),
    start: own.start,
    end: whole.end,
    own,
    children: nested,
  };
}

function tableBlock(table: NodeOf<'table'>): Block {
  const [head, ...rows] = table.children.map((row) => ({
    ...pieceOf(row),
    cells: row.children.map((cell) => plainText(cell).trim()),
  }));
  return { type: 'table', header: head?.cells ?? [], rows };
}

const enumerator =
  /^[ \t\u3000]*(?:(\d{1,2})[、．.)）]|[（(](\d{1,2})[）)]|第([一二三四五六七八九十\d]{1,3})步[：:、,，]?|步[骤驟]([一二三四五六七八九十\d]{1,3})[：:、.]?|step (\d{1,2})[:.)]?)[ \t\u3000]*(?=\S)/i;
const bullet = /^[ \t\u3000]*[•·●▪◆※][ \t\u3000]*(?=\S)/;

// Lists that Markdown does not know stand inside one of its paragraphs, line by line.
function paragraphBlocks(node: NodeOf<'paragraph'>, text: string): Block[] {
  const whole = pieceOf(node);
  const lines = textLines(text.slice(whole.start, whole.end));
  const numbers = lines.map((line) => numberOf(line.text));
  const first = numbers.indexOf(1);
  const ordered = first >= 0 && numbers.includes(2);
  const bulleted = lines.filter((line) => bullet.test(line.text)).length >= 2;
  if (!ordered && !bulleted) return [{ type: 'paragraph', ...whole }];
  const pattern = ordered ? enumerator : bullet;
  const opens = lines.map((line) => pattern.test(line.text));
  const from = opens.indexOf(true);
  const blocks: Block[] = [];
  const lead = text.slice(whole.start, whole.start + (lines[from]?.start ?? 0)).trimEnd();
  if (lead !== '') blocks.push({ type: 'paragraph', text: lead, start: whole.start, end: whole.start + lead.length });
  const entries: ListEntry[] = [];
  lines.forEach((line, i) => {
    if (!opens[i]) return;
    let last = i;
    while (last + 1 < lines.length && !opens[last + 1]) last++;
    const marker = pattern.exec(line.text)?.[0].length ?? 0;
    const start = whole.start + line.start + marker;
    const end = whole.start + (lines[last]?.start ?? 0) + (lines[last]?.text.length ?? 0);
    const piece = { text: text.slice(start, end).trim(), start, end };
    entries.push({ ...piece, own: piece, children: [] });
  });
  blocks.push({ type: 'list', ordered, entries });
  return blocks;
}

function numberOf(line: string): number | null {
  const match = enumerator.exec(line);
  const numeral = match?.slice(1).find((group) => group !== undefined);
  return numeral === undefined ? null : parseNumeral(numeral);
}
