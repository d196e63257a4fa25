import { BadRecord } from '../bad-record.ts';
import type { CallMapping } from './call-mapping.ts';
import type { CallTranscript } from './call-transcript.ts';
import { contactOfEvent, readContactLens, readContactLensSegments } from './contact-lens.ts';
import { readGenesysTranscript } from './genesys-transcript.ts';
import { readDialogflowMessages, readGoogleConversation, readGoogleEntries } from './google-conversation.ts';
import { readVcon } from './vcon.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The formats of calls in JSON besides the project's own. */
export type CallJsonFormat =
  | 'contact-lens'
  | 'contact-lens-segments'
  | 'google-conversation'
  | 'google-entries'
  | 'dialogflow-messages'
  | 'genesys'
  | 'vcon';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
/** Whether the first objects of a list have one of these fields. */
const someHave = (list: unknown, ...keys: readonly string[]) =>
  itemsOf(list)
    .slice(0, 20)
    .some((item) => isObject(item) && keys.some((key) => key in item));

/** Tells the format of a call by what it holds, whatever its file is called; null: none that is known. */
export function callFormatOf(value: unknown): CallJsonFormat | null {
  if (!isObject(value)) return null;
  if (isVcon(value)) return 'vcon';
  if (contactOfEvent(value) !== null) return 'contact-lens-segments';
  if (Array.isArray(value['Segments']) && !('Transcript' in value)) return 'contact-lens-segments';
  if (Array.isArray(value['Transcript'])) return 'contact-lens';
  if (someHave(value['transcripts'], 'phrases')) return 'genesys';
  const transcript = value['transcript'];
  if (isObject(transcript) && ('transcriptSegments' in transcript || 'transcript_segments' in transcript)) {
    return 'google-conversation';
  }
  if (someHave(value['entries'], 'role')) return 'google-entries';
  return someHave(value['messages'], 'participantRole', 'participant_role') ? 'dialogflow-messages' : null;
}

function isVcon(value: JsonObject): boolean {
  const parts = ['parties', 'dialog', 'analysis'].filter((key) => Array.isArray(value[key]));
  if (typeof value['vcon'] === 'string' || (typeof value['uuid'] === 'string' && parts.length > 0)) return true;
  const signed = typeof value['payload'] === 'string' && Array.isArray(value['signatures']);
  return signed || (typeof value['ciphertext'] === 'string' && ('recipients' in value || 'protected' in value));
}

/** Reads a call in JSON. `fallbackId` names it where the format has no id of its own. Throws BadRecord. */
export function readCallJson(
  format: CallJsonFormat,
  value: unknown,
  fallbackId: string,
  mapping: CallMapping,
  timeZone: string,
): CallTranscript {
  switch (format) {
    case 'contact-lens':
      return readContactLens(value, fallbackId, timeZone);
    case 'contact-lens-segments':
      return readContactLensSegments([value], fallbackId, timeZone);
    case 'google-conversation':
      return readGoogleConversation(value, fallbackId, timeZone);
    case 'google-entries':
      return readGoogleEntries(value, fallbackId, timeZone);
    case 'dialogflow-messages':
      return readDialogflowMessages(value, fallbackId, timeZone);
    case 'genesys':
      return readGenesysTranscript(value, fallbackId);
    case 'vcon':
      return readVcon(value, mapping, timeZone);
  }
}

/** One record of a JSON file, and where it stands in it. */
export interface JsonRecord {
  readonly value: JsonObject;
  /** Such as `[3]` or `/conversations[0]`; empty for the whole file. */
  readonly at: string;
}

/** The records of a JSON file: itself, or the items of a list, also under the key that an API lists them by. */
export function recordsOf(value: unknown): readonly (JsonRecord | { readonly at: string; readonly value: null })[] {
  const listed = (list: readonly unknown[], at: string) =>
    list.map((item, i) => ({ at: `${at}[${i}]`, value: isObject(item) ? item : null }));
  if (Array.isArray(value)) {
    // A list of bare segments or messages is one call, not many.
    if (someHave(value, 'Transcript', 'Utterance') && !someHave(value, 'ContactId'))
      return [{ at: '', value: { Segments: value } }];
    if (someHave(value, 'participantRole', 'participant_role')) return [{ at: '', value: { messages: value } }];
    return listed(value, '');
  }
  if (!isObject(value)) throw new BadRecord('it is neither a JSON object nor a list of them', jsonRemedy);
  if (callFormatOf(value) !== null || 'turns' in value) return [{ at: '', value }];
  for (const key of ['conversations', 'calls', 'records', 'items', 'vcons', 'data', 'results']) {
    const list = value[key];
    if (Array.isArray(list) && list.length > 0) return listed(list, `/${key}`);
  }
  return [{ at: '', value }];
}

/** What a JSON file may hold. */
export const jsonRemedy =
  'Read are calls of Amazon Contact Lens, Google Conversational Insights and Dialogflow, Genesys Cloud, vCon, and {"id": ..., "turns": [...]}; documents as {"id": ..., "text": ...}.';
