import { z } from 'zod';
import type { Channel, SpeakerRole } from '../../../graph-schema/index.ts';
import type { ParsedAgent, ParsedOutcome } from '../../ports.ts';
import { BadRecord, badFields } from '../bad-record.ts';
import { type CallTranscript, type CallTurn, inOrder, readInstant } from './call-transcript.ts';
import { languageOfTag } from './language-tag.ts';
import { countLeftOut, kindOfWord } from './speaker-roles.ts';

const count = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,20}$/)
    .transform(Number),
]);
const duration = z
  .string()
  .regex(/^\d{1,12}(?:\.\d{1,9})?s$/, 'must be seconds such as 12.5s')
  .transform((text) => Number(text.slice(0, -1)) * 1_000);
const role = z.union([z.string(), z.int()]);

const entrySchema = z.looseObject({
  text: z.string(),
  role,
  userId: z.union([z.string(), z.number().transform(String)]).nullish(),
  startTimestampUsec: count.nullish(),
  createTime: z.string().nullish(),
  languageCode: z.string().nullish(),
});
const uploadSchema = z.looseObject({ entries: z.array(entrySchema) });

const segmentSchema = z.looseObject({
  text: z.string().nullish(),
  messageTime: z.string().nullish(),
  languageCode: z.string().nullish(),
  channelTag: z.int().nullish(),
  words: z.array(z.looseObject({ startOffset: duration.nullish(), endOffset: duration.nullish() })).nullish(),
  segmentParticipant: z.looseObject({ role: role.nullish(), userId: z.string().nullish() }).nullish(),
});
const agentSchema = z.looseObject({
  agentId: z.string().nullish(),
  displayName: z.string().nullish(),
  team: z.string().nullish(),
  teams: z.array(z.string()).nullish(),
  dispositionCode: z.string().nullish(),
});
const conversationSchema = z.looseObject({
  name: z.string().nullish(),
  startTime: z.string().nullish(),
  languageCode: z.string().nullish(),
  agentId: z.string().nullish(),
  medium: z.union([z.string(), z.int()]).nullish(),
  duration: duration.nullish(),
  obfuscatedUserId: z.string().nullish(),
  callMetadata: z.looseObject({ customerChannel: z.int().nullish(), agentChannel: z.int().nullish() }).nullish(),
  qualityMetadata: z
    .looseObject({ customerSatisfactionRating: z.int().nullish(), agentInfo: z.array(agentSchema).nullish() })
    .nullish(),
  transcript: z.looseObject({ transcriptSegments: z.array(segmentSchema) }),
});

const messageSchema = z.looseObject({
  name: z.string().nullish(),
  content: z.string(),
  languageCode: z.string().nullish(),
  participantRole: role,
  createTime: z.string().nullish(),
  sendTime: z.string().nullish(),
});
const messagesSchema = z.looseObject({ messages: z.array(messageSchema) });

const remedy =
  'Hand in a conversation of Conversational Insights (transcript.transcriptSegments), its upload format (entries), or the messages of a Dialogflow conversation.';

/** An instant from which epoch microseconds are told from offsets: the year 2001. */
const epochUsec = 1e15;

/** Reads the upload format of Conversational Insights, and the message entries of Dialogflow. Throws BadRecord. */
export function readGoogleEntries(value: unknown, fallbackId: string, timeZone: string): CallTranscript {
  const parsed = uploadSchema.safeParse(camelKeys(value));
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const { entries } = parsed.data;
  const timed = entries.map((entry, index) => {
    if (entry.startTimestampUsec != null) return entry.startTimestampUsec / 1_000;
    return entry.createTime ? readInstant(`entries.${index}.createTime`, entry.createTime, timeZone).getTime() : null;
  });
  const known = timed.filter((t) => t !== null);
  const least = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const absolute = least * 1_000 >= epochUsec && Number.isFinite(least);
  const read = collect(entries, (entry, index) => ({
    role: kindOfRole(entry.role, `entries.${index}.role`),
    text: entry.text,
    startMs: timed[index] == null ? null : (timed[index] ?? 0) - (absolute ? least : 0),
  }));
  return {
    id: fallbackId,
    turns: read.turns,
    startedAt: absolute ? new Date(least) : null,
    language: languageOfTag(entries.find((entry) => entry.languageCode)?.languageCode),
    agent: agentOf(entries.find((e) => kindOfRole(e.role, 'role') === 'agent')?.userId),
    customerId: entries.find((e) => kindOfRole(e.role, 'role') === 'customer')?.userId ?? null,
    notes: { format: 'google-entries', ...read.notes },
  };
}

