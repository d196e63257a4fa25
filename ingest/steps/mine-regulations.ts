import type { DraftPart, ProposalDraft } from '../../graph-schema/index.ts';
import type { StoredSegment, StoredSource } from '../ports.ts';
import { outlineOfArticle } from './clause-outline.ts';
import { type DocumentView, findWords, frameOf } from './document-view.ts';
import { clip, type DraftFrame, type DraftKey, edgePart, nodePart, span, trimmedSpan } from './draft-parts.ts';
import { counted, draftTitle, inLanguage } from './draft-wording.ts';
import { headingCandidate } from './legal-headings.ts';
import { articleKey, citedLabel, clauseKey } from './legal-references.ts';
import { referenceEdges } from './link-references.ts';
import { numeralClass } from './numerals.ts';
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
  for (const article of articles) parts.push(...clauseParts(article, source, regulation, document.versionDate, frame));
  return [
    {
      title: draftTitle(source.language, { 'zh-Hans': '法规', 'zh-Hant': '法規', en: 'Regulation' }, versionOf(view)),
      origin: 'miner:regulations',
      rationale: rationaleOf(articles.length, view),
      parts,
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
    ...ownReferences(ref, source.title, segment, article.bodyStart, frame),
  ];
}

const ownArticle = new RegExp(
  `本(?:法|办法|辦法|细则|細則|规定|規定|条例|條例|准则|準則|规范|規範|制度|规则|規則|规程|規程|指引)(第[${numeralClass}]+[条條](?:之[${numeralClass}]+)?)|\\b(Article|Section|Rule) (\\d+(?:\\.\\d+)*)(?= of this\\b)|\\bunder (?:this )?(Article|Section|Rule) (\\d+(?:\\.\\d+)*)`,
  'g',
);

/** References to other articles of the same law: 本办法第三条, Article 3 of this Policy. */
function ownReferences(
  from: DraftKey<'clause'>,
  law: string,
  segment: StoredSegment,
  bodyStart: number,
  frame: DraftFrame,
): DraftPart[] {
  const edges = new Map<string, DraftPart>();
  for (const match of segment.text.matchAll(ownArticle)) {
    const label = match[1] ?? `${match[2] ?? match[4]} ${match[3] ?? match[5]}`;
    const key = `${nameKey(law)}/${articleKey(law, label)}`;
    if (match.index < bodyStart || key === from.key || edges.has(key)) continue;
    const around = sentenceAround(segment.text, match.index, match.index + match[0].length);
    const evidence = [span(segment, around.start, around.end)];
    edges.set(key, edgePart('MENTIONS', from, { kind: 'clause', key }, evidence, frame));
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
