import { z } from 'zod';
import { channels, languages, outcomes, parseInstant, type SpeakerRole } from '../../graph-schema/index.ts';
import type { IngestSettings, ParsedAgent, ParsedCall, ParsedOutcome, ParsedSegment, ParsedSource } from '../ports.ts';
import { createRedactor } from '../steps/redact.ts';
import { BadRecord, badFields } from './bad-record.ts';
import { detectLanguage } from './detect-language.ts';
import { refuseFarYear } from './read-date.ts';

const id = z.union([z.string().trim().min(1).max(300), z.number().transform(String)]);
const name = z.string().trim().min(1).max(300).nullish();
/** Largest whole number that is kept. */
const largest = 2_147_483_647;
const upTo = (most: number) => ({ error: `must be a number from 0 to ${most}` });
const milliseconds = z.number().min(0).max(largest, upTo(largest)).transform(Math.round).nullish();
const mostSeconds = Math.floor(largest / 1_000);

const roles: Readonly<Record<string, SpeakerRole>> = {
  customer: 'customer',
  caller: 'customer',
  client: 'customer',
  user: 'customer',
  客户: 'customer',
  客戶: 'customer',
  agent: 'agent',
  representative: 'agent',
  assistant: 'agent',
  坐席: 'agent',
  客服: 'agent',
};

const turnSchema = z.looseObject({
  role: z.string().transform((role, context) => {
    const known = roles[role.trim().toLowerCase()];
    if (known) return known;
    context.addIssue({ code: 'custom', message: 'must be customer or agent' });
    return z.NEVER;
  }),
  startMs: milliseconds,
  endMs: milliseconds,
  text: z.string(),
});

const schema = z.looseObject({
  id: id.optional(),
  _id: id.optional(),
  title: name,
  startedAt: z.string().nullish(),
  language: languages.schema.nullish(),
  channel: channels.schema.nullish(),
  agent: z
    .looseObject({ id, name, team: name, tenureMonths: z.int().min(0).max(largest, upTo(largest)).nullish() })
    .nullish(),
  customer: z.looseObject({ id: id.nullish(), name }).nullish(),
  outcome: z
    .looseObject({
      result: outcomes.schema,
      satisfaction: z
        .int()
        .min(-largest, `must be a number from -${largest} to ${largest}`)
        .max(largest, `must be a number from -${largest} to ${largest}`)
        .nullish(),
      repeatContact: z.boolean().nullish(),
      handlingSeconds: z.number().min(0).max(mostSeconds, upTo(mostSeconds)).nullish(),
      source: name,
    })
    .nullish(),
  turns: z.array(turnSchema).min(1, 'must hold at least one turn'),
});
type CallRecord = z.infer<typeof schema>;

const remedy =
  'A call is {"id": "...", "turns": [{"role": "customer" | "agent", "text": "...", "startMs": 0, "endMs": 900}]} on one line.';

/** Reads one call of a JSONL file; its text loses personal data. Throws BadRecord. */
export function readCall(
  raw: string,
  value: Readonly<Record<string, unknown>>,
  settings: IngestSettings,
): ParsedSource {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw badFields(parsed.error, remedy);
  const record = parsed.data;
  const key = record._id ?? record.id;
  if (key === undefined) throw new BadRecord('the record has neither id nor _id', remedy);
  const segments = segmentsOf(record, settings);
  if (segments.length === 0) throw new BadRecord('no turn has any text', remedy);
  const call = callOf(record, segments, settings);
  return {
    type: 'transcript',
    key,
    title: titleOf(record, key, settings),
    language: record.language ?? detectLanguage(segments.map((s) => s.text).join('\n')),
    metadata: record.channel ? { channel: record.channel } : {},
    hashInput: raw,
    segments,
    call,
  };
}

function titleOf(record: CallRecord, key: string, settings: IngestSettings): string {
  const names = [record.customer?.name, record.agent?.name].filter((n) => n != null);
  const redactor = createRedactor({ ownContacts: settings.ownContacts, names });
  return record.title ? redactor.redact(record.title).text : key;
}

function segmentsOf(record: CallRecord, settings: IngestSettings): ParsedSegment[] {
  const names = [record.customer?.name, record.agent?.name].filter((n) => n != null);
  const redactor = createRedactor({ ownContacts: settings.ownContacts, names });
  const turns = record.turns.filter((turn) => turn.text.trim() !== '');
  // Names count backwards too: what is introduced late was perhaps said before.
  for (const turn of turns) redactor.learn(turn.text);
  return turns.map((turn, ordinal): ParsedSegment => {
    const { startMs, endMs } = turn;
    if (startMs != null && endMs != null && endMs < startMs) {
      throw new BadRecord(`turn ${ordinal + 1} ends before it starts`, 'Mend startMs and endMs, in milliseconds.');
    }
    return {
      ordinal,
      kind: 'utterance',
      locator: startMs == null ? `#${ordinal + 1}` : clock(startMs),
      role: turn.role,
      ...(startMs == null ? {} : { startMs }),
      ...(endMs == null || startMs == null ? {} : { endMs }),
      text: redactor.redact(turn.text.trim()).text,
    };
  });
}

/** 03:12, or 1:03:12 from the first hour on. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const tail = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? tail : `${Math.floor(minutes / 60)}:${tail}`;
}

function callOf(record: CallRecord, segments: readonly ParsedSegment[], settings: IngestSettings): ParsedCall {
  const handling = record.outcome?.handlingSeconds;
  const lastMs = segments.reduce((latest, s) => Math.max(latest, s.endMs ?? s.startMs ?? 0), 0);
  return {
    agent: record.agent ? agentOf(record.agent) : null,
    outcome: record.outcome ? outcomeOf(record.outcome) : null,
    customerPseudonym: record.customer?.id == null ? null : settings.pseudonym(record.customer.id),
    startedAt: record.startedAt ? startOf(record.startedAt, settings.timeZone) : null,
    durationMs: lastMs > 0 ? lastMs : handling == null ? null : Math.round(handling * 1_000),
    channel: record.channel ?? null,
  };
}

function startOf(text: string, timeZone: string): Date {
  let instant: Date;
  try {
    instant = parseInstant(text, timeZone);
  } catch {
    throw new BadRecord('startedAt is not a date or date-time', 'Write it as 2026-03-02T10:15:00+08:00.');
  }
  refuseFarYear('startedAt', text, instant);
  return instant;
}

function agentOf(agent: NonNullable<CallRecord['agent']>): ParsedAgent {
  return {
    id: agent.id,
    ...(agent.name == null ? {} : { name: agent.name }),
    ...(agent.team == null ? {} : { team: agent.team }),
    ...(agent.tenureMonths == null ? {} : { tenureMonths: agent.tenureMonths }),
  };
}

function outcomeOf(outcome: NonNullable<CallRecord['outcome']>): ParsedOutcome {
  return {
    result: outcome.result,
    ...(outcome.satisfaction == null ? {} : { satisfaction: outcome.satisfaction }),
    ...(outcome.repeatContact == null ? {} : { repeatContact: outcome.repeatContact }),
    ...(outcome.handlingSeconds == null ? {} : { handlingSeconds: outcome.handlingSeconds }),
    ...(outcome.source == null ? {} : { source: outcome.source }),
  };
}
