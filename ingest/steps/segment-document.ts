import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as plainText } from 'mdast-util-to-string';
import type { Cut } from './segment-legal.ts';
import { textLines } from './text-lines.ts';

/** Longest section that is made of paragraphs without a heading, in UTF-16 units. */
const sectionLength = 1_500;

/** Cuts Markdown at its headings; the cuts joined are the text, each with its heading line. */
export function segmentMarkdown(text: string): Cut[] {
  const headings = fromMarkdown(text)
    .children.filter((node) => node.type === 'heading')
    .map((node) => ({ at: node.position?.start.offset ?? 0, heading: plainText(node).trim() }));
  return cutAt(text, headings);
}

/** Cuts plain text at lines that look like headings, else at paragraphs into sections of a readable length. */
export function segmentPlainText(text: string): Cut[] {
  const lines = textLines(text);
  const headings = lines
    .filter((line, i) => isHeadingLine(line.text, lines[i - 1]?.text ?? '', lines[i + 1]?.text))
    .map((line) => ({ at: line.start, heading: line.text.trim() }));
  return headings.length > 0 ? cutAt(text, headings) : cutAtParagraphs(text);
}

const numberedTitle = /^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。；，？！]{1,40}$/;
const endsSentence = /[。．.；;，,、：:？?！!]\s*$/;

function isHeadingLine(line: string, above: string, below: string | undefined): boolean {
  const words = line.trim();
  if (words === '' || below === undefined || endsSentence.test(words)) return false;
  if (numberedTitle.test(line)) return true;
  const short = /\p{Script=Han}/u.test(words) ? words.length <= 25 : words.length <= 60 && /^[A-Z0-9]/.test(words);
  return short && above.trim() === '' && !/^[-*•\d]/.test(words);
}

function cutAt(text: string, headings: readonly { at: number; heading: string }[]): Cut[] {
  const seen = new Map<string, number>();
  const cuts: Cut[] = [];
  const push = (own: string, heading: string) => {
    if (own.trim() === '') return;
    const name = heading.slice(0, 200) || 'text';
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const locator = times > 1 ? `${name} (${times})` : name;
    cuts.push({ kind: 'section', locator, ...(heading ? { heading } : {}), text: own });
  };
  push(text.slice(0, headings[0]?.at ?? text.length), '');
  for (const [i, { at, heading }] of headings.entries())
    push(text.slice(at, headings[i + 1]?.at ?? text.length), heading);
  return cuts;
}

function cutAtParagraphs(text: string): Cut[] {
  const cuts: Cut[] = [];
  let start = 0;
  const flush = (end: number) => {
    const own = text.slice(start, end);
    start = end;
    if (own.trim() !== '') cuts.push({ kind: 'section', locator: `¶${cuts.length + 1}`, text: own });
  };
  for (const line of textLines(text)) {
    if (line.text.trim() === '' && line.start - start >= sectionLength) flush(line.next);
  }
  flush(text.length);
  return cuts;
}
