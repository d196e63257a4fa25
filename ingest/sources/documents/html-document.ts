import type { Element, ElementContent, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toMdast } from 'hast-util-to-mdast';
import { BadRecord } from '../bad-record.ts';
import { languageOfTag } from '../calls/language-tag.ts';
import { decodeText } from '../decode.ts';
import { plainTable } from './html-table.ts';
import { changeElements, depthOf, findAll, plainWords } from './html-tree.ts';
import { markdownText } from './markdown-text.ts';
import { readablePart } from './readable-part.ts';
import { deepestElements, type RichDocument, refuseLongText } from './rich-document.ts';

/** Reads the readable part of a web page; fetches nothing. Throws BadRecord or UnreadableBytes. */
export function readHtml(bytes: Uint8Array): RichDocument {
  const { text, encoding } = decodeText(bytes, declaredCharset(bytes));
  const root = parseHtml(text);
  const [html] = findAll(root, ({ tagName }) => tagName === 'html');
  const [title] = findAll(root, ({ tagName }) => tagName === 'title');
  const markdown = htmlToMarkdown(readablePart(root));
  if (markdown === '') {
    throw new BadRecord(
      'the page holds no text of its own',
      'Save the page from a browser with its content, as it may be filled in by a script; or hand in a PDF of it.',
    );
  }
  const tag = html?.properties['lang'];
  return {
    markdown,
    title: plainWords(title) || null,
    language: languageOfTag(typeof tag === 'string' ? tag : null),
    notes: encoding === 'utf-8' ? {} : { encoding },
    notices: [],
  };
}

/** The charset that a page or an XML declaration states, in its first 4 KiB; null: none. */
function declaredCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1');
  const meta = /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head);
  return meta?.[1] ?? /^\s*<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/.exec(head)?.[1] ?? null;
}

/** Parses HTML as a browser does, without running or loading anything. Throws BadRecord for what nests too deep. */
export function parseHtml(text: string): Root {
  let root: Root;
  try {
    root = fromHtml(text);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
  if (depthOf(root) > deepestElements) throw tooDeep();
  return root;
}

const tooDeep = () =>
  new BadRecord(
    `elements are nested more than ${deepestElements} levels deep`,
    'Simplify the page, or hand in its text.',
  );

/** Writes the headings, lists, tables and paragraphs of a tree as Markdown. Throws BadRecord. */
export function htmlToMarkdown(root: Root): string {
  const plain = changeElements(root, (element) => plainElement(element));
  const tree = toMdast(plain, { document: true });
  const markdown = tree.type === 'root' ? markdownText(tree) : '';
  refuseLongText(markdown.length);
  return markdown;
}

function plainElement(element: Element): readonly ElementContent[] | Element {
  switch (element.tagName) {
    case 'table':
      return plainTable(element);
    case 'pre':
      return { ...element, tagName: 'p', properties: {}, children: keptLines(element) };
    case 'sup':
      return [{ type: 'text', value: raised(plainWords(element)) }];
    case 'sub':
      return [{ type: 'text', value: plainWords(element).replace(/^\d+$/, shifted('₀₁₂₃₄₅₆₇₈₉')) }];
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      // What was never closed holds the rest of the page, level upon level, and is no heading of it.
      return findAll(element, isBlock).length > 0 ? { ...element, tagName: 'div', properties: {} } : element;
    case 'q':
      return { ...element, tagName: 'span' };
    case 'rt':
    case 'rp':
      return [];
    default:
      return element;
  }
}

const blocks = /^(?:p|h[1-6]|div|main|article|section|aside|nav|table|ul|ol|dl|pre|blockquote)$/;
const isBlock = ({ tagName }: Element) => blocks.test(tagName);

const shifted = (digits: string) => (number: string) =>
  [...number].map((digit) => digits[Number(digit)] ?? '').join('');

/** 10² stays apart from 102; a footnote's mark stays in its brackets. */
function raised(words: string): string {
  if (/^\d+$/.test(words)) return shifted('⁰¹²³⁴⁵⁶⁷⁸⁹')(words);
  return words;
}

function keptLines(pre: Element): ElementContent[] {
  const text = wholeText(pre);
  return text.split('\n').flatMap((line, i): ElementContent[] => {
    const words: ElementContent = { type: 'text', value: line };
    return i === 0 ? [words] : [{ type: 'element', tagName: 'br', properties: {}, children: [] }, words];
  });
}

function wholeText(node: ElementContent): string {
  if (node.type === 'text') return node.value;
  return node.type === 'element' ? node.children.map(wholeText).join('') : '';
}
