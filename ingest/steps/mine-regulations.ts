import type { DraftPart, ProposalDraft } from '../../graph-schema/index.ts';
import type { StoredSegment, StoredSource } from '../ports.ts';
import { outlineOfArticle } from './clause-outline.ts';
import { type DocumentView, findWords, frameOf } from './document-view.ts';
import { ownReferences, type ReadOwnReferences } from './documents-references/own-references.ts';
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
import { headingCandidate } from './legal-headings.ts';
import { citedLabel, clauseKey } from './legal-references.ts';
import { referenceEdges } from './link-references.ts';
import { sentenceAround } from './sentence-around.ts';
import { nameKey } from './unify-script.ts';

/** An article of a legal document: where its words stand, and the chapter above it. */
export interface ArticleView {
  readonly segment: StoredSegment;
  readonly label: string;
  readonly heading: string | null;
  readonly chapter: string | null;
  /** Where the body begins, behind number and title. */
  readonly bodyStart: number;
}

/**
 * A legal document becomes its regulation and one clause an article, PART_OF it, with references to other articles.
 * Keys leave the version out, so that the next version of the law gives the next version of the same clauses.
 */
export function mineRegulations(view: DocumentView): ProposalDraft[] {
  const { source, document } = view;
  const articles = articlesOf(source);
  const frame = frameOf(document, 0.9);
  const regulation: DraftKey<'regulation'> = { kind: 'regulation', key: nameKey(source.title) };
  const named = findWords(view, [source.title, ...document.aliases]);
  const first = view.sections[0]?.segment ?? source.segments[0];
  if (!first) return [];
  const evidence = named ? span(named.segment, named.start, named.end) : trimmedSpan(first);
  const content = {
    name: source.title,
    aliases: [...document.aliases],
    issuer: document.issuer ?? undefined,
    versionDate: document.versionDate ?? undefined,
    language: source.language ?? undefined,
  };
  const parts: DraftPart[] = [
    nodePart(regulation, content, [evidence], frame),
    ...productEdges(view, regulation, frame),
  ];
  const read = ownReferences(articles);
  articles.forEach((article, at) => {
    parts.push(...clauseParts(article, source, regulation, document.versionDate, frame));
    parts.push(...ownEdges(at, articles, source.title, read, frame));
  });
  return [
    {
      title: draftTitle(source.language, { 'zh-Hans': '法规', 'zh-Hant': '法規', en: 'Regulation' }, versionOf(view)),
      origin: 'miner:regulations',
      rationale: rationaleOf(articles.length, view),
      parts: withoutDoubles(parts),
    },
  ];
}

function versionOf({ source, document }: DocumentView): string {
  if (!document.versionDate) return source.title;
  return source.language === 'en'
    ? `${source.title} (${document.versionDate})`
    : `${source.title}（${document.versionDate}）`;
}

function rationaleOf(articles: number, { source: { key, language }, document }: DocumentView): string {
  const day = document.versionDate;
  return inLanguage(language, {
    'zh-Hans': `从文档“${key}”${day ? `（${day}版）` : ''}切分出${articles}条条款，文字照录原文。批准后，指引可以按条引用；同名法规的旧版条款由新版取代。`,
    'zh-Hant': `從文件「${key}」${day ? `（${day}版）` : ''}切分出${articles}條條款，文字照錄原文。批准後，指引可以按條引用；同名法規的舊版條款由新版取代。`,
    en: `The document "${key}"${day ? ` (version of ${day})` : ''} was cut into ${counted(articles, 'article')}, in its own words. Once approved, guidance can cite each article; the clauses of an older version of the same rules give way to these.`,
  });
}

/** The articles of a document with the chapter and section above each. */
export function articlesOf(source: StoredSource): ArticleView[] {
  const above: { level: number; heading: string }[] = [];
  const articles: ArticleView[] = [];
  for (const segment of source.segments) {
    const candidate = headingCandidate(segment.text.split('\n')[0] ?? '');
    if (segment.kind === 'section' && candidate?.unit === 'structure') {
      while (above.length > 0 && (above.at(-1)?.level ?? 0) >= candidate.level) above.pop();
      above.push({ level: candidate.level, heading: segment.heading ?? candidate.label });
    }
    if (segment.kind !== 'article') continue;
    const chapter = above.map((entry) => entry.heading).join(' ') || null;
    const heading = segment.heading ?? titleOnItsLine(segment);
    const bodyStart = bodyStartOf(segment, heading);
    articles.push({ segment, label: citedLabel(segment.locator, source.language), heading, chapter, bodyStart });
  }
  return articles;
}

