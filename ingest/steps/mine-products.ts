import type { DraftPart, ProposalDraft } from '../../graph-schema/index.ts';
import type { KnownProduct, StoredSource } from '../ports.ts';
import { type DocumentView, findWords, frameOf } from './document-view.ts';
import { contractDays } from './documents-facts/contract-days.ts';
import { createProductNames, productOfTitle } from './documents-facts/product-named.ts';
import { type Fact, factsOf } from './documents-facts/read-facts.ts';
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
import { nameKey } from './unify-script.ts';

/**
 * A product document becomes the product and its facts: each row of a table, each list entry, and each paragraph
 * below the first one. "Name: value" gives the fact its name; the value is typed where its numbers are understood. A
 * fact whose name, or section, names another product that is known is put to that one.
 */
export function mineProducts(view: DocumentView, known: readonly KnownProduct[] = []): ProposalDraft[] {
  const { source, document } = view;
  const about = productOfTitle(source.title, known);
  const product: DraftKey<'product'> = { kind: 'product', key: about?.key ?? nameKey(source.title) };
  const productName = about?.name ?? source.title;
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
    name: productName,
    aliases: [...document.aliases],
    description: description?.text,
    language: source.language ?? undefined,
  };
  const parts: DraftPart[] = about ? [] : [nodePart(product, content, evidence, frame)];
  const taken = new Set<string>();
  const others = createProductNames(known.filter(({ key }) => key !== product.key));
  const ownNames = createProductNames([{ key: product.key, name: productName, aliases: document.aliases }]);
  const productOf = (words: string) => (ownNames(words) ? null : others(words));
  for (const fact of view.sections.flatMap((section) => factsOf(section, description?.start))) {
    const other = productOf(fact.name) ?? productOf(fact.section.heading);
    const whose = other ? { key: other.key, name: other.name } : { key: product.key, name: productName };
    parts.push(...factParts(fact, whose, taken, view, frame));
  }
  for (const { segment } of view.sections) {
    parts.push(...referenceEdges('GOVERNED_BY', product, { segment, start: 0, end: segment.text.length }, frame));
  }
  return [
    {
      title: draftTitle(source.language, { 'zh-Hans': '产品', 'zh-Hant': '產品', en: 'Product' }, source.title),
      origin: 'miner:products',
      rationale: rationaleOf(parts.filter(({ kind }) => kind === 'product_fact').length, source),
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
  whose: { readonly key: string; readonly name: string },
  taken: Set<string>,
  view: DocumentView,
  frame: DraftFrame,
): DraftPart[] {
  const product: DraftKey<'product'> = { kind: 'product', key: whose.key };
  const ref: DraftKey<'product_fact'> = { kind: 'product_fact', key: factKey(product.key, fact, taken) };
  const { segment } = fact.section;
  const contractDate = contractDays(fact.statement);
  const content = {
    name: clip(fact.name, 300),
    product: whose.name,
    statement: fact.statement,
    value: parseFactValue(fact.value),
    appliesWhen: fact.appliesWhen ? clip(fact.appliesWhen, 4_000) : undefined,
    language: view.source.language ?? undefined,
  };
  const evidence = [span(segment, fact.start, fact.end)];
  return [
    {
      ...nodePart(ref, content, evidence, frame),
      conditions: { ...fact.conditions, ...(contractDate && { contractDate }) },
    },
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
