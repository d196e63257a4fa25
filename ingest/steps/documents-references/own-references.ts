import { articleKey } from '../legal-references.ts';
import { numeralClass, parseNumeral } from '../numerals.ts';

/** An article as the references of its law reach it, in the law's order. */
export interface ReachableArticle {
  readonly label: string;
  readonly chapter: string | null;
}

/** A place of the same law that an article's text points to; UTF-16 units, half-open. */
export interface OwnReference {
  /** Position of the article in the law. */
  readonly article: number;
  readonly start: number;
  readonly end: number;
  /** It points to the whole chapter or section that the article is part of. */
  readonly wholeChapter: boolean;
}

/** Finds the articles of the same law that a text names or means: 第三条, 前条, 第三章, Section 4.2(b), the preceding Article. */
export type ReadOwnReferences = (text: string, at: number) => OwnReference[];

/** More articles than this are the subject of a chapter rather than what a reference points to. */
const mostOfChapter = 40;
const n = `[${numeralClass}]+`;
const one = `第${n}[条條](?:之${n})*(?:第${n}[款项項目](?:之${n})?)*`;
const own =
  '本(?:法|办法|辦法|细则|細則|规定|規定|条例|條例|准则|準則|规范|規範|制度|规则|規則|规程|規程|指引|章程|合同|協議|协议)';
const chineseArticles = new RegExp(`(${own})?(${one}(?:(?:[、,，]|和|与|與|及|或者?|以及|至|到)${one})*)`, 'g');
const chineseChapter = new RegExp(`(${own})?第(${n})(章|节|節|编|編)(?:[^，。；、]{0,3}?(?:至|到)第(${n})\\3)?`, 'g');
const previous = new RegExp(`前(${n})?[条條](?!件|款|例|目|的?第|文)`, 'g');
const englishArticles =
  /\b(Articles?|Sections?|Secs?\.|§§?|Rules?|Clauses?|Paragraphs?)\s+(\d+[A-Za-z]?(?:\.\d+)*(?:\([a-z\d]{1,4}\))*(?:(?:,? (?:and|or|to|through)|,|–|-) ?\d+[A-Za-z]?(?:\.\d+)*(?:\([a-z\d]{1,4}\))*)*)/gi;
const englishChapter = /\b(Chapter|Part)\s+(\d+|[IVX]+)\b/g;
const englishPrevious = /\bthe (?:preceding|previous|foregoing) (?:Article|Section|Clause)\b/gi;

// Another law's article: 刑法第三条, 《…》第三条, Article 3 of the Trade Act.
const namedBefore =
  /(?:》|[法典]|条例|條例|规定|規定|办法|辦法|决定|決定|解释|解釋|规则|規則|细则|細則|章程|公约|公約|协定|協定|附件[一二三四五六七八九十\d]*)[）)”」]?(?:的)?$/;
