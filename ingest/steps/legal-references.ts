import type { Language } from '../../graph-schema/index.ts';
import { chineseNumeral, numeralClass, parseNumeral } from './numerals.ts';
import { nameKey } from './unify-script.ts';

/** A law, or one of its articles, that a text names: 《…》第三条, "Policy on Fees, Article 6". */
export interface LegalReference {
  readonly law: string;
  /** Key of the article; null: the law as a whole. */
  readonly article: string | null;
  readonly start: number;
  readonly end: number;
}

const chineseArticle = new RegExp(`第\\s*([${numeralClass}]+)\\s*[条條]((?:之[${numeralClass}]+)*)`);

/** An article's name in the one form that keys use: 第12條 is 第十二条, and so is Article 12 of a Chinese law. */
export function articleKey(law: string, label: string): string {
  const match = chineseArticle.exec(label);
  if (match) {
    const number = parseNumeral(match[1] ?? '');
    const suffix = (match[2] ?? '')
      .split('之')
      .slice(1)
      .map((part) => `之${chineseNumeral(parseNumeral(part) ?? 0)}`);
    const before = label.slice(0, match.index);
    return number === null ? label : `${before}第${chineseNumeral(number)}条${suffix.join('')}`;
  }
  const english = /^(?:articles?|sections?|sec\.|rules?|clauses?|§)\s*(\d+[A-Za-z]?(?:\.\d+)*)$/i.exec(label.trim());
  if (english && /\p{Script=Han}/u.test(law) && /^\d+$/.test(english[1] ?? '')) {
    return `第${chineseNumeral(Number(english[1]))}条`;
  }
  return label.trim().replace(/\s+/g, ' ');
}

/** An article as an English text cites it: 1.1, § 1.1 and Sec. 1.1 are Section 1.1. Labels in Chinese stay as they are. */
export function citedLabel(label: string, language: Language | null): string {
  if (language !== 'en') return label;
  const words = label.trim().replace(/\s+/g, ' ');
  const number = /^(?:§|sec\.?)? ?(\d+[A-Za-z]?(?:\.\d+)*)$/i.exec(words)?.[1];
  return number === undefined ? words : `Section ${number}`;
}

/** The key of a clause: stable over the versions of its law. */
export function clauseKey(law: string, label: string): string {
  return `${nameKey(law)}/${articleKey(law, label)}`;
}

const quoted = /《([^《》\n]{2,80})》/g;
const articleList = new RegExp(
  `^[ ,，]*(?:第\\s*[${numeralClass}]+\\s*[条條](?:之[${numeralClass}]+)*(?:第[${numeralClass}]+[款项項])*(?:[、,，和与與及或至 ]+(?=第))?)+`,
);
const englishList =
  /^,? *(articles?|sections?|rules?|clauses?) ((?:\d+(?:\.\d+)*[A-Za-z]?(?:, | and |, and | or )?)+)/i;
const englishLaw =
  /((?:[A-Z][\w'-]*|of|on|and|for|the|in|to|&)(?: (?:[A-Z][\w'-]*|of|on|and|for|the|in|to|&))+),? (Articles?|Sections?|Rules?) ((?:\d+(?:\.\d+)*(?:, | and |, and )?)+)/g;

/** Finds the laws and articles that a text names in full. */
export function legalReferences(text: string): LegalReference[] {
  const found: LegalReference[] = [];
  for (const match of text.matchAll(quoted)) {
    const law = (match[1] ?? '').trim();
    const end = match.index + match[0].length;
    const list =
      articleList.exec(text.slice(end, end + 120))?.[0] ?? englishList.exec(text.slice(end, end + 80))?.[0] ?? '';
    found.push(...articlesOf(law, list, match.index, end));
  }
  for (const match of text.matchAll(englishLaw)) {
    const law = (match[1] ?? '').replace(/^(?:(?:of|on|and|for|the|in|to|see|under) )+/i, '');
    const at = match.index + match[0].indexOf(law);
    if (/《/.test(law) || !law.includes(' ')) continue;
    const list = match[0].slice(match[0].indexOf(law) + law.length);
    found.push(...articlesOf(law, list, at, at + law.length));
  }
  return found;
}

const rulesEnd =
  /(?:[法典]|条例|條例|规定|規定|办法|辦法|细则|細則|规则|規則|决定|決定|解释|解釋|通知|意见|意見|规范|規範|指引|准则|準則|制度|规程|規程|公约|公約|协定|協定|章程|标准|標準|政策|手册|手冊|要求|流程|方案|纲要|綱要|守则|守則|批复|批覆|公告)(?:[（(][^）)]*[）)])?$/;

/** Whether a quoted title names rules rather than a form, a licence or a book. */
const namesRules = (title: string) => !/\p{Script=Han}$|\p{Script=Han}[）)]$/u.test(title) || rulesEnd.test(title);

function articlesOf(law: string, list: string, start: number, end: number): LegalReference[] {
  const labels = [
    ...[...list.matchAll(new RegExp(chineseArticle, 'g'))].map((m) => ({ label: m[0], end: m.index + m[0].length })),
    ...englishLabels(list),
  ];
  if (labels.length === 0) return namesRules(law) ? [{ law, article: null, start, end }] : [];
  return labels.map(({ label, end: to }) => ({ law, article: articleKey(law, label), start, end: end + to }));
}

function* englishLabels(list: string): Generator<{ label: string; end: number }> {
  const head = englishList.exec(list);
  if (!head) return;
  const word = (head[1] ?? '').replace(/s$/i, '').replace(/^./, (c) => c.toUpperCase());
  const offset = head[0].length - (head[2] ?? '').length;
  for (const match of (head[2] ?? '').matchAll(/\d+(?:\.\d+)*[A-Za-z]?/g)) {
    yield { label: `${word} ${match[0]}`, end: offset + match.index + match[0].length };
  }
}
