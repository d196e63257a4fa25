import { type FileRecords, isProblem } from '../ports.ts';
import {
  type CallMapping,
  type CallSettings,
  isMappingName,
  type MappedFile,
  mappingOf,
  parseCallMapping,
} from './calls/call-mapping.ts';
import { callSource } from './calls/call-transcript.ts';
import { readCaptionCall } from './calls/caption-call.ts';
import { readCsv } from './calls/csv-table.ts';
import { csvCalls, parseTableFile, workbookCalls } from './calls/table-file.ts';
import { encodingOf } from './decode.ts';
import { detectFormat } from './detect.ts';
import { parseDocument } from './documents/read-document.ts';
import { decodeWhole, parseJsonFile, parseJsonLines } from './json-file.ts';
import { readMarkdown } from './markdown.ts';
import { readPlainText } from './plain-text.ts';
import { attempt, type Records, refuse } from './record-reading.ts';
import { statementsOf } from './statements/read-statements.ts';

/**
 * Reads a file record by record; a file of JSON lines, record by record as well, holds nothing but its bytes between
 * two records. A file that cannot be read at all yields one problem of type `file` and returns `ok: false`; a bad
 * record is named and stops nothing else. A mapping (`*.mapping.json`) is checked and yields nothing. Never throws.
 */
export async function* parseFile(file: MappedFile, settings: CallSettings): FileRecords {
  if (isMappingName(file.name)) return yield* checkMapping(file);
  const detection = attempt(() => detectFormat(file.name, file.bytes));
  if ('failure' in detection) return yield* refuse(file, detection.failure);
  const found = detection.value;
  if (found.format !== null) settings.onFormat?.(found.format);
  const mapping = attempt(() => mappingOf(file, settings));
  if ('failure' in mapping) {
    return yield* refuse(file, { ...mapping.failure, reason: `its mapping: ${mapping.failure.reason}` });
  }
  if (found.format === 'csv' || found.format === 'xlsx' || found.format === 'jsonl') {
    const list = statementsOf(file, found.format, mapping.value, settings);
    if (list) return yield* list();
  }
  switch (found.format) {
    case null:
      return yield* refuse(file, found);
    case 'jsonl':
      return yield* inEncoding(file, parseJsonLines(file, mapping.value, settings));
    case 'json':
      return yield* inEncoding(file, parseJsonFile(file, mapping.value, settings));
    case 'csv': {
      const table = csvCalls(file, mapping.value, () => readCsv(decodeWhole(file.bytes)));
      return yield* inEncoding(file, parseTableFile(file, table, mapping.value, settings));
    }
    case 'xlsx':
      return yield* parseTableFile(file, workbookCalls(file, mapping.value), mapping.value, settings);
    case 'html':
    case 'docx':
    case 'pptx':
    case 'pdf':
      return yield* parseDocument(file, found.format, settings);
    default:
      return yield* inEncoding(file, parseSingle(file, found.format, mapping.value, settings));
  }
}

/** Notes the encoding of a text with its sources, if it is not the usual one. */
function* inEncoding(file: MappedFile, records: Records): Records {
  const found = attempt(() => encodingOf(file.bytes));
  const encoding = 'value' in found ? found.value : 'utf-8';
  if (encoding === 'utf-8') return yield* records;
  for (;;) {
    const next = records.next();
    if (next.done) return next.value;
    const record = next.value;
    yield isProblem(record) ? record : { ...record, metadata: { ...record.metadata, encoding } };
  }
}

/** A file that is one source. */
function* parseSingle(
  file: MappedFile,
  format: 'markdown' | 'plain-text' | 'captions',
  mapping: CallMapping,
  settings: CallSettings,
): Records {
  const source = attempt(() => {
    if (format === 'markdown') return readMarkdown(file, settings);
    if (format === 'plain-text') return readPlainText(file, settings);
    return callSource(readCaptionCall(decodeWhole(file.bytes), file.name, mapping), file.bytes, settings);
  });
  if ('failure' in source) return yield* refuse(file, source.failure);
  yield source.value;
  return { ok: true, records: 1, problems: 0 };
}

function* checkMapping(file: MappedFile): Records {
  const read = attempt(() => parseCallMapping(file.bytes));
  if ('failure' in read) return yield* refuse(file, read.failure);
  return { ok: true, records: 0, problems: 0 };
}
