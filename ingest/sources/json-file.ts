import type { InputFile } from '../ports.ts';
import { BadRecord } from './bad-record.ts';
import { jsonRemedy, recordsOf } from './calls/call-json.ts';
import type { CallMapping, CallSettings } from './calls/call-mapping.ts';
import { callSource } from './calls/call-transcript.ts';
import { readContactLensSegments } from './calls/contact-lens.ts';
import { gatherSegmentStreams } from './calls/segment-streams.ts';
import { decodeAs, decodeText, encodingOf } from './decode.ts';
import { deepestJson, jsonLines, nestsDeeper } from './json-lines.ts';
import { readJsonRecord } from './json-record.ts';
import { attempt, type Place, type Records, refuse, tallyRecords } from './record-reading.ts';

/** Largest file that is read as a whole. */
export const largestWhole = 256 * 1_048_576;

/** Decodes a file that is read as a whole. Throws BadRecord or UnreadableBytes. */
export function decodeWhole(bytes: Uint8Array): string {
  refuseTooLarge(bytes);
  return decodeText(bytes).text;
}

function refuseTooLarge(bytes: Uint8Array): void {
  if (bytes.length > largestWhole) {
    throw new BadRecord(`the file has more than ${largestWhole / 1_048_576} MiB`, 'Split it up.');
  }
}

/** Reads a JSON file: one call or document, or a list of them. */
export function* parseJsonFile(file: InputFile, mapping: CallMapping, settings: CallSettings): Records {
  const text = attempt(() => decodeWhole(file.bytes));
  if ('failure' in text) return yield* refuse(file, text.failure);
  const parsed = attempt(() => parseJson(text.value));
  if ('failure' in parsed) {
    return isJsonLines(text.value) || /\.(?:jsonl|ndjson)$/i.test(file.name)
      ? yield* parseJsonLines(file, mapping, settings)
      : yield* refuse(file, parsed.failure);
  }
  const records = attempt(() => recordsOf(parsed.value));
  if ('failure' in records) return yield* refuse(file, records.failure);
  const [only] = records.value;
  if (only === undefined) return yield* refuse(file, { reason: 'the list is empty', remedy: jsonRemedy });
  if (only.at === '' && only.value !== null) {
    const { value } = only;
    const input = { fileName: file.name, value, raw: text.value, fallbackId: callIdOfName(file.name), mapping };
    const read = attempt(() => readJsonRecord(input, settings));
    if ('failure' in read) return yield* refuse(file, read.failure);
    yield read.value;
    return { ok: true, records: 1, problems: 0 };
  }
  return yield* readList(file, records.value, mapping, settings);
}

function* readList(
  file: InputFile,
  records: ReturnType<typeof recordsOf>,
  mapping: CallMapping,
  settings: CallSettings,
): Records {
  const tally = tallyRecords(file);
  const streams = gatherSegmentStreams<Place>();
  for (const [index, { value, at }] of records.entries()) {
    settings.onShare?.(index / records.length);
    if (value !== null && streams.add(value, { at })) continue;
    yield tally.take(
      attempt(() => {
        if (value === null) throw new BadRecord('not a JSON object', jsonRemedy);
        const raw = JSON.stringify(value);
        return readJsonRecord({ fileName: file.name, value, raw, fallbackId: `${file.name}${at}`, mapping }, settings);
      }),
      { at },
    );
  }
  yield* readStreams(streams, tally, settings);
  return { ok: true, ...tally.counts };
}

/** Reads a JSONL file, one call or document a line; events of real-time streams become calls at its end. */
export function* parseJsonLines(file: InputFile, mapping: CallMapping, settings: CallSettings): Records {
  const tally = tallyRecords(file);
  const streams = gatherSegmentStreams<Place>();
  const opened = attempt(() => linesOf(file.bytes, settings.onShare));
  if ('failure' in opened) return yield* refuse(file, opened.failure);
  const lines = opened.value;
  for (;;) {
    const step = attempt(() => lines.next());
    if ('failure' in step) return yield* refuse(file, step.failure);
    if (step.value.done) break;
    const entry = step.value.value;
    const { line } = entry;
    if ('reason' in entry) yield tally.take({ failure: entry }, { line });
    else if (!streams.add(entry.value, { line })) {
      const { value, raw } = entry;
      const fallbackId = `${file.name}#${line}`;
      yield tally.take(
        attempt(() => readJsonRecord({ fileName: file.name, value, raw, fallbackId, mapping }, settings)),
        { line },
      );
    }
  }
  yield* readStreams(streams, tally, settings);
  if (tally.counts.records + tally.counts.problems === 0) {
    return yield* refuse(file, { reason: 'the file holds no record', remedy: 'Write one JSON object a line.' });
  }
  return { ok: true, ...tally.counts };
}

/** The lines of a file in any encoding; UTF-16, in which no byte ends a line, is decoded as a whole. */
export function linesOf(bytes: Uint8Array, onShare?: (share: number) => void): ReturnType<typeof jsonLines> {
  const encoding = encodingOf(bytes);
  if (!encoding.startsWith('utf-16')) return jsonLines(bytes, encoding, onShare);
  refuseTooLarge(bytes);
  return jsonLines(new TextEncoder().encode(decodeAs(bytes, encoding)), 'utf-8');
}

function* readStreams(
  streams: ReturnType<typeof gatherSegmentStreams<Place>>,
  tally: ReturnType<typeof tallyRecords>,
  settings: CallSettings,
) {
  for (const { contact, events, place } of streams.streams()) {
    const read = attempt(() =>
      callSource(readContactLensSegments(events, contact, settings.timeZone), JSON.stringify(events), settings),
    );
    yield tally.take(read, place);
  }
}

function parseJson(text: string): unknown {
  if (nestsDeeper(text, deepestJson)) {
    const reason = `the JSON is nested more than ${deepestJson} levels deep`;
    throw new BadRecord(reason, 'Flatten the record; a call or document needs three or four levels.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRecord('not valid JSON', 'Write one JSON value, or one JSON object a line.');
  }
}

/** Whether the first line alone is a JSON object, whatever the file is called. */
function isJsonLines(text: string): boolean {
  const first = text.slice(0, 1_048_576).trimStart().split('\n', 1)[0] ?? '';
  if (!first.startsWith('{') || nestsDeeper(first, deepestJson)) return false;
  try {
    JSON.parse(first);
    return true;
  } catch {
    return false;
  }
}

/** Contact Lens names its files by the contact; otherwise a call without an id is known by its file. */
function callIdOfName(name: string): string {
  return /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})_(?:analysis|call)/i.exec(name)?.[1] ?? name;
}
