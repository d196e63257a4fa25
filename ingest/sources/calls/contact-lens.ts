import { z } from 'zod';
import type { Channel, SpeakerRole } from '../../../graph-schema/index.ts';
import { BadRecord, badFields } from '../bad-record.ts';
import { type CallTranscript, type CallTurn, inOrder, readInstant } from './call-transcript.ts';
import { languageOfTag } from './language-tag.ts';
import { countLeftOut, kindOfWord } from './speaker-roles.ts';

const offset = z.number().min(0);

/** One turn, of the post-call file and of the real-time segments. */
const turnSchema = z.looseObject({
  Id: z.string().nullish(),
  ParticipantId: z.string().nullish(),
  ParticipantRole: z.string().nullish(),
  DisplayName: z.string().nullish(),
  Content: z.string().nullish(),
  ContentType: z.string().nullish(),
  BeginOffsetMillis: offset.nullish(),
  EndOffsetMillis: offset.nullish(),
  AbsoluteTime: z.string().nullish(),
  Time: z.looseObject({ AbsoluteTime: z.string().nullish() }).nullish(),
});
type Turn = z.infer<typeof turnSchema>;

const fileSchema = z.looseObject({
  JobStatus: z.string().nullish(),
  Channel: z.string().nullish(),
  LanguageCode: z.string().nullish(),
  Participants: z.array(z.looseObject({ ParticipantId: z.string(), ParticipantRole: z.string().nullish() })).nullish(),
  ContentMetadata: z.looseObject({ Output: z.string().nullish() }).nullish(),
  CustomerMetadata: z.looseObject({ ContactId: z.string().nullish() }).nullish(),
  ConversationCharacteristics: z.looseObject({ TotalConversationDurationMillis: offset.nullish() }).nullish(),
  Transcript: z.array(turnSchema),
});

const segmentsSchema = z.looseObject({
  ContactId: z.string().nullish(),
  Channel: z.string().nullish(),
  LanguageCode: z.string().nullish(),
  StreamingSettings: z.looseObject({ LanguageCode: z.string().nullish() }).nullish(),
  EventType: z.string().nullish(),
  StreamingEventType: z.string().nullish(),
  Segments: z.array(z.looseObject({ Transcript: turnSchema.nullish() })).nullish(),
});

const remedy = 'Hand in the analysis file, or the real-time segments, as Amazon Connect Contact Lens writes them.';

/** Reads a post-call analysis file of Contact Lens. `fallbackId` serves where it names no contact. Throws BadRecord. */
export function readContactLens(value: unknown, fallbackId: string, timeZone: string): CallTranscript {
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const file = parsed.data;
  if (file.JobStatus && file.JobStatus !== 'COMPLETED') {
    throw new BadRecord('JobStatus is not COMPLETED: the analysis did not come to an end', remedy);
  }
  const roleOf = new Map(file.Participants?.map((p) => [p.ParticipantId, p.ParticipantRole ?? p.ParticipantId]));
  const read = turnsOf(file.Transcript, (turn) => roleOf.get(turn.ParticipantId ?? ''), timeZone);
  return {
    id: file.CustomerMetadata?.ContactId?.trim() || fallbackId,
    ...read.facts,
    turns: read.turns,
    language: languageOfTag(file.LanguageCode),
    channel: channelOf(file.Channel),
    durationMs: file.ConversationCharacteristics?.TotalConversationDurationMillis ?? null,
    notes: {
      format: 'contact-lens',
      ...(file.ContentMetadata?.Output === 'Redacted' ? { redactedBefore: true } : {}),
      ...read.notes,
    },
  };
}

/**
 * Reads the real-time segments of one contact: the events of its stream in any order, or the answers of the API that
 * lists them. Partial utterances are left to the transcript that follows them. Throws BadRecord.
 */
