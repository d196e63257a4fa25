import type { FileOutcome, IngestSettings, InputFile, ParsedSource, RecordProblem } from '../ports.ts';
import { BadRecord } from './bad-record.ts';
import { readCall } from './call-jsonl.ts';
import { UnreadableBytes } from './decode.ts';
import { detectFormat } from './detect.ts';
import { readDocumentRow } from './document-jsonl.ts';
import { jsonLines } from './json-lines.ts';
import { readMarkdown } from './markdown.ts';
import { readPlainText } from './plain-text.ts';

type Records = Generator<ParsedSource | RecordProblem, FileOutcome, undefined>;

/**
 * Reads a file record by record; nothing but the bytes is held between two records. A file that cannot be read at all
 * yields one problem of type `file` and returns `ok: false`; a bad record is named and stops nothing else.
 */
export function* parseFile(file: InputFile, settings: IngestSettings): Records {
  const detection = detectFormat(file.name, file.bytes);
  if (detection.format === null) return yield* refuse(file, detection.reason, detection.remedy);
  if (detection.format === 'jsonl') return yield* parseJsonLines(file, settings);
  const read = detection.format === 'markdown' ? readMarkdown : readPlainText;
  try {
    yield read(file, settings);
    return { ok: true, records: 1, problems: 0 };
  } catch (error) {
    if (!(error instanceof BadRecord || error instanceof UnreadableBytes)) throw error;
    return yield* refuse(file, error.reason, error.remedy);
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
  for (const entry of jsonLines(file.bytes)) {
    if ('reason' in entry) {
      yield problem(entry.line, entry.reason, entry.remedy);
      continue;
    }
    try {
      const source =
        'turns' in entry.value
          ? readCall(entry.raw, entry.value, settings)
          : readDocumentRow(file.name, entry.raw, entry.value, settings);
      const earlier = seen.get(source.key);
      if (earlier !== undefined) {
        throw new BadRecord(`its id was used on line ${earlier} already`, 'Give every record of a file its own id.');
      }
      seen.set(source.key, entry.line);
      records++;
      yield source;
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error;
      yield problem(entry.line, error.reason, error.remedy);
    }
  }
  if (records + problems === 0) return yield* refuse(file, 'the file holds no record', 'Write one JSON object a line.');
  return { ok: true, records, problems };
}
