import type { OutlineEntry } from '../../graph-schema/index.ts';
import { chineseNumeral, parseNumeral } from './numerals.ts';
import { type TextLine, textLines } from './text-lines.ts';

type Lettering = 'chinese' | 'english';

/** What the script of an article decides about its outline. */
export interface OutlineStyle {
  readonly lettering: Lettering;
  /** 項 instead of 项. */
  readonly traditional: boolean;
}

/**
 * The paragraphs and items of an article's body, in order, items inside their paragraph; offsets into the body. In
 * Chinese 款 are its paragraphs and 项 the lines （一）, (1) or 1. in them, and a 款 is named only where there are
 * several; in English they are the lines 5.2, (b) and (i). Empty where the body is one paragraph without items.
 */
export function clauseOutline(body: string, style: OutlineStyle): OutlineEntry[] {
  const lines = withoutAnnex(textLines(body).filter((line) => line.text.trim() !== ''));
  return style.lettering === 'chinese' ? chineseOutline(body, lines, style.traditional) : englishOutline(body, lines);
}

/** The outline of an article whose body begins at `bodyStart` of its text; undefined where it would say nothing. */
export function outlineOfArticle(text: string, label: string, bodyStart = 0): OutlineEntry[] | undefined {
  // Half of all articles are one line.
  if (!text.includes('\n', bodyStart)) return undefined;
  const entries = clauseOutline(text.slice(bodyStart), outlineStyleOf(label, text)).slice(0, mostEntries);
  if (entries.length === 0) return undefined;
  return entries.map(({ locator, start, end }) => ({ locator, start: start + bodyStart, end: end + bodyStart }));
}

/** Longer articles are tables rather than law; the content holds no more. */
const mostEntries = 1_000;

/** Chinese by the article's label or, failing that, by its text. */
export function outlineStyleOf(label: string, text: string): OutlineStyle {
  const chinese = /\p{Script=Han}/u.test(label) || /\p{Script=Han}/u.test(text.slice(0, 200));
  return { lettering: chinese ? 'chinese' : 'english', traditional: /[條項規應當與為]/.test(label + text) };
}

const annex = /^[\s\u3000]*附(?:[：:]?[\s\u3000]*$|[件錄录表则則][一二三四五六七八九十\d：:\s\u3000]*$)/;

function withoutAnnex(lines: readonly TextLine[]): readonly TextLine[] {
  const at = lines.findIndex((line, i) => i > 0 && annex.test(line.text));
  return at < 0 ? lines : lines.slice(0, at);
}

const bullet = '^[\\s\\u3000]*(?:[-*+] +)?(?:\\*\\*)?';
const bracketed = new RegExp(`${bullet}[（(]([一二三四五六七八九十]{1,3}|\\d{1,2})[）)]`);
const dotted = new RegExp(`${bullet}(\\d{1,2})(?:[、．]|\\.(?!\\d))`);

interface Marker {
  readonly sort: '（一）' | '(1)' | '1.';
  readonly number: number;
  /** As a citation names it: （一）, （1）, 1. */
  readonly name: string;
}

function markerOf(line: string): Marker | null {
  const inBrackets = bracketed.exec(line)?.[1];
  if (inBrackets !== undefined) {
    const sort = /\d/.test(inBrackets) ? '(1)' : '（一）';
    return { sort, number: parseNumeral(inBrackets) ?? 0, name: `（${inBrackets}）` };
  }
  const plain = dotted.exec(line)?.[1];
  return plain === undefined ? null : { sort: '1.', number: Number(plain), name: plain };
}

interface Item {
  readonly name: string;
  readonly from: TextLine;
  to: TextLine;
}

interface Paragraph {
  readonly from: TextLine;
  to: TextLine;
  readonly items: Item[];
  /** How its items are numbered; other numbers inside an item belong to that item. */
  sort: Marker['sort'] | null;
}

function chineseOutline(body: string, lines: readonly TextLine[], traditional: boolean): OutlineEntry[] {
  const paragraphs: Paragraph[] = [];
  lines.forEach((line, i) => {
    const paragraph = paragraphs.at(-1);
    const marker = markerOf(line.text);
    const before = lines[i - 1];
    if (!paragraph || !before) {
      const items = marker ? [{ name: marker.name, from: line, to: line }] : [];
      paragraphs.push({ from: line, to: line, items, sort: marker?.sort ?? null });
    } else if (marker && opensItem(marker, paragraph, before.text)) {
      paragraph.sort = marker.sort;
      paragraph.items.push({ name: marker.name, from: line, to: line });
      paragraph.to = line;
    } else if (!marker && opensParagraph(body, before, line, paragraph.items.length > 0)) {
      paragraphs.push({ from: line, to: line, items: [], sort: null });
    } else {
      const item = paragraph.items.at(-1);
      if (item) item.to = line;
      paragraph.to = line;
    }
  });
  return entriesOf(body, paragraphs, traditional ? '項' : '项');
}

