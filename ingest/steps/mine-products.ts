import type { DraftPart, ProposalDraft } from '../../graph-schema/index.ts';
import type { StoredSource } from '../ports.ts';
import { type DocumentView, findWords, frameOf, type SectionView } from './document-view.ts';
import {
  clip,
  type DraftFrame,
  type DraftKey,
  edgePart,
  nodePart,
  span,
  trimmedSpan,
  withoutDoubles,
} from './draft-parts.ts';
import { counted, draftTitle, inLanguage } from './draft-wording.ts';
import { parseFactValue } from './fact-value.ts';
import { referenceEdges } from './link-references.ts';
import type { Block, ListEntry, TableRow } from './markdown-blocks.ts';
import { nameKey } from './unify-script.ts';

interface Fact {
  readonly name: string;
  readonly statement: string;
  /** The words that hold the value alone. */
  readonly value: string;
  readonly section: SectionView;
  readonly start: number;
  readonly end: number;
}

/**
 * A product document becomes the product and its facts: each row of a table, each list entry, and each paragraph
 * below the first one. "Name: value" gives the fact its name; the value is typed where it states exactly one number.
 */
export function mineProducts(view: DocumentView): ProposalDraft[] {
  const { source, document } = view;
  const product: DraftKey<'product'> = { kind: 'product', key: nameKey(source.title) };
  const frame = frameOf(document, 0.8);
  const named = findWords(view, [source.title, ...document.aliases]);
  const description = firstParagraph(view);
  const evidence = [
    ...(named ? [span(named.segment, named.start, named.end)] : []),
    ...(description ? [span(description.segment, description.start, description.end)] : []),
  ];
  const first = view.sections[0];
  if (evidence.length === 0 && first) evidence.push(trimmedSpan(first.segment));
  const content = {
    name: source.title,
    aliases: [...document.aliases],
    description: description?.text,
    language: source.language ?? undefined,
  };
  const parts: DraftPart[] = [nodePart(product, content, evidence, frame)];
  const taken = new Set<string>();
  for (const fact of view.sections.flatMap((section) => factsOf(section, description?.start))) {
    parts.push(...factParts(fact, product, source.title, taken, view, frame));
  }
  for (const { segment } of view.sections) {
    parts.push(...referenceEdges('GOVERNED_BY', product, { segment, start: 0, end: segment.text.length }, frame));
  }
  return [
    {
      title: draftTitle(source.language, { 'zh-Hans': '产品', 'zh-Hant': '產品', en: 'Product' }, source.title),
      origin: 'miner:products',
      rationale: rationaleOf(parts.filter((part) => part.sort === 'node').length - 1, source),
      parts: withoutDoubles(parts),
    },
  ];
}

function rationaleOf(facts: number, { key, language }: StoredSource): string {
  return inLanguage(language, {
    'zh-Hans': `在产品文档“${key}”中读到该产品的${facts}条条款，取自其表格、列表和段落。批准后，坐席回答这个产品的问题时可以引用；数值请与原文核对。`,
    'zh-Hant': `在產品文件「${key}」中讀到該產品的${facts}條條款，取自其表格、清單和段落。批准後，坐席回答這個產品的問題時可以引用；數值請與原文核對。`,
    en: `The product document "${key}" states ${counted(facts, 'fact')} about this product, in its tables, lists and paragraphs. Once approved, agents can cite them; please compare the values with the text.`,
  });
}

function factParts(
  fact: Fact,
  product: DraftKey<'product'>,
  productName: string,
  taken: Set<string>,
  view: DocumentView,
  frame: DraftFrame,
): DraftPart[] {
  const ref: DraftKey<'product_fact'> = { kind: 'product_fact', key: factKey(product.key, fact, taken) };
  const { segment } = fact.section;
  const content = {
    name: clip(fact.name, 300),
    product: productName,
    statement: fact.statement,
    value: parseFactValue(fact.value),
    language: view.source.language ?? undefined,
  };
  const evidence = [span(segment, fact.start, fact.end)];
  return [
    nodePart(ref, content, evidence, frame),
    edgePart('PART_OF', ref, product, evidence, frame),
    ...referenceEdges('GOVERNED_BY', ref, { segment, start: fact.start, end: fact.end }, frame),
  ];
}

/** Product and name; the section where that name occurs twice, then a number. */
function factKey(product: string, fact: Fact, taken: Set<string>): string {
  const plain = `${product}/${nameKey(fact.name)}`;
  const withSection = `${product}/${nameKey(fact.section.heading)}/${nameKey(fact.name)}`;
  let key = taken.has(plain) ? withSection : plain;
  for (let n = 2; taken.has(key); n++) key = `${withSection} (${n})`;
  taken.add(key);
  return key;
}

function firstParagraph(view: DocumentView) {
  for (const { segment, blocks } of view.sections.slice(0, 2)) {
    const block = blocks.find((b) => b.type === 'paragraph');
    if (block) return { segment, text: block.text, start: block.start, end: block.end };
  }
  return null;
}

function factsOf(section: SectionView, descriptionStart: number | undefined): Fact[] {
  return section.blocks.flatMap((block) => blockFacts(section, block, descriptionStart));
}

function blockFacts(section: SectionView, block: Block, descriptionStart: number | undefined): Fact[] {
  if (block.type === 'list') return block.entries.map((entry) => entryFact(section, entry));
  if (block.type === 'table') {
    return block.rows.map((row) => rowFact(section, block.header, row)).filter((fact) => fact !== null);
  }
  const isDescription = block.start === descriptionStart && section.segment.ordinal <= 2;
  return isDescription || block.text === '' ? [] : [paragraphFact(section, block)];
}

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);

function rowFact(section: SectionView, header: readonly string[], row: TableRow): Fact | null {
  const [name = '', ...values] = row.cells;
  const said = values.map((cell, i) => ({ head: header[i + 1] ?? '', cell })).filter(({ cell }) => cell !== '');
  if (name === '' || said.length === 0) return null;
  const [colon, semicolon] = isChinese(name + said.map((s) => s.cell).join('')) ? ['：', '；'] : [': ', '; '];
  const statement = said
    .map(({ head, cell }, i) => (i === 0 || head === '' ? cell : `${head}${colon}${cell}`))
    .join(semicolon);
  const full = qualified(section, name);
  return {
    name: full,
    statement: `${full}${colon}${statement}`,
    value: said[0]?.cell ?? '',
    section,
    start: row.start,
    end: row.end,
  };
}

/** A row that is named by a number or a place alone says little without its section. */
function qualified(section: SectionView, name: string): string {
  const terse = /^\d|^[^\p{L}]/u.test(name) || name.length <= 2;
  return terse && section.heading ? `${section.heading} ${name}` : name;
}

const labelled = /^(.{1,40}?)(?:[：]|:\s|\s[–—-]\s)\s*(.+)$/s;

function entryFact(section: SectionView, entry: ListEntry): Fact {
  const match = labelled.exec(entry.own.text.replace(/\s*\n\s*/g, ' '));
  const name = match?.[1]?.trim() ?? clip(entry.own.text.split(/[，。；,.;\n]/)[0] ?? entry.own.text, 40);
  return {
    name: match ? qualified(section, name) : name,
    statement: entry.text,
    value: match?.[2] ?? entry.own.text,
    section,
    start: entry.start,
    end: entry.end,
  };
}

function paragraphFact(section: SectionView, block: { text: string; start: number; end: number }): Fact {
  const name = section.heading || clip(block.text, 40);
  return { name, statement: block.text, value: block.text, section, start: block.start, end: block.end };
}
