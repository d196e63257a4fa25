import { bankRecognisers } from './bank-numbers.ts';
import { findBirthDates } from './birth-dates.ts';
import { findChineseAddresses } from './chinese-addresses.ts';
import type { DigitView } from './digit-view.ts';
import { findEnglishAddresses } from './english-addresses.ts';
import { identityRecognisers } from './identity-numbers.ts';
import { findEmails, findIpAddresses } from './network-addresses.ts';
import { aroundOf, digitsOf, isMoney, isOwnPhone, isReference, type NumberContext, run } from './number-recogniser.ts';
import { phoneRecognisers } from './phone-numbers.ts';
import type { Finding } from './placeholders.ts';
import { plateRecognisers } from './plates.ts';
import { type Signs, signs } from './signs.ts';

const table = [...identityRecognisers, ...bankRecognisers, ...phoneRecognisers];

// Their values mix letters and few digits, so that every spoken digit is read.
const eagerCue =
  /车牌|車牌|牌照|号牌|號牌|保单|保單|\bplates?\b|\breg(?:istration)?\b|\bpolicy\b|\bcertificate\b|passport|护照|護照/i;

/** A text that is narrowed, its views, and the values that words announce in one of them. */
export interface NumberText {
  readonly text: string;
  readonly signs: Signs;
  readonly view: DigitView;
  eager(): DigitView;
  announced(view: DigitView): readonly Finding[];
}

const eagerSigns = signs.plate | signs.policy | signs.identity | signs.latin;

/** Everything but names that a text holds by itself, in its own offsets, the surest first. */
export function findNumbers(read: NumberText, context: NumberContext): Finding[] {
  const { text, view } = read;
  const held = view.signs;
  const found: Finding[] = [];
  if (read.signs & eagerSigns && eagerCue.test(text)) {
    const eager = read.eager();
    found.push(
      ...inText(
        [...plates(eager.text, context), ...read.announced(eager)].filter(({ type }) => /PLATE|POLICY|ID/.test(type)),
        eager,
      ),
    );
  }
  found.push(
    ...inText(findEmails(view.text, held, context.ownContacts), view),
    ...inText(read.announced(view), view),
    ...inText(findBirthDates(view.text, held, false), view),
  );
  const byForm = inText(recognised(view, context), view);
  if (context.mode === 'document') return [...found, ...byForm].filter((finding) => !isDay(text, finding));
  return [...found, ...byForm, ...inText([...corrected(view.text, found.concat(byForm), view)], view)];
}

const writtenDay = /^(?:19|20)\d{2}([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])$/;

/** In a document, "护照法(2006-04-29)" is a law and its day: only words make a day that of a person's birth. */
function isDay(text: string, { type, start, end }: Finding): boolean {
  return type !== 'BIRTHDATE' && writtenDay.test(text.slice(start, end).trim());
}

const plates = (text: string, context: NumberContext) =>
  plateRecognisers.flatMap((recogniser) => [...run(recogniser, text, context)]);

/** What its form gives away. */
function recognised(view: DigitView, context: NumberContext): Finding[] {
  const { text, signs: held } = view;
  const digits = held & signs.digit ? (text.match(/\d/g)?.length ?? 0) : 0;
  const found: Finding[] = [...findIpAddresses(text, held)];
  if (digits >= 6) for (const recogniser of table) found.push(...run(recogniser, text, context));
  if (digits >= 2) found.push(...plates(text, context));
  found.push(...findChineseAddresses(text, held, context.mode, false));
  found.push(...findEnglishAddresses(text, held, context.mode, false));
  if (context.mode === 'speech') found.push(...dictated(view, context));
  return found;
}

/** Findings of a view, in offsets of the text. */
export function inText(found: Iterable<Finding>, view: DigitView): Finding[] {
  return [...found].map(({ type, start, end }) => ({ type, start: view.startOf(start), end: view.endOf(end) }));
}

// One to ten in Chinese ends in 九十, which is ninety as well.
const counted = `1234567890 ${Array.from({ length: 21 }, (_, n) => n).join('')}`;
const isCounting = (digits: string) => counted.includes(digits);

/** Whatever else is dictated digit by digit, unless it is said to be something else. */
function* dictated({ text, runs }: DigitView, context: NumberContext): Generator<Finding> {
  for (const { start, end, digits } of runs) {
    if (digits.length < 7 || isCounting(digits) || /^20[12]\d(?:0[1-9]|1[0-2])/.test(digits)) continue;
    const around = aroundOf(text, start, end, context);
    if (isReference(around.before) || around.before.endsWith('第') || isMoney(around)) continue;
    if (isOwnPhone(digits, context.ownContacts)) continue;
    yield { type: digits.length >= 13 ? 'CARD' : 'PHONE', start, end };
  }
}

const slip =
  /(\d(?:[ ,，.、-]{0,2}\d){2,18})[ ,，.。、…]{0,3}(?:[啊哎呀哦嗯诶欸,， ]{0,3}(?:不对|不對|不是|错了|錯了|说错了|說錯|报错了|講錯|讲错|念错|唔係|唔啱|重新|重来|再来|等等|等一下|更正|sorry|no|wait|scratch that|correction|i mean|my mistake|let me start (?:over|again)|oops|actually|rather|hang on)[ ,，.。、…了是的啊呀应该我说重新来哎嗯it's should be no wait that's sorry make]{0,20})$/i;

/** What was said first and taken back: the same as what was said in its place. */
function* corrected(text: string, found: readonly Finding[], view: DigitView): Generator<Finding> {
  for (const { type, start: at } of found) {
    if (type === 'ADDRESS' || type === 'EMAIL' || type === 'IP') continue;
    const start = view.at(at);
    const match = slip.exec(text.slice(Math.max(0, start - 64), start));
    const said = match?.[1];
    if (!match || said === undefined || digitsOf(said).length < 3) continue;
    const from = Math.max(0, start - 64) + match.index;
    yield { type, start: from, end: from + said.length };
  }
}
