import { type PersonalDataType, personalDataTypes } from '../../../graph-schema/index.ts';
import { nameAnswered } from './answered-names.ts';
import { findBirthDates } from './birth-dates.ts';
import { findChineseAddresses } from './chinese-addresses.ts';
import type { CueMatch } from './cued-values.ts';
import type { DigitView } from './digit-view.ts';
import { findEnglishAddresses } from './english-addresses.ts';
import { aroundOf, digitsOf, isCounted, isOwnPhone, type NumberContext, run } from './number-recogniser.ts';
import type { Finding } from './placeholders.ts';
import { plateRecognisers } from './plates.ts';
import { type Signs, signs } from './signs.ts';

/** What a call is about to be told: a question was asked, or a number begun. */
export interface Expectation {
  /** Of what types, in the order in which they were asked for. */
  readonly types: readonly PersonalDataType[];
  /** For how many more turns. */
  readonly turns: number;
}

/** Turns that may pass without an answer. */
const patience = 4;
/** Turns after a whole answer in which it may be repeated. */
const echo = 2;

const numeric: readonly PersonalDataType[] = ['CARD', 'PHONE', 'ID', 'ACCOUNT', 'POLICY', 'PLATE', 'PASSCODE'];
const wholeLength: Partial<Record<PersonalDataType, number>> = { CARD: 15, PHONE: 10, ID: 15 };

