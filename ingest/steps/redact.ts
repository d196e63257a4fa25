import type { OwnContacts } from '../ports.ts';
import { findChineseNames } from './redaction/chinese-names.ts';
import { digitView, spokenRuns } from './redaction/digit-view.ts';
import { findEnglishNames, withGivenName } from './redaction/english-names.ts';
import { createNameMemory, type NameMemory } from './redaction/name-memory.ts';
import { findNumbers } from './redaction/number-recognisers.ts';
import { type Finding, placeholder, placeholderPattern, type RedactionMode } from './redaction/placeholders.ts';
import { withoutOverlaps } from './redaction/without-overlaps.ts';

export interface RedactedText {
  readonly text: string;
  /** What was replaced, with offsets into `text`; a placeholder that was there before is not among them. */
  readonly found: readonly Finding[];
}

export interface RedactorSettings {
  readonly ownContacts: OwnContacts;
  /** Default `speech`. */
  readonly mode?: RedactionMode;
  /** Names that are known beforehand, such as the agent's, or another redactor's memory. */
  readonly names?: readonly string[];
}

/** Redacts the texts of one call or document in turn, and remembers the names that it met. */
export interface Redactor {
  /** Takes note of names in a text that is redacted later. */
  learn(text: string): void;
  /** Replaces personal data by placeholders; redacting the result again changes nothing. */
  redact(text: string): RedactedText;
  /** The names that it remembers: personal data. A redactor that is created with them goes on where this one is. */
  memory(): readonly string[];
}

export function createRedactor(settings: RedactorSettings): Redactor {
  const mode = settings.mode ?? 'speech';
  const names = createNameMemory(settings.names ?? []);
  const find = (text: string) => findAll(text, mode, settings.ownContacts, names);
  return {
    learn: (text) => void find(text),
    redact: (text) => redactFully(text, find),
    memory: names.all,
  };
}

/** Replaces personal data in a single text by placeholders such as `[PHONE]`. */
export function redactText(text: string, settings: RedactorSettings): RedactedText {
  const redactor = createRedactor(settings);
  redactor.learn(text);
  return redactor.redact(text);
}

function findAll(text: string, mode: RedactionMode, ownContacts: OwnContacts, names: NameMemory): Finding[] {
  const view = digitView(text);
  const numbers = findNumbers(view, { mode, ownContacts }, spokenRuns(text));
  const named = [...findChineseNames(view, mode), ...findEnglishNames(view, mode)];
  for (const { name } of named) names.remember(name);
  const all = [
    ...numbers,
    ...[...names.find(view), ...named].map(({ start, end }) => ({
      type: 'NAME' as const,
      start: mode === 'speech' ? withGivenName(view, start) : start,
      end,
    })),
  ];
  return withoutOverlaps(all, placeholdersIn(text), text.length);
}

// What is left of a replaced text may match anew (a cue that now stands before other words): repeat until nothing does.
function redactFully(original: string, find: (text: string) => Finding[]): RedactedText {
  let [text, found] = [original, [] as Finding[]];
  for (;;) {
    const next = find(text);
    if (next.length === 0) return { text, found };
    ({ text, found } = replace(text, next, found));
  }
}

function replace(
  text: string,
  findings: readonly Finding[],
  earlier: readonly Finding[],
): { text: string; found: Finding[] } {
  const found: Finding[] = [];
  let [output, from] = ['', 0];
  const pieces = [...findings.map((f) => ({ ...f, fresh: true })), ...earlier.map((f) => ({ ...f, fresh: false }))];
  for (const piece of pieces.sort((a, b) => a.start - b.start)) {
    output += text.slice(from, piece.start);
    const start = output.length;
    output += piece.fresh ? placeholder(piece.type) : text.slice(piece.start, piece.end);
    found.push({ type: piece.type, start, end: output.length });
    from = piece.end;
  }
  return { text: output + text.slice(from), found };
}

function placeholdersIn(text: string): readonly { start: number; end: number }[] {
  return [...text.matchAll(placeholderPattern)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
}
