import { chineseNumberClass, englishMonths, englishNumberWord, englishWeekdays } from '../spoken-numbers.ts';

/** What a figure is, as the slot that takes its place is called. */
export interface SlotName {
  readonly 'zh-Hans': string;
  readonly 'zh-Hant': string;
  readonly en: string;
}

export interface FigurePattern {
  readonly pattern: RegExp;
  readonly name: SlotName;
}

const any = (...sources: readonly string[]) => new RegExp(sources.join('|'), 'gi');

// Of spoken Chinese numbers, in both scripts.
const han = `[${chineseNumberClass}萬億兩廿卅]`;
const one = '[二三四五六七八九十百千两兩]';
const hanNumber = `${han}+(?:[点點]${han}+)?`;
const digits = '\\d[\\d,]*(?:\\.\\d+)?';
// A single "one" is grammar as often as a number.
const word = `(?:${englishNumberWord})`;
const several = `${word}(?:(?:[- ]| and )${word})+`;
const english = `\\b(?:a (?:hundred|thousand|million)(?: and ${word}(?:[- ]${word})*)?|${several}|(?!one\\b)(?!(?<=\\bof the )two\\b)${word})\\b`;

const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b';
// What may also be a verb is a month before digits or an article only.
const clearMonth = `(?!may\\b)${month}`;
const ordinal =
  '(?:\\d{1,2}(?:st|nd|rd|th)|(?:twenty-|thirty-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)';
const monthAlone = `(?:${englishMonths.replace('march|', '').replace('may|', '')})`;

const dates = any(
  '\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}',
  '(?:[\\d一二三四五六七八九十〇零]{1,4}年)?[\\d一二三四五六七八九十]{1,3}月[\\d一二三四五六七八九十]{1,3}[日号號]',
  '(?:\\d{4}|[一二三四五六七八九〇零]{4})年(?:[\\d一二三四五六七八九十]{1,3}月)?(?:底|初)?',
  '(?<![\\d个個第十])(?:1[0-2]|[1-9]|十[一二]|[一二三四五六七八九十])月(?:份|底|初|[上中下]旬)?',
  '(?<![第\\d])[\\d一二三四五六七八九十廿]{1,3}[号號](?![线線楼樓码碼窗文店柜櫃院房])',
  '(?<!每)[这這本上下]?(?:个|個)?(?:周|週|星期|礼拜|禮拜)[一二三四五六日天](?![次个個周週年])',
  `\\b(?:\\d{1,2}(?:st|nd|rd|th)? (?:of )?${month}|the ${ordinal} of ${month}|${month} (?:the )?\\d{1,2}(?:st|nd|rd|th)?|${month} the ${ordinal}|${clearMonth} ${ordinal})\\b(?:,? \\d{4})?`,
  `(?<=\\b(?:on|by|from|until|till|before|after|since|to) )the ${ordinal}(?=[.,;!?]|$| (?:from|at|to|until|and|or|by|before|after|with)\\b)`,
  `\\b(?:(?:next|last|this) )?(?:${englishWeekdays}|${monthAlone})\\b`,
);

const rates = any(
  `百分之(?!百)${hanNumber}`,
  `[千万萬]分之(?:${hanNumber}|${digits})`,
  `${digits}\\s?(?:[%％‰]|percent\\b|per cent\\b|个百分点|個百分點)`,
  `${english}(?: point ${word}(?: ${word})*)? (?:percent|per cent)\\b`,
  '\\bone(?: point \\w+)? (?:percent|per cent)\\b',
);

const daytime = '(?:凌晨|清晨|早上|早|上午|中午|下午|傍晚|晚上|晚)';
const clock = "o[’']clock";
// A stop that may end the sentence stays.
const halfDay = '(?:[ap]\\.m\\.(?=,| (?:on|in|to|and|or|today|tomorrow|tonight|until|at|from|by|for)\\b)|[ap]\\.?m\\b)';
const times = any(
  `\\b\\d{1,2}:\\d{2}(?: ?${halfDay})?`,
  `\\b\\d{1,2} ?${halfDay}`,
  `${daytime}(?:\\d{1,2}|[一二三四五六七八九十两兩]{1,3})[点點](?:半|整|钟|鐘|[一三]刻|(?:\\d{1,2}|[〇零一二三四五六七八九十]{1,3})分?)?`,
  `(?<![\\d.第这這])\\d{1,2}[点點](?:半|整|钟|鐘|\\d{1,2}分)?(?!\\d)`,
  `(?<![第这這有几幾以下出分]|提[醒示]|注意|强调|強調|说明|說明|补充|補充|${han})(?:[三四五六七八九]|十[一二]?)[点點](?![：:]|需要|${han}|说明|說明|建议|建議|要求|原因|注意|意见|意見|理由|好处|好處)(?:半|整|钟|鐘|[一三]刻)?`,
  '[一两兩][点點](?:半|钟|鐘|整)',
  `\\b(?:half|quarter|(?:${word}|\\d{1,2})(?:[- ]five)?(?: minutes)?) (?:past|to) (?:${word}|\\d{1,2})(?=[.,;!?]|$| (?:in|on|at|and|or|to|from|until|tomorrow|today|tonight)\\b)`,
  `\\b(?:${word}|\\d{1,2}) ${clock}`,
  `\\b${word}(?: ${word})? ${halfDay}`,
);

