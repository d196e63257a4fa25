import type { PersonalDataType } from '../../../graph-schema/index.ts';
import type { OwnContacts } from '../../ports.ts';
import type { Finding, RedactionMode } from './placeholders.ts';

export interface NumberContext {
  readonly mode: RedactionMode;
  readonly ownContacts: OwnContacts;
}

/** A match and the text about it. */
export interface Around {
  readonly raw: string;
  /** The 32 units before it. */
  readonly before: string;
  /** The 16 units behind it. */
  readonly after: string;
  readonly context: NumberContext;
}

export interface NumberRecogniser {
  readonly type: PersonalDataType;
  /** Run on the digit view of the text; the first group is the number, else the whole match. Linear on any text. */
  readonly pattern: RegExp;
  /** Whether the match is what it looks like. */
  readonly accept?: (digits: string, around: Around) => boolean;
}

export const digitsOf = (text: string): string => text.replace(/\D/g, '');

const orderCue =
  /(?:订单|訂單|工单|工單|流水|单号|單號|编号|編號|案件|受理|凭证|憑證|合同|快递|快遞|运单|運單|序列号|序號|批次|型号|型號|order|ticket|case|reference|ref|invoice|tracking|transaction|serial|batch|model|sku|item|product|claim|incident|receipt|confirmation)(?:(?!保单|保單|身份|手机|手機|电话|電話|phone|card|policy|account)[^0-9]){0,12}$/i;
const currencyBefore =
  /(?:[¥￥$€£]|CNY|RMB|USD|HKD|EUR|GBP|NTD|NT\$|HK\$|人民币|人民幣|金额|金額|余额|餘額)\s*(?:是|为|為|:|有)?\s*$/i;
const currencyAfter =
  /^\s*(?:元|块|塊|圆|圓|万|萬|亿|億|港币|港幣|台币|台幣|美元|yuan|dollars?|bucks|pounds?|euros?|cents?|CNY|RMB|USD|HKD|NTD|%|％)/i;
// A year behind an address is no unit; what counts things is.
const unitAfter =
  /^\s*(?:年|月(?!卡)|日(?!元)|号(?![码線线楼])|號(?![碼線樓])|天|周|週|点(?![0-9A-Za-z])|點(?![0-9A-Za-z])|时|時|小时|小時|分钟|分鐘|秒|次|个(?!8)|個|期|张|張|笔|筆|岁|歲|千|百|倍|折|位|米|公里|公斤|条|條|款|项|項|页|頁|人|件|户(?!口)|家|级|級|版|号线|開頭|开头|打头|開始|percent|days?\b|weeks?\b|months?\b|years?\b|hours?\b|minutes?\b|seconds?\b|times?\b|points?\b|miles?\b|people\b|items?\b|o'?clock|am\b|pm\b|a\.m|p\.m|kg\b|km\b)/i;

/** Whether a number is said to be that of an order, a ticket or the like. */
export const isReference = (before: string): boolean => orderCue.test(before);

export const isMoney = ({ before, after }: Pick<Around, 'before' | 'after'>): boolean =>
  currencyBefore.test(before) || currencyAfter.test(after);

/** Whether a number counts or dates something. */
export const isCounted = (around: Pick<Around, 'before' | 'after'>): boolean =>
  isMoney(around) || unitAfter.test(around.after);

/** What stands before and behind a stretch of the view. */
export function aroundOf(view: string, start: number, end: number, context: NumberContext): Around {
  return {
    raw: view.slice(start, end),
    before: view.slice(Math.max(0, start - 32), start),
    after: view.slice(end, end + 16),
    context,
  };
}

/** Runs one recogniser over the digit view of a text. */
export function* run(recogniser: NumberRecogniser, view: string, context: NumberContext): Generator<Finding> {
  for (const match of view.matchAll(recogniser.pattern)) {
    const raw = match[1] ?? match[0];
    const start = match.index + match[0].lastIndexOf(raw);
    const end = start + raw.length;
    const digits = digitsOf(raw);
    const around = aroundOf(view, start, end, context);
    if (recogniser.type === 'PHONE' && (isOpenPhone(digits, context) || isMoney(around))) continue;
    if (recogniser.accept && !recogniser.accept(digits, around)) continue;
    yield { type: recogniser.type, start, end };
  }
}

/** Whether a phone number is nobody's own: the institution's, or in a document a toll-free one, which an organisation has. */
export const isOpenPhone = (digits: string, { mode, ownContacts }: NumberContext): boolean =>
  isOwnPhone(digits, ownContacts) || (mode === 'document' && /^[48]00\d{7}$/.test(digits));

/** Whether the digits are a phone number of the institution: with or without country and area code, or an extension. */
export function isOwnPhone(digits: string, own: OwnContacts): boolean {
  const local = withoutCountry(digits);
  return own.phones.some((phone) => {
    const ours = withoutCountry(digitsOf(phone));
    if (ours.length < 3) return false;
    const area = /^0(?:10|2\d|[3-9]\d{2})/.exec(ours)?.[0] ?? '';
    return local === ours || (area !== '' && local === ours.slice(area.length)) || `0${local}` === ours;
  });
}

const withoutCountry = (digits: string) =>
  digits.replace(
    /^(?:00)?(?:86(?=\d{10})|852(?=\d{8}$)|853(?=\d{8}$)|886(?=\d{8,9}$)|44(?=\d{9,10}$)|1(?=[2-9]\d{9}$))/,
    '',
  );
