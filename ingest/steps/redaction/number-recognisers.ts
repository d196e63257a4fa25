import type { OwnContacts } from '../../ports.ts';
import { hasRegionAndBirthDate, passesIdentityChecksum, passesLuhn } from './checksums.ts';
import type { SpokenRun } from './digit-view.ts';
import type { Finding, PersonalDataType, RedactionMode } from './placeholders.ts';

export interface NumberContext {
  readonly mode: RedactionMode;
  readonly ownContacts: OwnContacts;
}

interface NumberRecogniser {
  readonly type: PersonalDataType;
  /** Run on the digit view of the text; the first group is the number, else the whole match. */
  readonly pattern: RegExp;
  /** Whether the match is what it looks like. `before` holds the 24 units before it, `after` the 8 behind it. */
  readonly accept?: (digits: string, around: Around) => boolean;
}

interface Around {
  readonly raw: string;
  readonly before: string;
  readonly after: string;
  readonly context: NumberContext;
}

const digitsOf = (text: string) => text.replace(/\D/g, '');

const orderCue =
  /(?:订单|訂單|工单|工單|流水|单号|單號|编号|編號|案件|受理|凭证|憑證|合同|order|ticket|case|reference|ref|invoice|tracking)[^0-9]{0,12}$/i;
const cardCue = /(?:卡|\bcard)(?:(?!订单|訂單|工单|工單|流水|单号|單號|order|ticket|case|ref)[^0-9]){0,12}$/i;
const currencyBefore = /(?:[¥￥$€£]|CNY|RMB|USD|HKD|EUR|GBP|人民币|人民幣|金额|金額)\s*$/i;
const currencyAfter = /^\s*(?:元|块|塊|圆|圓|万|萬|亿|億|港币|港幣|美元|yuan|dollars?|CNY|RMB|USD|HKD|%|％)/i;

const isMoney = ({ before, after }: Around) => currencyBefore.test(before) || currencyAfter.test(after);

const mobile = '1[3-9]\\d(?:[ -]?\\d){8}';
const phoneCue =
  "(?:电话|電話|手机|手機|手機號碼|手机号码?|号码是?|號碼是?|联系方式|聯絡方式|座机|座機|phone|mobile|cell|telephone|call me(?: back)? (?:on|at)|reach me (?:on|at)|number(?: is|'s| we have)?)";

/** The table of recognisers of numbers, in the order in which they win over each other. */
const recognisers: readonly NumberRecogniser[] = [
  {
    type: 'ID',
    pattern: /(?<!\d)([1-9](?:[ -]{0,2}\d){16}[ -]{0,2}[\dXx])(?![\dA-Za-z])/g,
    accept: (_, { raw }) => {
      const id = raw.replace(/[ -]/g, '');
      return hasRegionAndBirthDate(id) || (passesIdentityChecksum(id) && /^[1-9]/.test(id) && /X$/i.test(id));
    },
  },
  {
    type: 'CARD',
    pattern: /(?<![\d.])([2-69]\d{3}(?:[ -]{0,2}\d){9,15})(?![\d])/g,
    accept: (digits, around) =>
      !isMoney(around) &&
      !(orderCue.test(around.before) && !/card|卡/i.test(around.before)) &&
      (passesLuhn(digits) ||
        /^\d{4}(?:[ -]{1,2}\d{4}){2,3}(?:[ -]{1,2}\d{1,4})?$/.test(around.raw) ||
        /(?:卡号|卡號|card(?: number| no)?)[^0-9]{0,12}$/i.test(around.before)),
  },
  // Said after its cue, also with a digit misheard.
  {
    type: 'CARD',
    pattern: /(?<![\d.])(\d(?:[ -]{0,2}\d){15,18})(?!\d)/g,
    accept: (_, around) => around.context.mode === 'speech' && !isMoney(around) && cardCue.test(around.before),
  },
  {
    type: 'ID',
    pattern: /(?<!\d)([1-9]\d{14})(?!\d)/g,
    accept: (digits, around) => hasRegionAndBirthDate(digits) && !isMoney(around) && !orderCue.test(around.before),
  },
  // The first half of an identity number, said before the rest: region, pause, birth date.
  {
    type: 'ID',
    pattern: /(?<!\d)([1-9]\d{5}[ ,，、.-]{1,3}(?:19|20)\d{6})(?!\d)/g,
    accept: (digits) => hasRegionAndBirthDate(`${digits}0000`),
  },
  // Hong Kong identity card, Taiwan identity card, and travel documents after their cue.
  { type: 'ID', pattern: /(?<![A-Za-z0-9])([A-Z]{1,2}\d{6} ?\([0-9A]\))/g },
  { type: 'ID', pattern: /(?<![A-Za-z0-9])([A-Z][12]\d{8})(?![A-Za-z0-9])/g },
  {
    type: 'ID',
    pattern:
      /(?:护照|護照|通行证|通行證|回乡证|台胞证|身份证|身份證|證件|证件|passport|permit|identity card|id card|\bID)(?:号码?|號碼?| number| no\.?)?[^0-9A-Za-z[\]]{0,8}(?:is |it's )?((?:[A-Z]{1,2} ?)?\d(?:[ -]?\d){5,17}[Xx]?)(?![\dA-Za-z])/g,
  },
  { type: 'PHONE', pattern: new RegExp(`(?<![\\d.])((?:\\+? ?86[ -]?)?${mobile})(?!\\d)`, 'g') },
  {
    type: 'PHONE',
    pattern: /(?<![\d])(\+ ?\d{1,3}(?:[ -]?\(?\d{1,4}\)?){2,5})(?!\d)/g,
    accept: (d) => d.length >= 8 && d.length <= 15,
  },
  {
    type: 'PHONE',
    pattern: /(?<!\d)((?:00)?(?:852|853|886)[ -]\d{3,4}[ -]?\d{3,5}(?:[ -]?\d{1,3})?)(?!\d)/g,
    accept: (d) => d.length >= 11 && d.length <= 14,
  },
  {
    type: 'PHONE',
    pattern: /(?<![\d.])([48]00[ -]?\d{3,4}[ -]?\d{3,4})(?!\d)/g,
    accept: (d) => d.length === 10,
  },
  // Landlines: area code with 0, in brackets or not, and an extension.
  {
    type: 'PHONE',
    pattern:
      /(?<![\d.])(\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]?\d{3,4}[ -]?\d{4}(?:\s*(?:转|轉|ext\.?|-)\s*\d{1,5})?)(?!\d)/g,
  },
  { type: 'PHONE', pattern: /(?<![\d.])(0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4})(?!\d)/g },
  { type: 'PHONE', pattern: /(?<![\d.])(\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4})(?!\d)/g },
  { type: 'PHONE', pattern: new RegExp(`${phoneCue}[^0-9\\[\\]]{0,12}?(\\d(?:[ .-]{0,2}\\d){6,12})(?!\\d)`, 'gi') },
];