/** What a Markdown heading says behind the article's number, where the body follows below it. */
function titleOnItsLine({ text }: StoredSegment): string | null {
  const line = text.split('\n')[0] ?? '';
  if (!/^#{1,6}\s/.test(line) || text.slice(line.length).trim() === '') return null;
  const title = line.slice(headingCandidate(line)?.bodyOffset ?? line.length).replace(/[#*\s]+$/, '');
  return title === '' ? null : title;
}

function bodyStartOf(segment: StoredSegment, title: string | null): number {
  const line = segment.text.split('\n')[0] ?? '';
  const number = headingCandidate(line)?.bodyOffset ?? /^[\s#*]*[\d.]+[.)]?\**\s*/.exec(line)?.[0].length ?? 0;
  const bracketed = title
    ? (segment.text.slice(number).match(/^[【（(][^】）)]*[】）)][\s\u3000]*/)?.[0].length ?? 0)
    : 0;
  if (bracketed > 0) return number + bracketed;
  const alone = title !== null && line.slice(number).replace(/\*\*/g, '').trim() === title;
  return alone && segment.text.length > line.length + 1 ? line.length + 1 : number;
}

function clauseParts(
  article: ArticleView,
  source: StoredSource,
  regulation: DraftKey<'regulation'>,
  versionDate: string | null,
  frame: DraftFrame,
): DraftPart[] {
  const { segment } = article;
  const body = segment.text.slice(article.bodyStart).trim() || segment.text.trim();
  const ref: DraftKey<'clause'> = { kind: 'clause', key: clauseKey(source.title, article.label) };
  const content = {
    law: source.title,
    article: article.label,
    versionDate: versionDate ?? undefined,
    chapter: article.chapter ? clip(article.chapter, 500) : undefined,
    heading: article.heading ? clip(article.heading, 500) : undefined,
    text: body,
    outline: outlineOfArticle(body, article.label),
    language: source.language ?? undefined,
  };
  const evidence = [trimmedSpan(segment)];
  return [
    nodePart(ref, content, evidence, frame),
    edgePart('PART_OF', ref, regulation, evidence, frame),
    ...referenceEdges('MENTIONS', ref, { segment, start: article.bodyStart, end: segment.text.length }, frame),
  ];
}

/** References to other articles of the same law, one relation each, with the sentence as evidence. */
function ownEdges(
  at: number,
  articles: readonly ArticleView[],
  law: string,
  read: ReadOwnReferences,
  frame: DraftFrame,
) {
  const article = articles[at];
  if (!article) return [];
  const { segment, bodyStart } = article;
  const from: DraftKey<'clause'> = { kind: 'clause', key: clauseKey(law, article.label) };
  const edges = new Map<string, DraftPart>();
  const text = segment.text.slice(bodyStart);
  for (const reference of read(text, at)) {
    const label = articles[reference.article]?.label;
    const key = label === undefined ? from.key : clauseKey(law, label);
    if (key === from.key || edges.has(key)) continue;
    const around = sentenceAround(text, reference.start, reference.end);
    const evidence = [span(segment, bodyStart + around.start, bodyStart + around.end)];
    const sure = reference.wholeChapter ? { ...frame, confidence: 0.6 } : frame;
    edges.set(key, edgePart('MENTIONS', from, { kind: 'clause', key }, evidence, sure));
  }
  return [...edges.values()];
}

function productEdges(view: DocumentView, regulation: DraftKey<'regulation'>, frame: DraftFrame): DraftPart[] {
  return view.document.products.flatMap((product) => {
    const found = findWords(view, [product]);
    if (!found) return [];
    const evidence = [span(found.segment, found.start, found.end)];
    return [edgePart('ABOUT_PRODUCT', regulation, { kind: 'product', key: nameKey(product) }, evidence, frame)];
  });
}
