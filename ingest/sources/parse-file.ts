import type { FileOutcome, IngestSettings, InputFile, ParsedSource, RecordProblem } from '../ports.ts';
import { BadRecord } from './bad-record.ts';
import { readCall } from './call-jsonl.ts';
import { UnreadableBytes } from './decode.ts';
import { detectFormat } from './detect.ts';
import { readDocumentRow } from './document-jsonl.ts';
import { type JsonLine, jsonLines } from './json-lines.ts';
import { readMarkdown } from './markdown.ts';
import { readPlainText } from './plain-text.ts';

type Records = Generator<ParsedSource | RecordProblem, FileOutcome, undefined>;

/**
 * Reads a file record by record; nothing but the bytes is held between two records. A file that cannot be read at all
 * yields one problem of type `file` and returns `ok: false`; a bad record is named and stops nothing else. Never throws.
 */
export function* parseFile(file: InputFile, settings: IngestSettings): Records {
  const detection = attempt(() => detectFormat(file.name, file.bytes));
  if ('failure' in detection) return yield* refuse(file, detection.failure.reason, detection.failure.remedy);
  const { format } = detection.value;
  if (format === null) return yield* refuse(file, detection.value.reason, detection.value.remedy);
  if (format === 'jsonl') return yield* parseJsonLines(file, settings);
  const read = format === 'markdown' ? readMarkdown : readPlainText;
  const source = attempt(() => read(file, settings));
  if ('failure' in source) return yield* refuse(file, source.failure.reason, source.failure.remedy);
  yield source.value;
  return { ok: true, records: 1, problems: 0 };
}

type Failure = Pick<BadRecord, 'reason' | 'remedy'>;

/** What reading gives, or why it failed; an unforeseen error is told by its kind, as its message may quote content. */
function attempt<T>(read: () => T): { readonly value: T } | { readonly failure: Failure } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof BadRecord || error instanceof UnreadableBytes) return { failure: error };
    const kind = error instanceof Error ? error.constructor.name : 'unknown error';
    return {
      failure: {
        reason: `it could not be read (${kind})`,
        remedy: 'Simplify its structure or split it up; if it is plain, report it as a fault of the program.',
      },
    };
  }
}

function* refuse(file: InputFile, reason: string, remedy: string): Records {
  yield { problem: 'file', file: file.name, where: file.name, reason, remedy };
  return { ok: false, reason, remedy, where: file.name };
}

function* parseJsonLines(file: InputFile, settings: IngestSettings): Records {
  const seen = new Map<string, number>();
  let [records, problems] = [0, 0];
  const problem = (line: number, reason: string, remedy: string): RecordProblem => {
    problems++;
    return { problem: 'record', file: file.name, line, where: `${file.name}:${line}`, reason, remedy };
  };
  const lines = jsonLines(file.bytes);
  for (;;) {
    const step = attempt(() => lines.next());
    if ('failure' in step) return yield* refuse(file, step.failure.reason, step.failure.remedy);
    if (step.value.done) break;
    const entry = step.value.value;
    if ('reason' in entry) {
      yield problem(entry.line, entry.reason, entry.remedy);
      continue;
    }
    const read = attempt(() => readRecord(file.name, entry, seen, settings));
    if ('failure' in read) {
      yield problem(entry.line, read.failure.reason, read.failure.remedy);
      continue;
    }
    records++;
    yield read.value;
  }
  if (records + problems === 0) return yield* refuse(file, 'the file holds no record', 'Write one JSON object a line.');
  return { ok: true, records, problems };
}

function readRecord(
  fileName: string,
  { line, raw, value }: Extract<JsonLine, { value: unknown }>,
  seen: Map<string, number>,
  settings: IngestSettings,
): ParsedSource {
  const source = 'turns' in value ? readCall(raw, value, settings) : readDocumentRow(fileName, raw, value, settings);
  const earlier = seen.get(source.key);
  if (earlier !== undefined) {
    throw new BadRecord(`its id was used on line ${earlier} already`, 'Give every record of a file its own id.');
  }
  seen.set(source.key, line);
  return source;
}