const namedBehind = /^(?:\([^)]*\))?,? of (?:the |that |an? )?(?!this\b)(?:[A-Z“"]|other\b)/;
const amending = /(?:修改|修正|改为|改為|增加一|删去|刪去|amended|replaced by|inserted)/;

/** Reads references against the articles of one law. What is not among them, or another law's, is no reference. */
export function ownReferences(articles: readonly ReachableArticle[]): ReadOwnReferences {
  const places = new Map<string, number>();
  articles.forEach(({ label }, i) => {
    const key = numberOf(label);
    if (key !== null && !places.has(key)) places.set(key, i);
  });
  const chapters = chapterPlaces(articles);
  return (text, at) => {
    const found = [
      ...chineseReferences(text, places),
      ...englishReferences(text, places),
      ...earlier(text, at),
      ...chapterReferences(text, at, articles, chapters),
    ];
    return found.filter(({ article }) => article !== at && article >= 0 && article < articles.length);
  };
}

/** The number by which an article is named in its law: 3, 3之1, 4.2. */
function numberOf(label: string): string | null {
  const chinese = new RegExp(`第(${n})[条條]((?:之${n})*)`).exec(label);
  if (chinese) {
    const number = parseNumeral(chinese[1] ?? '');
    const suffix = (chinese[2] ?? '')
      .split('之')
      .slice(1)
      .map((part) => `之${parseNumeral(part) ?? part}`);
    return number === null ? null : `${number}${suffix.join('')}`;
  }
  return /(\d+[A-Za-z]?(?:\.\d+)*)/.exec(articleKey('', label))?.[1]?.toLowerCase() ?? null;
}

function* chineseReferences(text: string, places: ReadonlyMap<string, number>): Generator<OwnReference> {
  for (const match of text.matchAll(chineseArticles)) {
    const before = text.slice(Math.max(0, match.index - 12), match.index);
    if (match[1] === undefined && (namedBefore.test(before) || amending.test(sentence(text, match.index)))) continue;
    const list = match[2] ?? '';
    const labels = [...list.matchAll(new RegExp(one, 'g'))];
    for (const [i, label] of labels.entries()) {
      const place = places.get(numberOf(label[0]) ?? '');
      if (place === undefined) continue;
      const upTo = /[至到]$/.test(list.slice(0, label.index))
        ? places.get(numberOf(labels[i - 1]?.[0] ?? '') ?? '')
        : undefined;
      const from = upTo === undefined || place - upTo > mostOfChapter || place < upTo ? place : upTo + 1;
      const end = match.index + match[0].length;
      for (let article = from; article <= place; article++)
        yield { article, start: match.index, end, wholeChapter: false };
    }
  }
}

function sentence(text: string, at: number): string {
  return (
    (text
      .slice(0, at)
      .split(/[。；\n]/)
      .at(-1) ?? '') + (text.slice(at).split(/[。；\n]/)[0] ?? '')
  );
}

function* englishReferences(text: string, places: ReadonlyMap<string, number>): Generator<OwnReference> {
  for (const match of text.matchAll(englishArticles)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    if (
      namedBehind.test(text.slice(end)) ||
      /(?:[》"”]|\b(?:Act|Law|Policy|Regulations?|Code|Directive|Agreement))[,)]? ?$/.test(before)
    )
      continue;
    const numbers = (match[2] ?? '').match(/\d+[A-Za-z]?(?:\.\d+)*/g) ?? [];
    for (const number of numbers) {
      const place = placeOf(number.toLowerCase(), places);
      if (place !== undefined) yield { article: place, start: match.index, end, wholeChapter: false };
    }
  }
}

/** 4.2 is found in 4 where the law is cut no finer. */
function placeOf(number: string, places: ReadonlyMap<string, number>): number | undefined {
  for (let wide = number; wide !== ''; wide = wide.replace(/\.?[^.]*$/, '')) {
    const place = places.get(wide);
    if (place !== undefined) return place;
  }
  return undefined;
}

function* earlier(text: string, at: number): Generator<OwnReference> {
  for (const match of text.matchAll(previous)) {
    const count = match[1] === undefined ? 1 : (parseNumeral(match[1]) ?? 0);
    const end = match.index + match[0].length;
    if (count > 9) continue;
    for (let back = count; back >= 1; back--)
      yield { article: at - back, start: match.index, end, wholeChapter: false };
  }
  for (const match of text.matchAll(englishPrevious))
    yield { article: at - 1, start: match.index, end: match.index + match[0].length, wholeChapter: false };
}

type Chapters = ReadonlyMap<string, readonly number[]>;

const chapterUnits: Readonly<Record<string, string>> = { 節: '节', 編: '编', part: '编', chapter: '章' };
const unitOf = (word: string) => chapterUnits[word.toLowerCase()] ?? word;

/** Articles by every heading above them: 章/3, and 章/3/节/2 for a section inside its chapter. */
function chapterPlaces(articles: readonly ReachableArticle[]): Chapters {
  const places = new Map<string, number[]>();
  articles.forEach(({ chapter }, i) => {
    for (const name of chapterNames(chapter ?? '')) places.set(name, [...(places.get(name) ?? []), i]);
  });
  return places;
}

function chapterNames(headings: string): string[] {
  const levels = [
    ...[...headings.matchAll(new RegExp(`第(${n})(章|节|節|编|編)`, 'g'))].map(
      (m) => [m[2] ?? '', m[1] ?? ''] as const,
    ),
    ...[...headings.matchAll(englishChapter)].map((m) => [m[1] ?? '', m[2] ?? ''] as const),
  ].map(([unit, number]) => ({ unit: unitOf(unit), number: parseNumeral(number) ?? number }));
  // Chapters are counted through the whole law, sections inside their chapter.
  const chapter = levels.find(({ unit }) => unit === '章');
  return levels.map(({ unit, number }) =>
    unit === '节' && chapter ? `章/${chapter.number}/节/${number}` : `${unit}/${number}`,
  );
}

function* chapterReferences(
  text: string,
  at: number,
  articles: readonly ReachableArticle[],
  chapters: Chapters,
): Generator<OwnReference> {
  const mentions = [
    ...[...text.matchAll(chineseChapter)].map((m) => ({ m, named: m[1], number: m[2], unit: m[3], to: m[4] })),
    ...[...text.matchAll(englishChapter)].map((m) => ({
      m,
      named: undefined,
      number: m[2],
      unit: m[1],
      to: undefined,
    })),
  ];
  for (const { m, named, number = '', unit = '', to } of mentions) {
    const before = text.slice(Math.max(0, m.index - 12), m.index);
    const end = m.index + m[0].length;
    if (named === undefined && (namedBefore.test(before) || namedBehind.test(text.slice(end)))) continue;
    const ownChapter = chapterNames(articles[at]?.chapter ?? '').find((name) => name.startsWith('章/'));
    const first = parseNumeral(number);
    const last = to === undefined ? first : parseNumeral(to);
    if (first === null || last === null) continue;
    for (let count = first; count <= Math.min(last, first + 9); count++) {
      const plain = `${unitOf(unit)}/${count}`;
      const within =
        chapters.get(unitOf(unit) === '节' && ownChapter ? `${ownChapter.split('/节')[0]}/${plain}` : plain) ?? [];
      if (within.length > mostOfChapter || within.includes(at)) continue;
      for (const article of within) yield { article, start: m.index, end, wholeChapter: true };
    }
  }
}
