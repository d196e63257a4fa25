import type { List, ListItem, Paragraph, Root, RootContent } from 'mdast';
import { BadRecord } from '../bad-record.ts';
import { detectLanguage } from '../detect-language.ts';
import { statedTitle } from './docx-document.ts';
import { markdownText, tableNode, textNodes } from './markdown-text.ts';
import { type OfficePackage, openPackage } from './office-package.ts';
import { type DocumentNotice, mostPages, type RichDocument, refuseLongText } from './rich-document.ts';
import { childAt, childrenOf, descendants, textOf, type XmlElement } from './xml-tree.ts';

const remedy = 'Save it again as .pptx with a presentation program, without a password; or save it as PDF.';

interface Slide {
  readonly title: string;
  readonly body: readonly RootContent[];
  readonly notes: string;
}

/**
 * Reads a presentation slide by slide: its title as a heading, its lists and tables, what its diagrams say, and the
 * speaker's notes. Hidden slides are left out and named. Throws BadRecord or UnreadableBytes.
 */
export function readPptx(bytes: Uint8Array): RichDocument {
  const file = openPackage(bytes, remedy);
  const names = slideNames(file);
  if (names.length > mostPages) throw new BadRecord(`it has more than ${mostPages} slides`, 'Split it up.');
  const slides: { number: number; slide: Slide }[] = [];
  const hidden: number[] = [];
  names.forEach((name, i) => {
    const xml = file.xml(name);
    if (xml === null) return;
    if (/^(?:0|false)$/.test(xml.attributes['show'] ?? '')) hidden.push(i + 1);
    else slides.push({ number: i + 1, slide: readSlide(file, name, xml) });
  });
  const said = slides.filter(({ slide }) => slide.title !== '' || slide.body.length > 0 || slide.notes !== '');
  if (said.length === 0) {
    throw new BadRecord(
      'no slide has any text',
      'If the slides are pictures, run text recognition (OCR) over them first.',
    );
  }
  const chinese =
    detectLanguage(said.map(({ slide }) => slide.title + markdownText(root(slide.body))).join('\n')) !== 'en';
  const markdown = markdownText(root(said.flatMap(({ number, slide }) => slideContent(number, slide, chinese))));
  refuseLongText(markdown.length);
  return {
    markdown,
    title: statedTitle(file),
    language: null,
    notes: { slides: names.length },
    notices: noticesOf(hidden),
  };
}

const root = (children: readonly RootContent[]): Root => ({ type: 'root', children: [...children] });
const paragraph = (text: string): Paragraph => ({ type: 'paragraph', children: textNodes(text) });

function noticesOf(hidden: readonly number[]): DocumentNotice[] {
  if (hidden.length === 0) return [];
  const which = hidden.length === 1 ? `slide ${hidden[0]} is` : `slides ${hidden.join(', ')} are`;
  return [
    {
      at: ` slide ${hidden[0]}`,
      reason: `${which} hidden and left out`,
      remedy: 'Show them and hand the file in again, if they count.',
    },
  ];
}

/** The slides in the order in which they are shown. */
function slideNames(file: OfficePackage): string[] {
  const main =
    [...file.relations('').values()].find(({ type }) => type === 'officeDocument')?.target ?? 'ppt/presentation.xml';
  const presentation = file.xml(main);
  if (!presentation) throw new BadRecord('it holds no presentation', remedy);
  const relations = file.relations(main);
  return childrenOf(childAt(presentation, 'p:sldIdLst')).flatMap(({ attributes }) => {
    const target = relations.get(attributes['r:id'] ?? '')?.target;
    return target === undefined ? [] : [target];
  });
}

function slideContent(number: number, { title, body, notes }: Slide, chinese: boolean): RootContent[] {
  const heading = title || (chinese ? `第${number}页` : `Slide ${number}`);
  const said =
    notes === ''
      ? []
      : notes.split('\n').map((line, i) => paragraph(i > 0 ? line : `${chinese ? '备注：' : 'Notes: '}${line}`));
  return [{ type: 'heading', depth: 2, children: textNodes(heading) }, ...body, ...said];
}

function readSlide(file: OfficePackage, name: string, xml: XmlElement): Slide {
  const shapes = shapesOf(childAt(xml, 'p:cSld', 'p:spTree'));
  const isTitle = (shape: XmlElement) => /^(?:title|ctrTitle)$/.test(placeholderOf(shape) ?? '');
  const relations = file.relations(name);
  const diagram = (id: string) => {
    const target = relations.get(id)?.target;
    return target === undefined ? null : file.xml(target);
  };
  const notesName = [...relations.values()].find(({ type }) => type === 'notesSlide')?.target;
  const notesXml = notesName === undefined ? null : file.xml(notesName);
  const notes = shapesOf(childAt(notesXml ?? undefined, 'p:cSld', 'p:spTree')).filter(
    (shape) => placeholderOf(shape) === 'body',
  );
  return {
    title: shapes
      .filter(isTitle)
      .map((shape) =>
        linesOf(shape)
          .map(({ text }) => text)
          .join(' '),
      )
      .join(' ')
      .trim(),
    body: shapes.filter((shape) => !isTitle(shape)).flatMap((shape) => shapeContent(shape, diagram)),
    notes: notes
      .flatMap(linesOf)
      .map(({ text }) => text)
      .join('\n'),
  };
}

