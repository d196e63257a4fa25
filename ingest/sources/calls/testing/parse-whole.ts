import { type FileOutcome, isProblem, type ParsedSource, type RecordProblem } from '../../../ports.ts';
import { parseFile } from '../../parse-file.ts';
import type { CallSettings } from '../call-mapping.ts';

export const testSettings: CallSettings = {
  timeZone: 'Asia/Shanghai',
  pseudonym: (id) => `p-${id.length}`,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};

export interface Parsed {
  readonly outcome: FileOutcome;
  readonly sources: readonly ParsedSource[];
  readonly problems: readonly RecordProblem[];
}

const bytesOf = (content: string | Uint8Array | object) =>
  content instanceof Uint8Array
    ? content
    : new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));

/** Reads a file to its end; an object is written as JSON. */
export async function parseWhole(
  name: string,
  content: string | Uint8Array | object,
  mapping?: object,
): Promise<Parsed> {
  const file = { name, bytes: bytesOf(content), ...(mapping ? { mapping: bytesOf(mapping) } : {}) };
  const reader = parseFile(file, testSettings);
  const records: (ParsedSource | RecordProblem)[] = [];
  for (;;) {
    const next = await reader.next();
    if (!next.done) {
      records.push(next.value);
      continue;
    }
    return {
      outcome: next.value,
      sources: records.filter((record): record is ParsedSource => !isProblem(record)),
      problems: records.filter(isProblem),
    };
  }
}

/** The only source of a file; throws with the reason where there is none. */
export async function parseOne(
  name: string,
  content: string | Uint8Array | object,
  mapping?: object,
): Promise<ParsedSource> {
  const { sources, problems } = await parseWhole(name, content, mapping);
  const [source] = sources;
  if (!source || sources.length > 1) throw new Error(`${sources.length} sources; ${problems[0]?.reason ?? ''}`);
  return source;
}

/** Role, time and words of a source's turns. */
export const spoken = (source: ParsedSource) => source.segments.map((s) => [s.role, s.startMs, s.endMs, s.text]);
