import type { Element, Root } from 'hast';
import mammoth from 'mammoth';
import { BadRecord } from '../bad-record.ts';
import { type Numbering, readNumbering } from './docx-numbering.ts';
import { isContentsStyle, type ParagraphStyle, readStyles, wordValue } from './docx-styles.ts';
import { htmlToMarkdown, parseHtml } from './html-document.ts';
import { changeElements, childElements, findAll, plainWords } from './html-tree.ts';
import { type OfficePackage, openPackage, storedZip } from './office-package.ts';
import type { RichDocument } from './rich-document.ts';
import { childAt, childrenOf, textOf, writeXml, type XmlElement } from './xml-tree.ts';

const remedy = 'Save it again as .docx with a word processor, without a password; or save it as PDF.';

/** A heading that is longer is a paragraph in the style of a heading. */
const longestHeading = 100;
/** Marks the number of an entry in a list, as HTML made of Word documents counts every list from 1. */
const numberMark = /^\ue000(\d+)\ue001/;

/**
 * Reads a Word document with headings, lists, tables and footnotes. Numbers that the word processor counts by itself
 * (第三条) become part of the text. Throws BadRecord or UnreadableBytes.
 */
export async function readDocx(bytes: Uint8Array): Promise<RichDocument> {
  const file = openPackage(bytes, remedy);
  const main =
    [...file.relations('').values()].find(({ type }) => type === 'officeDocument')?.target ?? 'word/document.xml';
  const body = file.xml(main);
  if (!body) throw new BadRecord('it holds no document', remedy);
  const { value } = await mammoth
    .convertToHtml(
      { buffer: storedZip(preparedParts(file, main, body)) },
      { styleMap, includeEmbeddedStyleMap: false, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    )
    // Its own words about a damaged part may quote the part.
    .catch(() => {
      throw new BadRecord('the document is damaged: its parts do not fit together', remedy);
    });
  const markdown = htmlToMarkdown(tidied(parseHtml(value)));
  if (markdown === '') {
    throw new BadRecord(
      'the document has no text',
      'If it holds pictures of pages, run text recognition (OCR) over them first.',
    );
  }
  return { markdown, title: statedTitle(file), language: null, notes: {}, notices: [] };
}

const styleMap = [
  ...[1, 2, 3, 4, 5, 6].map((level) => `p.Outline${level} => h${level}:fresh`),
  'strike => s',
  'comment-reference => !',
  'br[type="page"] => hr',
];

/** The title in the file's properties; null: none. */
export function statedTitle(file: OfficePackage): string | null {
  return textOf(childAt(file.xml('docProps/core.xml') ?? undefined, 'dc:title')).trim() || null;
}

/** The parts that are read, none of them a picture, with headings and numbers put the way that mammoth knows. */
function preparedParts(file: OfficePackage, main: string, body: XmlElement): Map<string, Uint8Array> {
  const relations = [...file.relations(main).values()];
  const partOf = (type: string) => relations.find((relation) => relation.type === type)?.target;
  const styles = readStyles(file.xml(partOf('styles') ?? 'word/styles.xml'));
  const numberingName = partOf('numbering') ?? 'word/numbering.xml';
  const numbering = readNumbering(file.xml(numberingName));
  prepare(body, { styles, numbering });
  const parts = new Map<string, Uint8Array>();
  for (const name of file.names) {
    if (
      !/\.(?:xml|rels)$/i.test(name) ||
      /(?:^|\/)(?:theme|embeddings|charts|diagrams|customXml|header\d*|footer\d*|comments)/.test(name)
    )
      continue;
    const content = file.part(name);
    if (content) parts.set(name, content);
  }
  parts.set(main, Buffer.from(writeXml(body)));
  parts.set(numberingName, Buffer.from(plainLists));
  return parts;
}

/** Two lists: 1 has bullets, 2 numbers. */
const plainLists = (() => {
  const list = (id: number, format: string) => {
    const levels = Array.from({ length: 9 }, (_, i) => `<w:lvl w:ilvl="${i}"><w:numFmt w:val="${format}"/></w:lvl>`);
    return `<w:abstractNum w:abstractNumId="${id}">${levels.join('')}</w:abstractNum>`;
  };
  const num = (id: number) => `<w:num w:numId="${id}"><w:abstractNumId w:val="${id}"/></w:num>`;
  return `<?xml version="1.0"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${list(1, 'bullet')}${list(2, 'decimal')}${num(1)}${num(2)}</w:numbering>`;
})();

interface Look {
  readonly styles: (id: string | undefined) => ParagraphStyle | null;
  readonly numbering: Numbering;
}

/** Goes through the paragraphs in their order; leaves out the lines of a table of contents. */
function prepare(element: XmlElement, look: Look): void {
  element.children = element.children.filter((child) => {
    if (typeof child === 'string') return true;
    if (child.name === 'w:sdt' && isContents(child)) return false;
    // The older of two forms of the same text.
    if (child.name === 'mc:AlternateContent' && childAt(child, 'mc:Fallback') && childAt(child, 'mc:Choice'))
      return prepareAlternative(child, look);
    if (child.name !== 'w:p') {
      prepare(child, look);
      return true;
    }
    return prepareParagraph(child, look);
  });
}

function prepareAlternative(alternative: XmlElement, look: Look): true {
  for (const choice of childrenOf(alternative, 'mc:Fallback')) prepare(choice, look);
  return true;
}

const isContents = (sdt: XmlElement) =>
  /contents|目录|目錄/i.test(wordValue(childAt(sdt, 'w:sdtPr', 'w:docPartObj', 'w:docPartGallery')) ?? '');

/** False: the paragraph goes. */
function prepareParagraph(paragraph: XmlElement, { styles, numbering }: Look): boolean {
  const properties = childAt(paragraph, 'w:pPr');
  const style = styles(wordValue(childAt(properties, 'w:pStyle')));
  if (style && isContentsStyle(style.name)) return false;
  for (const child of childrenOf(paragraph)) if (child.name !== 'w:pPr') prepare(child, { styles, numbering });
  const direct = childAt(properties, 'w:numPr');
  const numId = wordValue(childAt(direct, 'w:numId')) ?? style?.numId ?? null;
  const level = Number(wordValue(childAt(direct, 'w:ilvl')) ?? style?.level ?? 0);
  const text = textOf(paragraph).trim();
  // An empty paragraph shows its number, yet nobody means it.
  const label = numId !== null && numId !== '0' && text !== '' ? numbering.next(numId, level) : null;
  const stated = wordValue(childAt(properties, 'w:outlineLvl'));
  const outline = stated !== undefined && /^[0-9]$/.test(stated) ? Number(stated) : (style?.outline ?? 9);
  const heading = outline < 9 && text !== '' && text.length <= longestHeading;
  const plain: XmlElement[] = [];
  if (heading) plain.push(leaf('w:pStyle', `Outline${Math.min(6, outline + 1)}`));
  if (label && label.sort !== 'words' && !heading)
    plain.push(listProperties(label.level, label.sort === 'bullet' ? '1' : '2'));
  // A paragraph mark that was deleted joins two paragraphs.
  plain.push(...childrenOf(properties, 'w:rPr'));
  const words =
    label?.sort === 'words'
      ? `${label.label} `
      : label?.sort === 'list'
        ? heading
          ? `${label.number}. `
          : `\ue000${label.number}\ue001`
        : '';
  const rest = paragraph.children.filter((child) => child !== properties);
  paragraph.children = [{ name: 'w:pPr', attributes: {}, children: plain }, ...(words ? [run(words)] : []), ...rest];
  return true;
}

const leaf = (name: string, value: string): XmlElement => ({ name, attributes: { 'w:val': value }, children: [] });
const listProperties = (level: number, list: string): XmlElement => ({
  name: 'w:numPr',
  attributes: {},
  children: [leaf('w:ilvl', String(level)), leaf('w:numId', list)],
});
const run = (words: string): XmlElement => ({
  name: 'w:r',
  attributes: {},
  children: [{ name: 'w:t', attributes: { 'xml:space': 'preserve' }, children: [words] }],
});

/** Lists begin with the number that the document shows; what was struck out, rules and arrows back to notes go. */
function tidied(root: Root): Root {
  const lists = changeElements(root, (element) => {
    if (element.tagName === 's' || element.tagName === 'hr') return [];
    if (element.tagName === 'a' && /^#(?:foot|end)note-ref-/.test(String(element.properties['href'] ?? ''))) return [];
    if (element.tagName !== 'ol') return element;
    return notes(element) ?? byStatedNumbers(element);
  });
  return withoutMarks(lists);
}

/** One list for each run of numbers that follow each other. */
function byStatedNumbers(list: Element): Element[] {
  const runs: { start: number; next: number; entries: Element[] }[] = [];
  for (const entry of childElements(list)) {
    const stated = numberMark.exec(plainWords(entry))?.[1];
    const last = runs.at(-1);
    const number = stated === undefined ? (last?.next ?? 1) : Number(stated);
    if (last?.next === number) {
      last.entries.push(entry);
      last.next++;
    } else runs.push({ start: number, next: number + 1, entries: [entry] });
  }
  return runs.map(({ start, entries }) => ({ ...list, properties: { start }, children: entries }));
}

/** Footnotes stand at the end under the marks that the text has. */
function notes(list: Element): Element[] | null {
  const entries = findAll(list, ({ tagName }) => tagName === 'li');
  if (!entries.every((entry) => /^(?:foot|end)note-/.test(String(entry.properties['id'] ?? '')))) return null;
  return entries.map((entry, i): Element => {
    const words = `[${i + 1}] ${plainWords(entry).replace(/\s*↑$/, '')}`;
    return { type: 'element', tagName: 'p', properties: {}, children: [{ type: 'text', value: words }] };
  });
}

function withoutMarks<T extends Root | Element>(node: T): T {
  for (const child of node.children) {
    if (child.type === 'text') child.value = child.value.replace(/\ue000\d+\ue001/g, '');
    else if (child.type === 'element') withoutMarks(child);
  }
  return node;
}