/** Shapes with text and tables, those of groups among them, in their order. */
function shapesOf(tree: XmlElement | undefined): XmlElement[] {
  return childrenOf(tree).flatMap((child) => {
    if (child.name === 'p:grpSp') return shapesOf(child);
    if (child.name === 'mc:AlternateContent')
      return shapesOf(childAt(child, 'mc:Choice') ?? childAt(child, 'mc:Fallback'));
    return child.name === 'p:sp' || child.name === 'p:graphicFrame' ? [child] : [];
  });
}

/** What a shape is in its layout: `title`, `body`, `sldNum`; null: something of its own. */
function placeholderOf(shape: XmlElement): string | null {
  const placeholder = childAt(shape, 'p:nvSpPr', 'p:nvPr', 'p:ph');
  return placeholder ? (placeholder.attributes['type'] ?? 'body') : null;
}

function shapeContent(shape: XmlElement, diagram: (id: string) => XmlElement | null): RootContent[] {
  if (/^(?:sldNum|dt|ftr|hdr)$/.test(placeholderOf(shape) ?? '')) return [];
  const [table] = descendants(shape, 'a:tbl');
  if (table) return tableContent(table);
  const [points] = descendants(shape, 'dgm:relIds');
  if (points) {
    const data = diagram(points.attributes['r:dm'] ?? '');
    const texts = descendants(data ?? undefined, 'dgm:pt').map((point) =>
      linesOf(point)
        .map(({ text }) => text)
        .join(' '),
    );
    return listed(texts.filter((text) => text !== '').map((text) => ({ text, level: 0, mark: 'bullet' })));
  }
  return listed(linesOf(shape));
}

function tableContent(table: XmlElement): RootContent[] {
  const rows = childrenOf(table, 'a:tr').map((row) =>
    childrenOf(row, 'a:tc').map((cell) =>
      linesOf(cell)
        .map(({ text }) => text)
        .join(' '),
    ),
  );
  // Cells merged down a column all say what the first of them says.
  childrenOf(table, 'a:tr').forEach((row, r) => {
    childrenOf(row, 'a:tc').forEach((cell, c) => {
      const [own, above] = [rows[r], rows[r - 1]];
      if (own && above && /^(?:1|true)$/.test(cell.attributes['vMerge'] ?? '')) own[c] = above[c] ?? '';
    });
  });
  return rows.some((row) => row.some((cell) => cell !== '')) ? [tableNode(rows)] : [];
}

interface Line {
  readonly text: string;
  readonly level: number;
  readonly mark: 'bullet' | 'number' | null;
}

/** The paragraphs of a shape, with the marks that they or its place in the layout give them. */
function linesOf(shape: XmlElement): Line[] {
  const inBody = /^(?:body|obj)$/.test(placeholderOf(shape) ?? '');
  return descendants(shape, 'a:p').flatMap((p): Line[] => {
    const text = runText(p)
      .replace(/[\s\u3000]*\v[\s\u3000]*/g, '\n')
      .trim();
    if (text === '') return [];
    const properties = childAt(p, 'a:pPr');
    const has = (name: string) => childAt(properties, name) !== undefined;
    const bullet = has('a:buChar') || has('a:buBlip') || (inBody && !has('a:buNone'));
    const level = Math.min(8, Math.max(0, Number(properties?.attributes['lvl'] ?? 0) || 0));
    return [{ text, level, mark: has('a:buAutoNum') ? 'number' : bullet ? 'bullet' : null }];
  });
}

function runText(p: XmlElement): string {
  return childrenOf(p)
    .map((child) =>
      child.name === 'a:br' ? '\v' : /^a:(?:r|fld)$/.test(child.name) ? textOf(childAt(child, 'a:t')) : '',
    )
    .join('');
}

/** Lines with marks become lists, nested by their levels; a single one is a paragraph. */
function listed(lines: readonly Line[]): RootContent[] {
  if (lines.length === 1) return lines.map(({ text }) => paragraph(text));
  const content: RootContent[] = [];
  let open: { list: List; level: number }[] = [];
  for (const { text, level, mark } of lines) {
    if (mark === null) {
      open = [];
      content.push(paragraph(text));
      continue;
    }
    while ((open.at(-1)?.level ?? -1) > level) open.pop();
    const item: ListItem = { type: 'listItem', spread: false, children: [paragraph(text)] };
    const last = open.at(-1);
    if (last && last.level === level && last.list.ordered === (mark === 'number')) last.list.children.push(item);
    else {
      if (last?.level === level) open.pop();
      const list: List = { type: 'list', ordered: mark === 'number', spread: false, children: [item] };
      const parent = open.at(-1)?.list.children.at(-1);
      if (parent) parent.children.push(list);
      else content.push(list);
      open.push({ list, level });
    }
  }
  return content;
}