/** A list of a paragraph is numbered in one way, from one on; 1. counts only where words announce it. */
function opensItem(marker: Marker, paragraph: Paragraph, before: string): boolean {
  if (paragraph.sort !== null) return paragraph.sort === marker.sort;
  return marker.sort === '1.' ? marker.number === 1 && /[：:]\s*$/.test(before) : true;
}

const endsSentence = /[。！？!?．.](?:[”’」』）)\]*]*)\s*$/;
const endsItem = /[。！？!?．.；;](?:[”’」』）)\]*]*)\s*$/;

/** Whether a line without a number begins a paragraph rather than goes on with the one before, as wrapped lines do. */
function opensParagraph(body: string, before: TextLine, line: TextLine, inItems: boolean): boolean {
  if ((inItems ? endsItem : endsSentence).test(before.text)) return true;
  const blankBetween = body.slice(before.next, line.start).includes('\n');
  return blankBetween && !/[：:，,、；;]\s*$/.test(before.text);
}

function entriesOf(body: string, paragraphs: readonly Paragraph[], itemWord: string): OutlineEntry[] {
  const several = paragraphs.length > 1;
  return paragraphs.flatMap((paragraph, i) => {
    const locator = several ? `第${chineseNumeral(i + 1)}款` : '';
    const items = paragraph.items.map((item) => stretch(body, `${locator}第${item.name}${itemWord}`, item));
    return several ? [stretch(body, locator, paragraph), ...items] : items;
  });
}

/** From the first line to the last one, without the white space around. */
function stretch(body: string, locator: string, { from, to }: { from: TextLine; to: TextLine }): OutlineEntry {
  const own = body.slice(from.start, to.next);
  const start = from.start + own.length - own.trimStart().length;
  return { locator, start, end: start + own.trim().length };
}

const numbered = /^[\s*#-]*(\d{1,3}(?:\.\d{1,3})+)[.)]?\s/;
const lettered = /^[\s*-]*\(([a-z]{1,2}|[ivxl]{1,5}|\d{1,2})\)\s/;
const romans = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii', 'xiii', 'xiv', 'xv'];

interface OpenEntry {
  readonly depth: number;
  readonly mark: string;
  readonly locator: string;
  readonly at: number;
}

function englishOutline(body: string, lines: readonly TextLine[]): OutlineEntry[] {
  const entries: { locator: string; start: number; end: number }[] = [];
  let open: OpenEntry[] = [];
  for (const line of lines) {
    const found = englishMark(line.text, open);
    if (found) {
      const above = open.filter((entry) => entry.depth < found.depth);
      const locator = found.depth === 0 ? found.mark : `${above.at(-1)?.locator ?? ''}(${found.mark})`;
      open = [...above, { ...found, locator, at: entries.length }];
      entries.push({ ...stretch(body, locator, { from: line, to: line }) });
    }
    const end = line.start + line.text.trimEnd().length;
    for (const { at } of open) {
      const entry = entries[at];
      if (entry) entry.end = Math.max(entry.end, end);
    }
  }
  return entries;
}

/** 5.2 is widest; then (a); then (i), unless it is the letter behind (h); then (1). */
function englishMark(line: string, open: readonly OpenEntry[]): { depth: number; mark: string } | null {
  const number = numbered.exec(line)?.[1];
  if (number !== undefined) return { depth: 0, mark: number };
  const mark = lettered.exec(line)?.[1];
  if (mark === undefined) return null;
  if (/\d/.test(mark)) return { depth: 3, mark };
  const letter = open.find((entry) => entry.depth === 1)?.mark;
  const nextLetter = letter === undefined ? 'a' : String.fromCharCode(letter.charCodeAt(0) + 1);
  if (mark === nextLetter) return { depth: 1, mark };
  const roman = open.find((entry) => entry.depth === 2)?.mark;
  const nextRoman = roman === undefined ? 'i' : romans[romans.indexOf(roman) + 1];
  if (mark === nextRoman) return { depth: 2, mark };
  return { depth: romans.includes(mark) && mark.length > 1 ? 2 : 1, mark };
}
