import type { DraftPart, ItemContent } from '../../graph-schema/index.ts';
import { kinds } from '../../graph-schema/index.ts';
import type { ParsedDocument, StoredSegment, StoredSource } from '../ports.ts';
import { frontMatterLocator } from '../sources/text-document.ts';
import { frameOf } from './document-view.ts';
import { clip, type DraftKey, nodePart, trimmedSpan } from './draft-parts.ts';
import { listsSteps } from './lists-steps.ts';
import { articlesOf } from './mine-regulations.ts';

/**
 * A document in its own words, without relations: a row of a JSONL collection is one item under its source's key; any
 * other document gives one clause an article, or one item a section. Never merged with other items.
 */
export function verbatimParts(source: StoredSource): DraftPart[] {
  const { document } = source;
  const segments = source.segments.filter((segment) => segment.locator !== frontMatterLocator);
  const first = segments[0];
  if (!document || !first) return [];
  if (document.row || segments.length === 1) return [wholePart(source, document, first)];
  const articles = articlesOf(source);
  if (articles.length > 0) {
    return articles.map((article) =>
      clausePart(source, document, article.segment, article.label, article.chapter, article.heading),
    );
  }
  return segments.filter((segment) => hasBody(segment)).map((segment) => sectionPart(source, document, segment));
}

const frame = (document: ParsedDocument) => frameOf(document, 1);

/** More than a heading. */
const hasBody = (segment: StoredSegment) => segment.text.replace(/^[#\s].*$/m, '').trim() !== '';

function wholePart(source: StoredSource, document: ParsedDocument, segment: StoredSegment): DraftPart {
  const kind = document.itemKind ?? (document.law === null && listsSteps(segment.text) ? 'procedure' : 'clause');
  const evidence = [trimmedSpan(segment)];
  const language = source.language ?? undefined;
  if (kind === 'procedure') {
    return nodePart(
      { kind, key: source.key },
      { name: source.title, text: segment.text, language },
      evidence,
      frame(document),
    );
  }
  if (kind !== 'clause') {
    const ref: DraftKey = { kind, key: source.key };
    return nodePart(ref, ownWords(kind, source, segment), evidence, frame(document));
  }
  const law = document.law ?? source.title;
  const id = source.key.slice(source.key.indexOf('#') + 1);
  const content: Partial<ItemContent<'clause'>> = {
    law: clip(law, 300),
    article: clip(document.article ?? id, 300),
    versionDate: document.versionDate ?? undefined,
    chapter: document.chapter ? clip(document.chapter, 500) : undefined,
    heading: document.law && document.article ? undefined : clip(source.title, 500),
    text: segment.text,
    language,
  };
  return nodePart({ kind: 'clause', key: source.key }, content, evidence, frame(document));
}

/** The fields of any kind that hold a name and its words. */
function ownWords(kind: DraftKey['kind'], source: StoredSource, segment: StoredSegment): Partial<ItemContent> {
  const name = source.title;
  const language = source.language ?? undefined;
  const text = segment.text;
  const short = clip(text, 4_000);
  const words = {
    name,
    language,
    ...(kind === 'scenario' ? { summary: short } : {}),
    ...(kind === 'step' ? { instruction: text } : {}),
    ...(kind === 'script' ? { say: short } : {}),
    ...(kind === 'product_fact' ? { statement: text } : {}),
    ...('description' in kinds[kind].schema.shape ? { description: text } : {}),
  };
  return words;
}

function clausePart(
  source: StoredSource,
  document: ParsedDocument,
  segment: StoredSegment,
  label: string,
  chapter: string | null,
  heading: string | null,
): DraftPart {
  const content: Partial<ItemContent<'clause'>> = {
    law: source.title,
    article: clip(label, 300),
    versionDate: document.versionDate ?? undefined,
    chapter: chapter ? clip(chapter, 500) : undefined,
    heading: heading ? clip(heading, 500) : undefined,
    text: segment.text.trim(),
    language: source.language ?? undefined,
  };
  const key = clip(`${source.key}#${label}`, 500);
  return nodePart({ kind: 'clause', key }, content, [trimmedSpan(segment)], frame(document));
}

function sectionPart(source: StoredSource, document: ParsedDocument, segment: StoredSegment): DraftPart {
  if (listsSteps(segment.text)) {
    const name = clip(`${source.title} ${segment.heading ?? ''}`.trim(), 300);
    const content = { name, text: segment.text.trim(), language: source.language ?? undefined };
    const key = clip(`${source.key}#${segment.locator}`, 500);
    return nodePart({ kind: 'procedure', key }, content, [trimmedSpan(segment)], frame(document));
  }
  return clausePart(source, document, segment, segment.locator, null, segment.heading ?? null);
}
