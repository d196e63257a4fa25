import type { FileOutcome, InputFile, ParsedSource, RecordProblem } from '../ports.ts';
import { BadRecord } from './bad-record.ts';
import { UnreadableBytes } from './decode.ts';

/** What a file yields, and what became of it. */
export type Records = Generator<ParsedSource | RecordProblem, FileOutcome, undefined>;

export type Failure = Pick<BadRecord, 'reason' | 'remedy'>;

/** What reading gives, or why it failed; an unforeseen error is told by its kind, as its message may quote content. */
export function attempt<T>(read: () => T): { readonly value: T } | { readonly failure: Failure } {
  try {
    return { value: read() };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** The same for what is read in steps. */
export async function attemptAsync<T>(
  read: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  try {
    return { value: await read() };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof BadRecord || error instanceof UnreadableBytes) return error;
  const kind = error instanceof Error ? error.constructor.name : 'unknown error';
  return {
    reason: `it could not be read (${kind})`,
    remedy: 'Simplify its structure or split it up; if it is plain, report it as a fault of the program.',
  };
}

/** Ends a file that could not be read at all. */
export function* refuse(file: InputFile, { reason, remedy }: Failure): Records {
  yield { problem: 'file', file: file.name, where: file.name, reason, remedy };
  return { ok: false, reason, remedy, where: file.name };
}

/** Counts what a file yields, and knows the ids that it used. */
export interface RecordTally {
  readonly counts: { records: number; problems: number };
  /** The source, or its problem if its id was used before in this file. `place` is such as `on line 4`. */
  take(read: { readonly value: ParsedSource } | { readonly failure: Failure }, at: Place): ParsedSource | RecordProblem;
}

/** Where a record stands in its file. */
export interface Place {
  /** Line of the file, from 1. */
  readonly line?: number;
  /** What follows the file's name where lines say nothing: `[3]`, `/conversations[0]`. */
  readonly at?: string;
}

export function tallyRecords(file: InputFile): RecordTally {
  const seen = new Map<string, string>();
  const counts = { records: 0, problems: 0 };
  const problem = ({ line, at }: Place, { reason, remedy }: Failure): RecordProblem => {
    counts.problems++;
    const where = line === undefined ? `${file.name}${at ?? ''}` : `${file.name}:${line}`;
    return { problem: 'record', file: file.name, ...(line === undefined ? {} : { line }), where, reason, remedy };
  };
  return {
    counts,
    take(read, place) {
      if ('failure' in read) return problem(place, read.failure);
      const earlier = seen.get(read.value.key);
      if (earlier !== undefined) {
        const reason = `its id was used ${earlier} already`;
        return problem(place, { reason, remedy: 'Give every record of a file its own id.' });
      }
      seen.set(
        read.value.key,
        place.line === undefined ? `at ${place.at?.replace(/^\//, '') || 'the beginning'}` : `on line ${place.line}`,
      );
      counts.records++;
      return read.value;
    },
  };
}