export function readContactLensSegments(
  events: readonly unknown[],
  fallbackId: string,
  timeZone: string,
): CallTranscript {
  const all = events.map((event) => {
    const parsed = segmentsSchema.safeParse(event);
    if (!parsed.success) throw badFields(parsed.error, remedy);
    return parsed.data;
  });
  const seen = new Set<string>();
  const turns = all
    .flatMap((event) => event.Segments ?? [])
    .flatMap(({ Transcript }) => (Transcript ? [Transcript] : []))
    .filter(({ Id }) => {
      if (Id == null) return true;
      const repeated = seen.has(Id);
      seen.add(Id);
      return !repeated;
    });
  if (turns.length === 0) {
    throw new BadRecord(
      'its segments hold no Transcript',
      'Hand in the whole stream: a Transcript segment follows the partial Utterance segments.',
    );
  }
  const first = <T>(pick: (event: (typeof all)[number]) => T | null | undefined) =>
    all.map(pick).find((found) => found != null) ?? null;
  const failed = all.some((e) => e.EventType === 'FAILED' || e.StreamingEventType === 'FAILED');
  const read = turnsOf(turns, () => undefined, timeZone);
  return {
    id: first((e) => e.ContactId)?.trim() || fallbackId,
    ...read.facts,
    turns: read.turns,
    language: languageOfTag(first((e) => e.LanguageCode ?? e.StreamingSettings?.LanguageCode)),
    channel: channelOf(first((e) => e.Channel)),
    notes: { format: 'contact-lens-segments', ...(failed ? { analysisFailed: true } : {}), ...read.notes },
  };
}

/** The contact that an event of the real-time stream belongs to; null: it is no such event. */
export function contactOfEvent(value: Readonly<Record<string, unknown>>): string | null {
  const contact = value['ContactId'];
  const type = value['EventType'] ?? value['StreamingEventType'];
  const isEvent = type === 'STARTED' || type === 'SEGMENTS' || type === 'COMPLETED' || type === 'FAILED';
  return isEvent && typeof contact === 'string' && contact.trim() !== '' ? contact.trim() : null;
}

const channels: Readonly<Record<string, Channel>> = { VOICE: 'phone', CHAT: 'chat', EMAIL: 'email' };
const channelOf = (name: string | null | undefined) => channels[name?.toUpperCase() ?? ''] ?? null;

interface ReadTurns {
  readonly turns: CallTurn[];
  readonly facts: Pick<CallTranscript, 'startedAt' | 'names'>;
  readonly notes: ReturnType<ReturnType<typeof countLeftOut>['notes']>;
}

function turnsOf(all: readonly Turn[], statedRole: (turn: Turn) => string | undefined, timeZone: string): ReadTurns {
  const instants = all.map((turn, index) => {
    const written = turn.Time?.AbsoluteTime ?? turn.AbsoluteTime;
    return written ? readInstant(`Transcript.${index}.AbsoluteTime`, written, timeZone).getTime() : null;
  });
  const origin = instants.reduce<number | null>((least, t) => (t === null || (least ?? t) < t ? least : t), null);
  const leftOut = countLeftOut();
  const turns: CallTurn[] = [];
  for (const [index, turn] of all.entries()) {
    const role = roleOf(turn, statedRole(turn), index);
    const instant = instants[index] ?? null;
    if (role === 'machine') leftOut.add('machine');
    else if (role === 'other') leftOut.add('other participants');
    else if (turn.Content == null || !isText(turn)) leftOut.add('events');
    else {
      const absolute = instant === null || origin === null ? null : instant - origin;
      const startMs = turn.BeginOffsetMillis ?? absolute;
      turns.push({ role, text: turn.Content, startMs, endMs: turn.EndOffsetMillis ?? null });
    }
  }
  const names = all.map((turn) => turn.DisplayName).filter((name) => name != null && kindOfWord(name) === null);
  const offsets = all.some((turn) => turn.BeginOffsetMillis != null);
  return {
    turns: inOrder(turns),
    facts: {
      startedAt: origin === null || offsets ? null : new Date(origin),
      names: names.filter((name) => name != null),
    },
    notes: leftOut.notes(),
  };
}

function roleOf(turn: Turn, stated: string | undefined, index: number): SpeakerRole | 'machine' | 'other' {
  const word = turn.ParticipantRole ?? stated ?? turn.ParticipantId ?? '';
  if (/^(?:supervisor|custom_?bot)$/i.test(word)) return /bot$/i.test(word) ? 'machine' : 'other';
  const kind = kindOfWord(word);
  if (kind) return kind;
  throw new BadRecord(
    `Transcript.${index}.ParticipantRole: must be CUSTOMER, AGENT or SYSTEM`,
    'Give every turn its ParticipantRole, or list its ParticipantId with a ParticipantRole under Participants.',
  );
}

const isText = (turn: Turn) => turn.ContentType == null || /^text\//i.test(turn.ContentType);
