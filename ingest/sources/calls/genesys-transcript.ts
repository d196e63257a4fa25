import { z } from 'zod';
import type { Channel, SpeakerRole } from '../../../graph-schema/index.ts';
import type { ParsedAgent } from '../../ports.ts';
import { BadRecord, badFields } from '../bad-record.ts';
import { type CallTranscript, type CallTurn, customerOfAddress, inOrder } from './call-transcript.ts';
import { languageOfTag } from './language-tag.ts';
import { countLeftOut } from './speaker-roles.ts';

const number = z.number().min(0);
const span = z
  .union([number, z.looseObject({ milliseconds: number }).transform((d) => d.milliseconds)])
  .nullish()
  .catch(null);

const phraseSchema = z.looseObject({
  text: z.string().nullish(),
  decoratedText: z.string().nullish(),
  participantPurpose: z.string(),
  startTimeMs: number.nullish(),
  offset: span,
  duration: span,
});

const participantSchema = z.looseObject({
  participantPurpose: z.string().nullish(),
  userId: z.string().nullish(),
  teamId: z.string().nullish(),
  ani: z.string().nullish(),
  from: z.string().nullish(),
  startTimeMs: number.nullish(),
  endTimeMs: number.nullish(),
});
type Participant = z.infer<typeof participantSchema>;

const schema = z.looseObject({
  conversationId: z.string().nullish(),
  communicationId: z.string().nullish(),
  mediaType: z.string().nullish(),
  conversationStartTime: number.nullish(),
  startTime: number.nullish(),
  duration: span,
  participants: z.array(participantSchema).nullish(),
  transcripts: z.array(
    z.looseObject({
      language: z.string().nullish(),
      startTime: number.nullish(),
      phrases: z.array(phraseSchema).nullish(),
    }),
  ),
});

const remedy =
  'Hand in the JSON behind the transcript URL of Genesys Cloud: conversationId, and transcripts with phrases that have text, participantPurpose and startTimeMs.';

/** From here on a time is one of the epoch, in milliseconds; below, an offset. */
const epochMs = 1e11;

/** Reads a transcript of Genesys Cloud speech and text analytics. Throws BadRecord. */
export function readGenesysTranscript(value: unknown, fallbackId: string): CallTranscript {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const file = parsed.data;
  // Nobody hands a call on a hundred times; more would only cost time.
  const participants = (file.participants ?? []).slice(0, 100);
  const phrases = file.transcripts.flatMap((transcript) =>
    (transcript.phrases ?? []).map((phrase) => ({ ...phrase, base: transcript.startTime })),
  );
  const firstInstant = phrases.map((p) => p.startTimeMs).find((t) => t != null && t >= epochMs);
  const origin =
    file.startTime ?? phrases.find((p) => p.base != null)?.base ?? file.conversationStartTime ?? firstInstant;
  const leftOut = countLeftOut();
  const turns: CallTurn[] = [];
  for (const [index, phrase] of phrases.entries()) {
    const role = roleOf(phrase.participantPurpose, phrase.startTimeMs ?? null, participants, index);
    if (role === 'machine') {
      leftOut.add('machine');
      continue;
    }
    const time = phrase.startTimeMs ?? phrase.offset;
    const startMs = time == null ? null : time >= epochMs ? Math.max(0, time - (origin ?? time)) : time;
    const endMs = startMs === null || phrase.duration == null ? null : startMs + phrase.duration;
    turns.push({ role, text: phrase.decoratedText?.trim() || phrase.text || '', startMs, endMs });
  }
  const customer = participants.find((p) => customerPurposes.has(purposeOf(p)));
  const started = origin != null && origin >= epochMs && origin < 2.5e14 ? new Date(origin) : null;
  return {
    id: file.conversationId?.trim() || fallbackId,
    turns: inOrder(turns),
    startedAt: started,
    language: languageOfTag(file.transcripts.find((t) => t.language)?.language),
    channel: channels[file.mediaType?.toLowerCase() ?? ''] ?? null,
    agent: agentOf(participants, phrases),
    customerId: customerOfAddress(customer?.ani || customer?.from),
    durationMs: file.duration ?? null,
    notes: { format: 'genesys', ...leftOut.notes() },
  };
}

const channels: Readonly<Record<string, Channel>> = {
  call: 'phone',
  voice: 'phone',
  callback: 'phone',
  chat: 'chat',
  webchat: 'chat',
  message: 'chat',
  webmessaging: 'chat',
  email: 'email',
};

const customerPurposes = new Set(['external', 'customer']);
const agentPurposes = new Set(['internal', 'agent', 'user', 'group']);
const machinePurposes = new Set([
  'ivr',
  'acd',
  'voicemail',
  'workflow',
  'flow',
  'bot',
  'botflow',
  'dialer',
  'campaign',
  'fax',
  'voice_survey_flow',
]);
const purposeOf = (p: Participant) => p.participantPurpose?.toLowerCase() ?? '';

const covers = (p: Participant, ms: number) =>
  (p.startTimeMs ?? 0) <= ms && ms < (p.endTimeMs ?? Number.POSITIVE_INFINITY);

/** Voice menus speak as `internal` too: what is said while only a machine takes part is theirs. */
function roleOf(
  stated: string,
  atMs: number | null,
  participants: readonly Participant[],
  index: number,
): SpeakerRole | 'machine' {
  const purpose = stated.trim().toLowerCase();
  if (customerPurposes.has(purpose)) return 'customer';
  if (machinePurposes.has(purpose)) return 'machine';
  if (!agentPurposes.has(purpose)) {
    throw new BadRecord(`phrase ${index + 1}: participantPurpose must be external or internal`, remedy);
  }
  if (purpose !== 'internal' || atMs === null) return 'agent';
  const present = participants.filter((p) => p.startTimeMs != null && covers(p, atMs)).map(purposeOf);
  const machine = present.some((p) => machinePurposes.has(p));
  const person = present.some((p) => agentPurposes.has(p));
  return machine && !person ? 'machine' : 'agent';
}

/** Of several agents of a call the one who was there for most of what the bank's side said. */
function agentOf(
  participants: readonly Participant[],
  phrases: readonly { participantPurpose: string; startTimeMs?: number | null | undefined }[],
): ParsedAgent | null {
  const agents = participants.filter((p) => agentPurposes.has(purposeOf(p)) && p.userId?.trim());
  const said = phrases.filter((p) => agentPurposes.has(p.participantPurpose.toLowerCase()) && p.startTimeMs != null);
  const share = (agent: Participant) => said.filter((p) => covers(agent, p.startTimeMs ?? 0)).length;
  const [main] = agents.map((agent) => ({ agent, share: share(agent) })).toSorted((a, b) => b.share - a.share);
  if (!main?.agent.userId) return null;
  return { id: main.agent.userId.trim(), ...(main.agent.teamId?.trim() ? { team: main.agent.teamId.trim() } : {}) };
}
