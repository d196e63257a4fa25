import { z } from 'zod';
import type { SpeakerRole } from '../../../graph-schema/index.ts';
import type { IngestSettings, InputFile } from '../../ports.ts';
import { BadRecord, badFields } from '../bad-record.ts';
import { decodeText } from '../decode.ts';
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

/** Columns of lists of agents and of outcomes that tables of utterances do not have. */
export const listColumns = [
  'hiredOn',
  'tenureMonths',
  'tenureKnownOn',
  'teamSince',
  'occurredAt',
  'complaintType',
  'riskLevel',
  'scaleMin',
  'scaleMax',
] as const;
export type ListColumn = (typeof listColumns)[number];

const header = z.string().trim().min(1).max(300);
const speakerKinds = z.enum(['customer', 'agent', 'machine']);
const sides = z.enum(['customer', 'agent']);

const mappingSchema = z.strictObject({
  holds: z.enum(['calls', 'agents', 'outcomes']).optional(),
  source: z.string().trim().min(1).max(50).optional(),
  columns: z.partialRecord(z.enum([...callColumns, ...listColumns]), header).optional(),
  speakers: z.record(z.string().trim().min(1).max(300), speakerKinds).optional(),
  sheet: z.string().trim().min(1).max(100).optional(),
  channels: z.strictObject({ left: sides.optional(), right: sides.optional(), mono: sides.optional() }).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
});

/** How a file of calls is to be read where it does not say so itself. */
export interface CallMapping {
  /** Header of the column by what it holds. */
  readonly columns: ReadonlyMap<CallColumn, string>;
  /** By the name of the speaker in lower case. */
  readonly speakers: ReadonlyMap<string, SpeakerKind>;
  /** The sheet of a workbook. */
  readonly sheet: string | null;
  /** What a table or a file of JSON lines holds, where its columns do not tell. */
  readonly holds?: 'calls' | 'agents' | 'outcomes' | undefined;
  /** Who says what a list of outcomes says, where its rows do not tell. */
  readonly source?: string | undefined;
  readonly listColumns?: ReadonlyMap<ListColumn, string>;
  /** Whose side a channel of a recording is. */
  readonly channels: ChannelSides;
  /** What a recording is spoken in, by ISO 639: `zh`. */
  readonly spoken: string | null;
}

/** Whose side is on which channel; `mono` where one channel holds one side. */
export interface ChannelSides {
  readonly left?: SpeakerRole | undefined;
  readonly right?: SpeakerRole | undefined;
  readonly mono?: SpeakerRole | undefined;
}

/** An input file with the bytes of the mapping that stands beside it. */
export interface MappedFile extends InputFile {
  readonly mapping?: Uint8Array;
}

export interface CallSettings extends IngestSettings {
  /** For files that bring no mapping of their own. */
  readonly callMapping?: CallMapping;
  /** Called once it is known what the file is read as. */
  readonly onFormat?: (format: string) => void;
  /** Called now and then with how much of the file has been read, 0..1. */
  readonly onShare?: (share: number) => void;
}

export const noMapping: CallMapping = {
  columns: new Map(),
  speakers: new Map(),
  sheet: null,
  channels: {},
  spoken: null,
};

/** Name of the file that may say how a file of calls is to be read. */
export const mappingNameFor = (name: string) => `${name}.mapping.json`;

/** Whether a file is such a mapping, and no source itself. */
export const isMappingName = (name: string) => /\.mapping\.json$/i.test(name);

const remedy =
  'A mapping is {"columns": {"callId": "<header>", "role": "<header>", "text": "<header>"}, "speakers": {"<name>": "agent" | "customer" | "machine"}, "sheet": "<name>", "channels": {"left": "agent", "right": "customer"}, "language": "zh"}; every part is optional.';

/** Reads a mapping. Throws BadRecord or UnreadableBytes. */
export function parseCallMapping(content: Uint8Array | string): CallMapping {
  let value: unknown;
  const text = typeof content === 'string' ? content : decodeText(content).text;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRecord('the mapping is not valid JSON', remedy);
  }
  const parsed = mappingSchema.safeParse(value);
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const { columns = {}, speakers = {}, sheet, holds, source, channels = {}, language } = parsed.data;
  return {
    columns: new Map(callColumns.flatMap((column) => (columns[column] ? [[column, columns[column]] as const] : []))),
    speakers: new Map(Object.entries(speakers).map(([name, kind]) => [name.toLowerCase(), kind])),
    sheet: sheet ?? null,
    holds,
    source,
    listColumns: new Map(
      listColumns.flatMap((column) => (columns[column] ? [[column, columns[column]] as const] : [])),
    ),
    channels,
    spoken: language ?? null,
  };
}

/** The mapping that holds for a file. Throws BadRecord or UnreadableBytes. */
export function mappingOf(file: MappedFile, settings: CallSettings): CallMapping {
  return file.mapping ? parseCallMapping(file.mapping) : (settings.callMapping ?? noMapping);
}
