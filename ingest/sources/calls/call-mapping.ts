import { z } from 'zod';
import type { IngestSettings, InputFile } from '../../ports.ts';
import { BadRecord, badFields } from '../bad-record.ts';
import { decodeUtf8 } from '../decode.ts';
import type { SpeakerKind } from './speaker-roles.ts';

/** What a column of a table of utterances may hold. */
export const callColumns = [
  'callId',
  'role',
  'text',
  'start',
  'startMs',
  'startSeconds',
  'end',
  'endMs',
  'endSeconds',
  'startedAt',
  'title',
  'channel',
  'language',
  'agentId',
  'agentName',
  'agentTeam',
  'customerId',
  'customerName',
  'outcome',
  'satisfaction',
  'repeatContact',
  'handlingSeconds',
  'outcomeSource',
] as const;
export type CallColumn = (typeof callColumns)[number];

const header = z.string().trim().min(1).max(300);
const speakerKinds = z.enum(['customer', 'agent', 'machine']);

const mappingSchema = z.strictObject({
  columns: z.partialRecord(z.enum(callColumns), header).optional(),
  speakers: z.record(z.string().trim().min(1).max(300), speakerKinds).optional(),
  sheet: z.string().trim().min(1).max(100).optional(),
});

/** How a file of calls is to be read where it does not say so itself. */
export interface CallMapping {
  /** Header of the column by what it holds. */
  readonly columns: ReadonlyMap<CallColumn, string>;
  /** By the name of the speaker in lower case. */
  readonly speakers: ReadonlyMap<string, SpeakerKind>;
  /** The sheet of a workbook. */
  readonly sheet: string | null;
}

/** An input file with the bytes of the mapping that stands beside it. */
export interface MappedFile extends InputFile {
  readonly mapping?: Uint8Array;
}

export interface CallSettings extends IngestSettings {
  /** For files that bring no mapping of their own. */
  readonly callMapping?: CallMapping;
}

export const noMapping: CallMapping = { columns: new Map(), speakers: new Map(), sheet: null };

/** Name of the file that may say how a file of calls is to be read. */
export const mappingNameFor = (name: string) => `${name}.mapping.json`;

/** Whether a file is such a mapping, and no source itself. */
export const isMappingName = (name: string) => /\.mapping\.json$/i.test(name);

const remedy =
  'A mapping is {"columns": {"callId": "<header>", "role": "<header>", "text": "<header>"}, "speakers": {"<name>": "agent" | "customer" | "machine"}, "sheet": "<name>"}; every part is optional.';

/** Reads a mapping. Throws BadRecord or UnreadableBytes. */
export function parseCallMapping(content: Uint8Array | string): CallMapping {
  let value: unknown;
  const text = typeof content === 'string' ? content : decodeUtf8(content);
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRecord('the mapping is not valid JSON', remedy);
  }
  const parsed = mappingSchema.safeParse(value);
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const { columns = {}, speakers = {}, sheet } = parsed.data;
  return {
    columns: new Map(callColumns.flatMap((column) => (columns[column] ? [[column, columns[column]] as const] : []))),
    speakers: new Map(Object.entries(speakers).map(([name, kind]) => [name.toLowerCase(), kind])),
    sheet: sheet ?? null,
  };
}

/** The mapping that holds for a file. Throws BadRecord or UnreadableBytes. */
export function mappingOf(file: MappedFile, settings: CallSettings): CallMapping {
  return file.mapping ? parseCallMapping(file.mapping) : (settings.callMapping ?? noMapping);
}
