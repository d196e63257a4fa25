import type { PersonalDataType } from '../../graph-schema/index.ts';
import type { OwnContacts } from '../ports.ts';
import { withGivenName } from './redaction/english-names.ts';
import { type Expectation, expectAfter, expectationOf, shortened } from './redaction/expectations.ts';
import { createNameMemory, type NameMemory } from './redaction/name-memory.ts';
import { inText } from './redaction/number-findings.ts';
import type { NumberContext } from './redaction/number-recogniser.ts';
import { type Finding, placeholder, type RedactionMode } from './redaction/placeholders.ts';
import { readText, type TextReading } from './redaction/text-reading.ts';
import { createValueMemory, type ValueMemory } from './redaction/value-memory.ts';
import { withoutOverlaps } from './redaction/without-overlaps.ts';

export interface RedactedText {
  readonly text: string;
  /** What was replaced, with offsets into `text`; a placeholder that was there before is not among them. */
  readonly found: readonly Finding[];
  /** The same in the text as it was given: what each placeholder stands for. */
  readonly replaced: readonly Finding[];
}

/** What a redactor learned: personal data. */
export interface RedactorMemory {
  readonly names: readonly string[];
  readonly values: readonly (readonly [PersonalDataType, string])[];
  /** What the next turns may answer. */
  readonly expected: Expectation | null;
}

export interface RedactorSettings {
  readonly ownContacts: OwnContacts;
  /** Default `speech`. */
  readonly mode?: RedactionMode;
  /** Names that are known beforehand, such as the agent's. */
  readonly names?: readonly string[];
  /** Goes on where another redactor is. */
  readonly memory?: RedactorMemory;
}

/** Redacts the texts of one call or document in turn, and remembers the names and numbers that it met. */
export interface Redactor {
  /** Takes note of names and numbers in a text that is redacted later. */
  learn(text: string): void;
  /** Replaces personal data by placeholders; redacting the result again changes nothing. */
  redact(text: string): RedactedText;
  /** As `redact`, for the next turn of a conversation: it may answer what was asked before, and ask for something. */
  redactTurn(text: string): RedactedText;
  /** Says what the next turns of a conversation answer; null: nothing. */
  expect(types: readonly PersonalDataType[] | null): void;
  /** Keeps what it read of each text while `work` goes through the same texts more than once. */
  withReadings<T>(work: () => T): T;
  /** How many names and numbers it learned so far. */
  learned(): number;
  /** What it remembers. A redactor that is created with it goes on where this one is. */
  memory(): RedactorMemory;
}

interface Known {
  readonly mode: RedactionMode;
  readonly ownContacts: OwnContacts;
  readonly names: NameMemory;
  readonly values: ValueMemory;
}

export function createRedactor(settings: RedactorSettings): Redactor {
  const { mode = 'speech', ownContacts, memory } = settings;
  const names = createNameMemory([...(memory?.names ?? []), ...(settings.names ?? [])]);
  const known = { mode, ownContacts, names, values: createValueMemory(memory?.values ?? []) };
  const readings = createReadings(known);
  let expected: Expectation | null = memory?.expected ?? null;
  const redact = (text: string, find: (reading: TextReading) => Finding[]) => {
    const redacted = redactFully(text, readings.of, find);
    readings.done(text);
    return redacted;
  };
  return {
    learn: (text) => learnFrom(readings.kept(text), known, null),
    redact: (text) => redact(text, (reading) => findAll(reading, known, null)).redacted,
    redactTurn(text) {
      const types = expected?.types ?? null;
      let heard = 0;
      const { redacted, last } = redact(text, (reading) => {
        heard += reading.numbers(types).heard;
        return findAll(reading, known, types);
      });
      const turn = { text: redacted.text, found: redacted.found, cues: last.cues() };
      expected = shortened(expectAfter(expected, turn), heard);
      return redacted;
    },
    expect: (types) => {
      expected = types === null ? null : expectationOf(types);
    },
    withReadings: readings.keptWhile,
    learned: () => names.learned() + known.values.learned(),
    memory: () => ({ names: names.all(), values: known.values.all(), expected }),
  };
}