const spokenDigit = '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)';
const spokenRun = new RegExp(`\\b${spokenDigit}(?:[\\s,.-]+(?:(?:double|triple)\\s+)?${spokenDigit}){6,}\\b`, 'gi');
const email = /[A-Za-z0-9](?:[\w.+-]*\w)?@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]*[A-Za-z0-9])+/g;
const spokenEmail =
  /\b[a-z0-9]+(?:(?:\s+(?:dot|underscore|dash)\s+|[._-])[a-z0-9]+)*\s+at\s+[a-z0-9-]+(?:\s+dot\s+[a-z]{2,})+\b/gi;

/** Finds phone, identity and card numbers and e-mail addresses, except the institution's own. */
export function findNumbers(view: string, context: NumberContext, spoken: readonly SpokenRun[] = []): Finding[] {
  const found = findEmails(view, context.ownContacts);
  const digits = view.match(/\d/g)?.length ?? 0;
  if (digits >= 7) for (const recogniser of recognisers) found.push(...run(recogniser, view, context));
  for (const match of view.matchAll(spokenRun)) {
    const count = match[0].match(new RegExp(spokenDigit, 'gi'))?.length ?? 0;
    found.push({ type: count >= 13 ? 'CARD' : 'PHONE', start: match.index, end: match.index + match[0].length });
  }
  if (context.mode === 'speech') found.push(...dictated(view, spoken, context));
  return found;
}

/** Whatever else is dictated digit by digit, unless it is said to be something else. */
function* dictated(view: string, spoken: readonly SpokenRun[], context: NumberContext): Generator<Finding> {
  for (const { start, end, digits } of spoken) {
    const before = view.slice(Math.max(0, start - 24), start);
    const around = { raw: digits, before, after: view.slice(end, end + 8), context };
    if (orderCue.test(before) || before.endsWith('第') || isMoney(around)) continue;
    if (isOwnPhone(digits, context.ownContacts)) continue;
    yield { type: digits.length >= 13 ? 'CARD' : 'PHONE', start, end };
  }
}

function* run(recogniser: NumberRecogniser, view: string, context: NumberContext): Generator<Finding> {
  for (const match of view.matchAll(recogniser.pattern)) {
    const raw = match[1] ?? match[0];
    const start = match.index + match[0].lastIndexOf(raw);
    const end = start + raw.length;
    const digits = digitsOf(raw);
    if (recogniser.type === 'PHONE' && (isOwnPhone(digits, context.ownContacts) || isPublic(digits, context))) continue;
    const around = {
      raw,
      before: view.slice(Math.max(0, start - 24), start),
      after: view.slice(end, end + 8),
      context,
    };
    if (recogniser.type === 'PHONE' && isMoney(around)) continue;
    if (recogniser.accept && !recogniser.accept(digits, around)) continue;
    yield { type: recogniser.type, start, end };
  }
}

/** In a document a toll-free number belongs to an organisation. */
function isPublic(digits: string, context: NumberContext): boolean {
  return context.mode === 'document' && /^[48]00\d{7}$/.test(digits);
}

function isOwnPhone(digits: string, own: OwnContacts): boolean {
  const local = digits.replace(/^(?:00)?86(?=\d{10})/, '');
  return own.phones.some((phone) => {
    const ours = digitsOf(phone).replace(/^(?:00)?86(?=\d{10})/, '');
    return ours !== '' && (ours === digits || ours === local);
  });
}

function* emails(view: string): Generator<RegExpExecArray> {
  if (view.includes('@')) yield* view.matchAll(email);
  if (/\bat\s/i.test(view)) yield* view.matchAll(spokenEmail);
}

function findEmails(view: string, own: OwnContacts): Finding[] {
  const ours = new Set(own.emails.map((address) => address.toLowerCase()));
  return [...emails(view)]
    .filter((match) => !ours.has(match[0].toLowerCase()))
    .map((match) => ({ type: 'EMAIL', start: match.index, end: match.index + match[0].length }));
}
