import { type PersonalDataType, placeholderPattern } from '../../../graph-schema/index.ts';
import { findChineseNames, type NameFinding } from './chinese-names.ts';
import { type CueMatch, cuedValues, cuesIn } from './cued-values.ts';
import { type DigitView, digitsSaid, digitViews } from './digit-view.ts';
import { findEnglishNames } from './english-names.ts';
import { type Asking, numbersAnswered, otherAnswers, otherCuesIn } from './expectations.ts';
import { findNumbers, inText, type NumberText } from './number-findings.ts';
import type { NumberContext } from './number-recogniser.ts';
import type { Finding } from './placeholders.ts';
import { narrowed, type Signs, signs, signsOf } from './signs.ts';
import { type SaidNumber, saidNumbers } from './value-memory.ts';
import { type Stretch, withoutOverlaps } from './without-overlaps.ts';

/** What a text holds by itself, whatever was said before it; each part is worked out once, when it is asked for. */
export interface TextReading {
  /** The text, narrowed. */
  readonly text: string;
  readonly view: DigitView;
  names(): readonly NameFinding[];
  /** Everything but names, in offsets of the text, where it may answer what was asked; null: nothing was. */
  numbers(asked: readonly PersonalDataType[] | null): NumbersRead;
  /** The numbers of its view, among which may be some that were said before. */
  said(): readonly SaidNumber[];
  /** The words in the text as it was given that announce or ask for something. */
  cues(): readonly Asking[];
  /** What is left alone: placeholders, and ids that machines made up. */
  taken(): readonly Stretch[];
}

export interface NumbersRead {
  /** The surest first. */
  readonly found: readonly Finding[];
  /** Those that stand clear of each other, with their digits. */
  readonly values: readonly (readonly [PersonalDataType, string])[];
  /** How many digits answer. */
  readonly heard: number;
}

/** Reads a text; linear. */
export function readText(original: string, context: NumberContext): TextReading {
  const given = signsOf(original);
  const text = narrowed(original, given);
  const held = text === original ? given : signsOf(text);
  const values = readValues(text, held, context);
  const { view } = values;
  let names: readonly NameFinding[] | undefined;
  let said: readonly SaidNumber[] | undefined;
  let cues: readonly Asking[] | undefined;
  let taken: readonly Stretch[] | undefined;
  return {
    text,
    view,
    names() {
      names ??= [...findChineseNames(text, held, context.mode), ...findEnglishNames(text, held, context.mode)];
      return names;
    },
    numbers: (asked) => values.answering(asked),
    said() {
      said ??= view.signs & signs.digit ? saidNumbers(view.text, context) : [];
      return said;
    },
    cues() {
      cues ??= [...values.cues(original, given), ...otherCuesIn(original, given)];
      return cues;
    },
    taken() {
      taken ??= [...values.placeholders(), ...(held & signs.hyphen ? stretches(text, machineId) : [])];
      return taken;
    },
  };
}

// Ids that machines made up hold digits that look like anything.
const machineId = /(?<![0-9A-Za-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9A-Za-z])/gi;

const stretches = (text: string, pattern: RegExp): Stretch[] =>
  [...text.matchAll(pattern)].map((m) => ({ start: m.index, end: m.index + m[0].length }));

interface ValueReading extends NumberText {
  cues(text: string, held: Signs): readonly CueMatch[];
  placeholders(): readonly Stretch[];
  answering(asked: readonly PersonalDataType[] | null): NumbersRead;
}

function readValues(text: string, held: Signs, context: NumberContext): ValueReading {
  const { usual: view, eager } = digitViews(text, held);
  const [cues, announced] = [new Map<string, readonly CueMatch[]>(), new Map<string, readonly Finding[]>()];
  const answering = new Map<string, NumbersRead>();
  let alone: readonly Finding[] | undefined;
  let placeholders: readonly Stretch[] | undefined;
  const reading: ValueReading = {
    text,
    signs: held,
    view,
    eager,
    cues(of, heldThere) {
      const found = cues.get(of) ?? cuesIn(of, heldThere);
      cues.set(of, found);
      return found;
    },
    announced(inView) {
      if ((inView.signs & signs.digit) === 0) return [];
      const cuesThere = reading.cues(inView.text, inView.signs);
      const found = announced.get(inView.text) ?? [...cuedValues(inView.text, cuesThere, context)];
      announced.set(inView.text, found);
      return found;
    },
    placeholders() {
      placeholders ??= held & signs.bracket ? stretches(text, placeholderPattern) : [];
      return placeholders;
    },
    answering(asked) {
      const key = asked?.join(' ') ?? '';
      const before = answering.get(key);
      if (before) return before;
      alone ??= findNumbers(reading, context);
      const answers = asked === null ? [] : answersTo(asked, reading, context);
      const now = withValues(reading, answers, alone, context);
      answering.set(key, now);
      return now;
    },
  };
  return reading;
}

function answersTo(asked: readonly PersonalDataType[], reading: ValueReading, context: NumberContext): Finding[] {
  const eager = reading.eager();
  return [
    ...inText(
      numbersAnswered(eager, asked, () => reading.announced(eager), context),
      eager,
    ),
    ...inText(otherAnswers(reading.view, asked, context), reading.view),
  ];
}

/** What answers a question wins over what only its form gives away, and gives way to what the turn itself announces. */
function withValues(
  { text, placeholders }: ValueReading,
  answers: readonly Finding[],
  alone: readonly Finding[],
  { mode }: NumberContext,
): NumbersRead {
  const found = [...answers, ...alone];
  const clear = mode === 'speech' && found.length > 0 ? withoutOverlaps(found, placeholders(), text.length) : [];
  return {
    found,
    values: clear.map(({ type, start, end }) => [type, digitsSaid(text.slice(start, end))]),
    heard: answers.reduce((sum, { start, end }) => sum + digitsSaid(text.slice(start, end)).length, 0),
  };
}
