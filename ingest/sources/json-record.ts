import type { ParsedSource } from '../ports.ts';
import { BadRecord } from './bad-record.ts';
import { readCall } from './call-jsonl.ts';
import { callFormatOf, jsonRemedy, readCallJson } from './calls/call-json.ts';
import type { CallMapping, CallSettings } from './calls/call-mapping.ts';
import { callSource } from './calls/call-transcript.ts';
import { readDocumentRow } from './document-jsonl.ts';

interface RecordInput {
  readonly fileName: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** What the source is hashed by. */
  readonly raw: string;
  /** Names a call whose format has no id. */
  readonly fallbackId: string;
  readonly mapping: CallMapping;
}

/** Reads one JSON object: a call in any known format, or a document row. Throws BadRecord. */
export function readJsonRecord(input: RecordInput, settings: CallSettings): ParsedSource {
  const { fileName, value, raw } = input;
  if ('turns' in value) return readCall(raw, value, settings);
  const format = callFormatOf(value);
  if (format !== null) {
    return callSource(readCallJson(format, value, input.fallbackId, input.mapping, settings.timeZone), raw, settings);
  }
  // What holds none of a document's fields either is told what would be read.
  if (!('text' in value || 'id' in value || '_id' in value)) {
    throw new BadRecord('it is no call or document of a form that is known', jsonRemedy);
  }
  return readDocumentRow(fileName, raw, value, settings);
}