/** Reads a conversation resource of Conversational Insights, v1. Throws BadRecord. */
export function readGoogleConversation(value: unknown, fallbackId: string, timeZone: string): CallTranscript {
  const parsed = conversationSchema.safeParse(camelKeys(value));
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const conversation = parsed.data;
  const start = conversation.startTime ? readInstant('startTime', conversation.startTime, timeZone) : null;
  const segments = conversation.transcript.transcriptSegments;
  const instants = segments.map((segment, index) => {
    const field = `transcript.transcriptSegments.${index}.messageTime`;
    return segment.messageTime ? readInstant(field, segment.messageTime, timeZone).getTime() : null;
  });
  const origin = start?.getTime() ?? instants.find((t) => t != null) ?? 0;
  const { customerChannel, agentChannel } = conversation.callMetadata ?? {};
  const read = collect(segments, (segment, index) => {
    const tag = segment.channelTag;
    const byChannel = tag == null ? null : tag === agentChannel ? 'agent' : tag === customerChannel ? 'customer' : null;
    const stated = segment.segmentParticipant?.role;
    const field = `transcript.transcriptSegments.${index}.segmentParticipant.role`;
    const instant = instants[index];
    return {
      role: stated == null && byChannel ? byChannel : kindOfRole(stated ?? 0, field),
      text: segment.text ?? '',
      startMs: segment.words?.[0]?.startOffset ?? (instant == null ? null : Math.max(0, instant - origin)),
      endMs: segment.words?.at(-1)?.endOffset ?? null,
    };
  });
  const info = conversation.qualityMetadata?.agentInfo?.[0];
  return {
    id: conversation.name?.split('/').at(-1)?.trim() || fallbackId,
    turns: read.turns,
    startedAt: start,
    language: languageOfTag(conversation.languageCode ?? segments.find((s) => s.languageCode)?.languageCode),
    channel: channelOf(conversation.medium),
    agent: agentOf(info?.agentId || conversation.agentId, info?.displayName, info?.teams?.[0] ?? info?.team),
    customerId: conversation.obfuscatedUserId ?? null,
    outcome: outcomeOf(conversation.qualityMetadata?.customerSatisfactionRating),
    durationMs: conversation.duration ?? null,
    notes: { format: 'google-conversation', ...read.notes },
  };
}

/** Reads the messages of a Dialogflow conversation, v2, in whatever order they are listed. Throws BadRecord. */
export function readDialogflowMessages(value: unknown, fallbackId: string, timeZone: string): CallTranscript {
  const parsed = messagesSchema.safeParse(camelKeys(value));
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const { messages } = parsed.data;
  const instants = messages.map((message, index) => {
    const written = message.sendTime ?? message.createTime;
    return written ? readInstant(`messages.${index}.createTime`, written, timeZone).getTime() : null;
  });
  const origin = instants.reduce<number | null>((least, t) => (t === null || (least ?? t) < t ? least : t), null);
  const read = collect(messages, (message, index) => {
    const instant = instants[index];
    return {
      role: kindOfRole(message.participantRole, `messages.${index}.participantRole`),
      text: message.content,
      startMs: instant == null || origin === null ? null : instant - origin,
    };
  });
  const id = /\/conversations\/([^/]+)/.exec(messages.find((m) => m.name)?.name ?? '')?.[1];
  return {
    id: id ?? fallbackId,
    turns: read.turns,
    startedAt: origin === null ? null : new Date(origin),
    language: languageOfTag(messages.find((m) => m.languageCode)?.languageCode),
    notes: { format: 'dialogflow-messages', ...read.notes },
  };
}

interface ReadTurn extends Omit<CallTurn, 'role'> {
  readonly role: SpeakerRole | 'machine';
}

function collect<T>(all: readonly T[], read: (one: T, index: number) => ReadTurn) {
  const leftOut = countLeftOut();
  const turns: CallTurn[] = [];
  for (const [index, one] of all.entries()) {
    const { role: kind, ...turn } = read(one, index);
    if (kind === 'machine') leftOut.add('machine');
    else turns.push({ ...turn, role: kind });
  }
  return { turns: inOrder(turns), notes: leftOut.notes() };
}

const numbered = ['', 'HUMAN_AGENT', 'AUTOMATED_AGENT', 'END_USER', 'ANY_AGENT'];

function kindOfRole(stated: string | number, field: string): SpeakerRole | 'machine' {
  const word = typeof stated === 'number' ? (numbered[stated] ?? '') : stated;
  const kind = word === 'ANY_AGENT' ? 'agent' : kindOfWord(word);
  if (kind) return kind;
  throw new BadRecord(`${field}: must be HUMAN_AGENT, AUTOMATED_AGENT or END_USER`, remedy);
}

function agentOf(id: string | null | undefined, name?: string | null, team?: string | null): ParsedAgent | null {
  if (!id?.trim()) return null;
  return {
    id: id.trim(),
    ...(name?.trim() ? { name: name.trim() } : {}),
    ...(team?.trim() ? { team: team.trim() } : {}),
  };
}

function outcomeOf(rating: number | null | undefined): ParsedOutcome | null {
  return rating == null ? null : { result: 'unknown', satisfaction: rating, source: 'google-insights' };
}

function channelOf(medium: string | number | null | undefined): Channel | null {
  if (medium === 'PHONE_CALL' || medium === 1) return 'phone';
  return medium === 'CHAT' || medium === 2 ? 'chat' : null;
}

/** Exports write either camelCase or the names of the protocol buffers. */
function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()),
      camelKeys(entry),
    ]),
  );
}