const asks =
  /请|請|报|報|提供|说一|說一|讲一|講|告诉|告訴|多少|几|幾|什么|什麼|哪|乜|核对|核對|核实|確認|确认|输入|輸入|念|读|讀|吗|嗎|呢|麻烦|麻煩|唔该|登记|登記|记一|俾|畀|给我|[?？]|\b(?:may|can|could|would|please|what|what's|provide|confirm|give|tell|need|read|enter|verify|have|state|grab|get|share|type|who|where|when|how)\b/i;
const dateCue = /出生|生日|生辰|\b(?:date of birth|birth ?date|birthday|dob|born)\b/gi;
const nameCue =
  /贵姓|貴姓|怎么称呼|怎麼稱呼|如何称呼|點稱呼|点称呼|姓名|全名|名字|尊姓|大名|您叫什么|你叫什么|户名|戶名|\b(?:your|full|first|last|the|account holder's|cardholder'?s?) (?:full |last |first )?name\b|\bname please\b|\bwho am i speaking\b|\bname on the\b/gi;
const addressCue =
  /地址|住址|住在哪|住哪|寄到哪|\b(?:(?:mailing |billing |home |current |street |your |the )address|where do you live|post ?code|zip code)\b/gi;
const otherCues: readonly (readonly [PersonalDataType, RegExp])[] = [
  ['BIRTHDATE', dateCue],
  ['NAME', nameCue],
  ['ADDRESS', addressCue],
];

export const expectationOf = (types: readonly PersonalDataType[]): Expectation => ({ types, turns: patience });

/** A turn with `found` in place of what was found, and the words that announce or ask for something. */
export interface ToldTurn {
  readonly text: string;
  readonly found: readonly Finding[];
  readonly cues: readonly Asking[];
}

/** Words that announce or ask for a value. */
export type Asking = Pick<CueMatch, 'type' | 'start' | 'end'>;

/** What is expected after a turn. */
export function expectAfter(before: Expectation | null, turn: ToldTurn): Expectation | null {
  const { text, found } = turn;
  const asked = askedFor(turn);
  if (asked.length > 0) return { types: asked, turns: patience };
  if (before === null) return null;
  const told = found.filter(({ type }) => before.types.includes(type));
  if (told.length > 0) return { types: before.types, turns: patience };
  const turns = before.turns - (text.length > 60 ? 2 : 1);
  return turns > 0 ? { types: before.types, turns } : null;
}

/** After a whole answer little more of it is to come. */
export function shortened(expectation: Expectation | null, heard: number): Expectation | null {
  const [type] = expectation?.types ?? [];
  if (!expectation || !type || heard < (wholeLength[type] ?? Number.POSITIVE_INFINITY)) return expectation;
  return { ...expectation, turns: Math.min(expectation.turns, echo) };
}

const otherSigns = signs.birth | signs.surname | signs.name | signs.calls | signs.dwelling;
const englishCue = /birth|dob|born|name|who am|address|where do|post|zip/i;

/** Words that announce or ask for a day, a name or an address. */
export function otherCuesIn(text: string, held: Signs): Asking[] {
  const some = held & otherSigns || (held & signs.latin && englishCue.test(text));
  return !some
    ? []
    : otherCues.flatMap(([type, pattern]) =>
        [...text.matchAll(pattern)].map((m) => ({ type, start: m.index, end: m.index + m[0].length })),
      );
}

function askedFor({ text, found, cues }: ToldTurn): PersonalDataType[] {
  const told = new Map<PersonalDataType, number>();
  for (const { type, end } of found) told.set(type, Math.max(end, told.get(type) ?? 0));
  const open = cues.filter(({ type, start, end }) => {
    if ((told.get(type) ?? 0) > start) return false;
    const behind = text.slice(end, end + 40);
    const before = text.slice(Math.max(0, start - 40), start);
    return behind.replace(/[\s\p{P}]/gu, '').length <= 3 || asks.test(before) || asks.test(behind);
  });
  return personalDataTypes.filter((type) => open.some((cue) => cue.type === type)).slice(0, 4);
}

const codeAnswer =
  /(?<![A-Za-z0-9])(?=[A-Za-z (-]{0,8}\d)[A-Za-z]{0,6}(?:[ (-]{0,2}\d(?:[ -]{0,2}[A-Za-z](?![A-Za-z]{2}))?){4,24}(?: ?\([0-9Aa]\)|\))?(?![A-Za-z0-9])/g;
const plateAnswer =
  /(?<![A-Za-z0-9])(?=[A-Za-z0-9 -]{0,8}\d)(?:[A-Za-z]{1,3}[ -]?\d{1,4}(?:[ -]?[A-Z]{1,3})?|\d{1,4}[ -]?[A-Z]{1,3}(?:[ -]?\d{1,4})?)(?![A-Za-z0-9])/g;
const digitAnswer = /(?<![\d.$¥￥£]|\d,)\d(?:[ ,，.、-]{0,2}\d){0,20}(?:[Xx])?(?![\d]|[.,]\d)/g;
const filler =
  /[\s\p{P}]|嗯|呃|啊|哦|额|是|的|对|對|好|我|就|那个|然后|后面|後面|\b(?:it's|it is|that's|is|the|yes|yeah|okay|ok|sure|uh|um|and|then|so|my)\b/giu;

/** The numbers of a turn that answer what is expected. `view` is an eager digit view, in which words announce values. */
export function* numbersAnswered(
  { text: view, signs: held }: DigitView,
  expected: readonly PersonalDataType[],
  announced: () => readonly Finding[],
  context: NumberContext,
): Generator<Finding> {
  const types = expected.filter((type) => numeric.includes(type));
  if (types.length === 0 || (held & signs.digit) === 0) return;
  yield* announced();
  for (const recogniser of plateRecognisers) yield* run(recogniser, view, context);
  yield* codedAnswers(view, types);
  yield* numberAnswers(view, types, context);
}

/** What else of a turn answers what is expected: names, days, addresses. */
export function* otherAnswers(
  { text: view, signs: held }: DigitView,
  types: readonly PersonalDataType[],
  { mode }: NumberContext,
): Generator<Finding> {
  if (types.includes('BIRTHDATE')) yield* findBirthDates(view, held, true);
  if (types.includes('ADDRESS')) {
    yield* findChineseAddresses(view, held, mode, true);
    yield* findEnglishAddresses(view, held, mode, true);
  }
  if (types.includes('NAME')) yield* nameAnswered(view);
}

function* codedAnswers(view: string, types: readonly PersonalDataType[]): Generator<Finding> {
  const type = (['POLICY', 'PLATE', 'ID'] as const).find((t) => types.includes(t));
  if (!type) return;
  for (const match of view.matchAll(type === 'PLATE' ? plateAnswer : codeAnswer)) {
    if (/[A-Za-z]/.test(match[0])) yield { type, start: match.index, end: match.index + match[0].length };
  }
}

/** A number of so many digits may be one of a customer whatever it is said to be. */
const longestSum = 6;
const sumBefore =
  /(?:本金|手续费|手續費|利息|罚息|罰息|违约金|違約金|滞纳金|滯納金|年费|年費|费用|費用|月供|每期|每月|欠款|总共|總共|一共|合计|合計|[万萬亿億]|principal|interest|fees?|charges?|total|balance|payments?|instal?lments?)\s*(?:是|为|為|:|of|is|was|about)?\s*$/i;

function* numberAnswers(view: string, types: readonly PersonalDataType[], context: NumberContext): Generator<Finding> {
  const said = view.replace(filler, '');
  const share = (said.match(/\d/g)?.length ?? 0) / Math.max(1, said.length);
  for (const match of view.matchAll(digitAnswer)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const digits = digitsOf(match[0]);
    const around = aroundOf(view, start, end, context);
    if (isCounted(around) || isOwnPhone(digits, context.ownContacts)) continue;
    if (digits.length < longestSum && sumBefore.test(around.before)) continue;
    if (!isAnswer(digits.length, share, view.slice(0, start), types)) continue;
    yield { type: typeOf(digits, types), start, end };
  }
}

/** Whether digits answer: they are what the turn says, or enough of them stand near its beginning or a pause. */
function isAnswer(length: number, share: number, before: string, types: readonly PersonalDataType[]): boolean {
  if (share >= 0.6) return true;
  const least = types.includes('PASSCODE') ? 3 : 4;
  if (length < least) return false;
  const lead = /[^,，。.!！?？;；]*$/.exec(before)?.[0] ?? '';
  return share >= 0.3 || length >= 6 || lead.length <= (/\p{Script=Han}/u.test(lead) ? 8 : 24);
}

function typeOf(digits: string, types: readonly PersonalDataType[]): PersonalDataType {
  const fits: Partial<Record<PersonalDataType, RegExp>> = {
    PHONE: /^(?:1[3-9]\d{9}|0\d{9,11}|[2-9]\d{7})$/,
    CARD: /^(?:\d{13,17}|\d{19})$/,
    ID: /^\d{15}(?:\d{3})?$/,
    PASSCODE: /^\d{6}$/,
  };
  return types.find((type) => fits[type]?.test(digits)) ?? types[0] ?? 'CARD';
}