const currencies = '元|块钱?|塊錢?|圆|圓|港币|港幣|港元|美元|美金|日元|日圓|欧元|歐元|英镑|英鎊|人民币|人民幣';
const money = '(?:dollars?|yuan|pounds?|euros?|cents|pence|bucks|usd|cny|rmb|hkd|eur|gbp)\\b';
const counters = '[天日年月期次笔筆个個周週分点點张張位人号號]';
const amounts = any(
  `(?:[¥￥$€£]|\\b(?:usd|cny|rmb|hkd|eur|gbp)) ?${digits}(?: ?(?:thousand|million|k)\\b)?`,
  `${digits}\\s?(?:[千万萬亿億]|thousand |million )?(?:${currencies}|${money})`,
  `(?:${han}{2,}(?:[点點]${han}+)?|${one}|一(?=元|[块塊][钱錢]))(?:${currencies})(?:[一二三四五六七八九](?:毛|角)?(?!${counters}|${han}))?`,
  `${english}(?:-| )?${money}`,
);

/** What is counted, beside a Chinese number. */
export const countedUnits =
  '期|年|(?:个|個)(?:月|工作日|工作天|自然日|交易日|小时|小時|钟头|鐘頭|星期|礼拜|禮拜|季度|点|點|百分点)|天|日(?![元圆圓子常])|周|週|星期|礼拜|禮拜|笔|筆|次|小时|小時|分钟|分鐘|万|萬|倍|张|張|通(?![知过過])|块|塊';
const numbers = any(
  `${digits}(?:[千万萬亿億]+)?`,
  `(?<!第|${han})${han}{2,}(?:[点點]${han}+)?`,
  `(?<!第|${han})${one}(?=${countedUnits})`,
  `(?<=第)${han}+(?=期|笔|筆)`,
  `${one}[点點]${han}+`,
  english,
);

/** Words with a number in them that count nothing, and names of documents. */
export const fixedWords = any(
  '《[^》\\n]{1,80}》',
  '(?<![一二三四五六七八九十百])千万(?=别|別|不|要|记|記|注意|小心|当心|當心|勿|请|請|得|留|保)',
  '(?<![一二三四五六七八九十百])千萬(?=別|不|要|記|注意|小心|當心|勿|請|得|留|保)',
  '(?<![一二三四五六七八九十百千])[万萬]一|(?<![万萬千百])一一(?=[^〇零一二三四五六七八九十])|[万萬][万萬]|百分之百|千百|三三[两兩]{2}|八九不离十|八九不離十',
  '十分(?!钟|鐘|之)',
  '[这這那哪分][两兩三四五][块塊](?![钱錢])',
  '双十[一二]|雙十[一二]|五一(?=期间|期間|假|劳动|勞動|黄金|黃金|节|節)|十一(?=期间|期間|假|黄金|黃金|长假|長假)',
);

/** What belongs to one call, the longest first: a date before its numbers. */
export const figurePatterns: readonly FigurePattern[] = [
  { name: { 'zh-Hans': '日期', 'zh-Hant': '日期', en: 'date' }, pattern: dates },
  { name: { 'zh-Hans': '比例', 'zh-Hant': '比例', en: 'rate' }, pattern: rates },
  { name: { 'zh-Hans': '时间', 'zh-Hant': '時間', en: 'time' }, pattern: times },
  { name: { 'zh-Hans': '金额', 'zh-Hant': '金額', en: 'amount' }, pattern: amounts },
  {
    name: { 'zh-Hans': '编号', 'zh-Hant': '編號', en: 'reference' },
    pattern: /\b[A-Z]{1,5}-?\d{3,}[\dA-Z-]*\b|\b\d{6,}\b/g,
  },
  { name: { 'zh-Hans': '数字', 'zh-Hant': '數字', en: 'number' }, pattern: numbers },
];
