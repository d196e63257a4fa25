import { type Language, placeholderPattern } from '../../../graph-schema/index.ts';
import { inLanguage } from '../draft-wording.ts';

interface Slot {
  readonly pattern: RegExp;
  readonly name: { readonly 'zh-Hans': string; readonly 'zh-Hant': string; readonly en: string };
}

const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*';
// What belongs to one call, the longest first: a date before its numbers.
const slots: readonly Slot[] = [
  {
    name: { 'zh-Hans': '日期', 'zh-Hant': '日期', en: 'date' },
    pattern: new RegExp(
      `\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|(?:[\\d一二三四五六七八九十〇零]{1,4}年)?[\\d一二三四五六七八九十]{1,3}月[\\d一二三四五六七八九十]{1,3}[日号號]|\\b(?:\\d{1,2}(?:st|nd|rd|th)? (?:of )?${month}|${month} \\d{1,2}(?:st|nd|rd|th)?)\\b(?:,? \\d{4})?`,
      'gi',
    ),
  },
  {
    name: { 'zh-Hans': '时间', 'zh-Hant': '時間', en: 'time' },
    pattern:
      /\b\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?|\b\d{1,2} ?[ap]\.?m\b\.?|(?:上午|下午|晚上)?\d{1,2}[点點](?:半|\d{1,2}分)?/gi,
  },
  {
    name: { 'zh-Hans': '金额', 'zh-Hant': '金額', en: 'amount' },
    pattern:
      /[¥￥$€£]\s?\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?\s?(?:万|萬|亿|億)?(?:元|块钱?|塊錢?|港币|港幣|美元|dollars?\b|yuan\b|pounds?\b|euros?\b|usd\b|cny\b|hkd\b)|[一二三四五六七八九十百千万萬两兩零]{2,}(?:元|块钱?|塊錢?)/gi,
  },
  { name: { 'zh-Hans': '比例', 'zh-Hant': '比例', en: 'rate' }, pattern: /\d+(?:\.\d+)?\s?[%％]/g },
  {
    name: { 'zh-Hans': '编号', 'zh-Hant': '編號', en: 'reference' },
    pattern: /\b[A-Z]{1,5}-?\d{3,}[\dA-Z-]*\b|\b\d{6,}\b/g,
  },
  { name: { 'zh-Hans': '数字', 'zh-Hant': '數字', en: 'number' }, pattern: /\d[\d,]*(?:\.\d+)?/g },
];

const personal: Slot['name'] = { 'zh-Hans': '客户信息', 'zh-Hant': '客戶資料', en: 'customer detail' };
const person: Slot['name'] = { 'zh-Hans': '姓名', 'zh-Hant': '姓名', en: 'name' };
const outer = { open: '{', close: '}' } as const;

/** Every name, amount, date and number of a line, as it is written there. */
export function particularsIn(text: string): string[] {
  return [...marked(text, () => false).values];
}

/**
 * A line that can be said to another customer: names, amounts, dates and numbers are replaced by what they are, in braces,
 * except those that `isCommon` says are the same in many calls (a term of five days is a rule, not a detail of one call).
 */
export function generalise(text: string, language: Language | undefined, isCommon: (value: string) => boolean): string {
  return marked(text, isCommon, language).text;
}

function marked(
  text: string,
  isCommon: (value: string) => boolean,
  language?: Language,
): { text: string; values: ReadonlySet<string> } {
  const values = new Set<string>();
  const kept: string[] = [];
  // What is done with is set aside behind a private sign, so that a date's numbers are not met again.
  const aside = (words: string) => `\uE000${kept.push(words) - 1}\uE001`;
  let line = text.replace(placeholderPattern, (_, type: string) =>
    aside(`${outer.open}${inLanguage(language, type === 'NAME' ? person : personal)}${outer.close}`),
  );
  for (const { pattern, name } of slots) {
    line = line
      .split(/(\uE000\d+\uE001)/)
      .map((part) =>
        part.startsWith('\uE000')
          ? part
          : part.replace(pattern, (value) => {
              values.add(value);
              return aside(isCommon(value) ? value : `${outer.open}${inLanguage(language, name)}${outer.close}`);
            }),
      )
      .join('');
  }
  return { text: line.replace(/\uE000(\d+)\uE001/g, (_, at: string) => kept[Number(at)] ?? ''), values };
}