/** Replaces personal data in a single text by placeholders such as `[PHONE]`. */
export function redactText(text: string, settings: RedactorSettings): RedactedText {
  const redactor = createRedactor(settings);
  redactor.learn(text);
  return redactor.redact(text);
}

/** The personal data of a single text as it stands there; what only shows once something was replaced is not among it. */
export function findPersonalData(text: string, { mode = 'speech', ownContacts, names }: RedactorSettings): Finding[] {
  const known = { mode, ownContacts, names: createNameMemory(names ?? []), values: createValueMemory([]) };
  return findAll(readText(text, known), known, null);
}

/** The readings of texts that are met again soon. */
interface Readings {
  of(text: string): TextReading;
  /** As `of`, and kept until the text is redacted. */
  kept(text: string): TextReading;
  done(text: string): void;
  keptWhile<T>(work: () => T): T;
}

/** Most texts that are kept without being told that they come again. */
const mostKept = 4;

function createReadings(context: NumberContext): Readings {
  const made = new Map<string, TextReading>();
  let keepAll = false;
  const keep = (text: string, reading: TextReading) => {
    const oldest = made.keys().next();
    if (!keepAll && made.size >= mostKept && !oldest.done) made.delete(oldest.value);
    made.set(text, reading);
    return reading;
  };
  const of = (text: string) => {
    const reading = made.get(text) ?? readText(text, context);
    return keepAll ? keep(text, reading) : reading;
  };
  return {
    of,
    kept: (text) => keep(text, of(text)),
    done: (text) => {
      if (!keepAll) made.delete(text);
    },
    keptWhile(work) {
      keepAll = true;
      try {
        return work();
      } finally {
        keepAll = false;
        made.clear();
      }
    },
  };
}

/** Remembers the names and numbers of a text that is, perhaps, asked for. */
function learnFrom(
  reading: TextReading,
  { mode, names, values }: Known,
  asked: readonly PersonalDataType[] | null,
): void {
  for (const { name } of reading.names()) names.remember(name);
  if (mode === 'document') return;
  for (const [type, digits] of reading.numbers(asked).values) values.remember(type, digits);
}

function findAll(reading: TextReading, known: Known, asked: readonly PersonalDataType[] | null): Finding[] {
  learnFrom(reading, known, asked);
  const { text, view } = reading;
  const { mode, names, values } = known;
  const again = mode === 'speech' && !values.isEmpty() ? inText(values.find(reading.said()), view) : [];
  const named = [...names.find(text), ...reading.names()].map(({ start, end }) => ({
    type: 'NAME' as const,
    start: mode === 'speech' ? withGivenName(text, start) : start,
    end,
  }));
  return withoutOverlaps([...reading.numbers(asked).found, ...again, ...named], reading.taken(), text.length);
}

// What is left of a replaced text may match anew (a cue that now stands before other words): repeat until nothing does.
function redactFully(
  original: string,
  read: (text: string) => TextReading,
  find: (reading: TextReading) => Finding[],
): { redacted: RedactedText; last: TextReading } {
  let redacted: RedactedText = { text: original, found: [], replaced: [] };
  for (;;) {
    const last = read(redacted.text);
    const next = find(last);
    if (next.length === 0) return { redacted, last };
    redacted = replace(redacted, next);
  }
}

function replace({ text, found: earlier, replaced: before }: RedactedText, findings: readonly Finding[]): RedactedText {
  const [found, replaced]: [Finding[], Finding[]] = [[], []];
  let [output, from, given] = ['', 0, 0];
  const pieces = [
    ...findings.map((finding) => ({ ...finding, was: null })),
    ...earlier.map((finding, i) => ({ ...finding, was: before[i] ?? null })),
  ];
  for (const { type, start, end, was } of pieces.sort((a, b) => a.start - b.start)) {
    output += text.slice(from, start);
    given += start - from;
    const said = was ?? { type, start: given, end: given + end - start };
    replaced.push(said);
    given = said.end;
    const at = output.length;
    output += was ? text.slice(start, end) : placeholder(type);
    found.push({ type, start: at, end: output.length });
    from = end;
  }
  return { text: output + text.slice(from), found, replaced };
}
