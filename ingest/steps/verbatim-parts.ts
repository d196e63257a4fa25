import type { DraftPart, ItemContent } from '../../graph-schema/index.ts';
import { kinds } from '../../graph-schema/index.ts';
import type { ParsedDocument, StoredSegment, StoredSource } from '../ports.ts';
import { isFrontMatter } from '../sources/text-document.ts';
import { outlineOfArticle } from './clause-outline.ts';
import { frameOf } from './document-view.ts';
import { clip, type DraftKey, nodePart, trimmedSpan } from './draft-parts.ts';
import { headingCandidate } from './legal-headings.ts';
import { listsSteps } from './lists-steps.ts';
import { type ArticleView, articlesOf } from './mine-regulations.ts';

/**
 * A document in its own words, without relations: a row of a JSONL collection is one item under its source's key; any
 * other document gives one clause an article, or one item a section. Never merged with other items.
 */
export function verbatimParts(source: StoredSource): DraftPart[] {
  const { document } = source;
  const segments = source.segments.filter((segment) => !isFrontMatter(segment));
  const first = segments[0];
  if (!document || !first) return [];
  if (document.row || segments.length === 1) return [wholePart(source, document, first)];
  const articles = articlesOf(source);
  if (articles.length > 0) {
    return articles.map((article) => clausePart(source, document, article));
  }
  return segments
    .filter((segment) => hasBody(segment))
    .map((segment, i) => sectionPart(source, document, segment, i + 1));
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
  const text = segment.text.trim();
  const { law: ofLaw, article } = document;
  const content: Partial<ItemContent<'clause'>> = {
    law: clip(law, 300),
    article: clip(article ?? id, 300),
    versionDate: document.versionDate ?? undefined,
    chapter: document.chapter ? clip(document.chapter, 500) : undefined,
    heading: ofLaw && article ? undefined : clip(source.title, 500),
    text,
    outline: ofLaw && article ? outlineOfArticle(text, article, headingCandidate(text)?.bodyOffset) : undefined,
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

/** An article, or with no `bodyStart` any section. */
type Words = Omit<ArticleView, 'bodyStart'> & { readonly bodyStart: number | null };

function clausePart(
  source: StoredSource,
  document: ParsedDocument,
  { segment, label, chapter, heading, bodyStart }: Words,
): DraftPart {
  const text = segment.text.trim();
  const lead = segment.text.length - segment.text.trimStart().length;
  const content: Partial<ItemContent<'clause'>> = {
    law: source.title,
    article: clip(label, 300),
    versionDate: document.versionDate ?? undefined,
    chapter: chapter ? clip(chapter, 500) : undefined,
    heading: heading ? clip(heading, 500) : undefined,
    text,
    outline: bodyStart === null ? undefined : outlineOfArticle(text, label, Math.max(0, bodyStart - lead)),
    language: source.language ?? undefined,
  };
  const key = clip(`${source.key}#${segment.locator}`, 500);
  return nodePart({ kind: 'clause', key }, content, [trimmedSpan(segment)], frame(document));
}

function sectionPart(source: StoredSource, document: ParsedDocument, segment: StoredSegment, nth: number): DraftPart {
  if (listsSteps(segment.text)) {
    const name = clip(`${source.title} ${segment.heading ?? ''}`.trim(), 300);
    const content = { name, text: segment.text.trim(), language: source.language ?? undefined };
    const key = clip(`${source.key}#${segment.locator}`, 500);
    return nodePart({ kind: 'procedure', key }, content, [trimmedSpan(segment)], frame(document));
  }
  const { locator, heading = null } = segment;
  // In English an article is cited by its number, and its heading stands beside it.
  const label = source.language === 'en' ? `Section ${nth}` : locator;
  return clausePart(source, document, { segment, label, chapter: null, heading, bodyStart: null });
}
