import type { PersonalDataType } from '../../../graph-schema/index.ts';
import { aroundOf, digitsOf, isCounted, isOpenPhone, isReference, type NumberContext } from './number-recogniser.ts';
import type { Finding } from './placeholders.ts';
import { type Signs, signs } from './signs.ts';
import { cueBehind, englishCue, ofTail, tightGap, type ValueCue, valueCues } from './value-cues.ts';

// Numbers that everybody calls.
const hotline = /^(?:95\d{3,4}|96\d{3,4}|100\d\d|106\d*|12\d{3}|1[12]\d|99\d|911|411)$/;
const aboutCodes = /^\s*(?:位|开头|開頭|打头|開始|结尾|起|码头|digit|-digit|character|character)/i;

/** A cue, and what it may announce. */
export interface CueMatch {
  readonly cue: ValueCue;
  readonly type: PersonalDataType;
  readonly start: number;
  readonly end: number;
}

/** The cues of a text, in its order. */
export function cuesIn(view: string, held: Signs): CueMatch[] {
  const found: CueMatch[] = [];
  const english = (held & signs.latin) !== 0 && englishCue.test(view);
  for (const cue of valueCues) {
    if (!english && (held & cue.signs) === 0) continue;
    for (const match of view.matchAll(cue.pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      const type = cue.tail ? ofTail(view.slice(Math.max(0, start - 16), end + 24)) : cue.type;
      found.push({ cue, type, start, end });
    }
  }
  if (found.length < 2) return found;
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  // 保单号码 holds 号码, and means the policy.
  return found.filter(
    ({ start, end }, i) => !found.slice(Math.max(0, i - 4), i).some((c) => c.start <= start && end <= c.end),
  );
}

/** Values of a view with digits, right behind the words that announce them, or right before. Linear in the text. */
export function* cuedValues(view: string, cues: readonly CueMatch[], context: NumberContext): Generator<Finding> {
  for (const match of cues) {
    tightGap.lastIndex = match.end;
    const from = match.end + (tightGap.exec(view)?.[0].length ?? 0);
    const value = valueAt(view, match.end, from, match.cue.value) ?? valueFarther(view, match);
    if (!value) continue;
    const finding = { type: match.type, start: value.start, end: value.end };
    if (acceptsCued(view, finding, match, context)) yield finding;
  }
  yield* valuesBeforeCues(view, context);
}

/** The value behind the small words; those may hold letters that begin it (P, of P12345). */
function valueAt(view: string, least: number, from: number, pattern: RegExp): { start: number; end: number } | null {
  for (let start = from; start >= Math.max(least, from - 3); start--) {
    if (start < from && !/[A-Za-z]/.test(view[start] ?? '')) break;
    if (start > 0 && /[A-Za-z0-9]/.test(view[start - 1] ?? '') && /[A-Za-z0-9]/.test(view[start] ?? '')) continue;
    pattern.lastIndex = start;
    const found = pattern.exec(view);
    if (found) return { start, end: start + found[0].length };
  }
  return null;
}

const looseGap =
  /(?:(?![没沒不未无無几幾吗嗎么麼怎订訂单單])[^0-9A-Za-z[\]。！？!?;；\n]){0,12}|(?:[ ,:]+(?!not|no|order|case|ref|the wrong)[a-z']{1,9}){0,4}[ ,:]+/iy;

/** A long value behind whatever a few words say, when nothing speaks against it. */
function valueFarther(view: string, { cue, end }: CueMatch): { start: number; end: number } | null {
  if (cue.tail || cue.type === 'PASSCODE' || cue.type === 'PLATE') return null;
  looseGap.lastIndex = end;
  const from = end + (looseGap.exec(view)?.[0].length ?? 0);
  const value = valueAt(view, end, from, cue.value);
  const long = value !== null && digitsOf(view.slice(value.start, value.end)).length >= 7;
  return long && !isReference(view.slice(end, value.start)) ? value : null;
}

function acceptsCued(
  view: string,
  { type, start, end }: Finding,
  { cue, start: cueStart }: CueMatch,
  context: NumberContext,
): boolean {
  const around = aroundOf(view, start, end, context);
  const digits = digitsOf(around.raw);
  if (isCounted(around) || aboutCodes.test(around.after)) return false;
  if (type === 'PHONE' && (isOpenPhone(digits, context) || hotline.test(digits))) return false;
  if (digits.length <= 5 && hotline.test(digits) && type !== 'CARD' && !cue.tail) return false;
  if (type === 'PHONE' && isReference(around.before)) return false;
  const before = view.slice(Math.max(0, cueStart - 12), cueStart);
  if (cue.tail && isReference(before)) return false;
  if (
    cue.type === 'PASSCODE' &&
    /(?:错误|錯誤|提示|报错|產品|产品|邮政|郵政|promo\w*|area|zip|post(?:al)?|error|country|bar|swift|product|dress|source|discount|voucher|coupon|qr|company|dial(?:l?ing)?)\s*$/i.test(
      before,
    )
  )
    return false;
  return context.mode === 'speech' || digits.length >= 7 || type === 'POLICY' || type === 'PASSCODE';
}

const numberRun = /(?<![\d.,])\d(?:[ -]?\d){2,18}(?![\d.])/g;

function* valuesBeforeCues(view: string, context: NumberContext): Generator<Finding> {
  if (context.mode === 'document') return;
  for (const match of view.matchAll(numberRun)) {
    const end = match.index + match[0].length;
    const after = view.slice(end, end + 40);
    const type = cueBehind.find(([pattern]) => pattern.test(after))?.[1];
    if (type === undefined || isReference(view.slice(Math.max(0, match.index - 32), match.index))) continue;
    if (type === 'PHONE' && isOpenPhone(digitsOf(match[0]), context)) continue;
    yield { type, start: match.index, end };
  }
}
