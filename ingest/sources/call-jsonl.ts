import { z } from 'zod';
import { channels, languages, outcomes, type SpeakerRole } from '../../graph-schema/index.ts';
import type { IngestSettings, ParsedAgent, ParsedOutcome, ParsedSource } from '../ports.ts';
import { BadRecord, badFields } from './bad-record.ts';
import { type CallLookup, callSource, largestKept as largest } from './calls/call-transcript.ts';

const id = z.union([z.string().trim().min(1).max(300), z.number().transform(String)]);
const name = z.string().trim().min(1).max(300).nullish();
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

const lookupValue = z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value).slice(0, 500));
const lookupSchema = z.looseObject({
  afterTurns: z.int().min(0),
  name: z.string().trim().min(1).max(300),
  /** By field; a bare text is a result without one. */
  result: z.union([z.record(z.string().max(100), lookupValue), lookupValue]).nullish(),
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
  lookups: z.array(lookupSchema).max(200).nullish(),
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
  if (record.turns.every((turn) => turn.text.trim() === '')) throw new BadRecord('no turn has any text', remedy);
  return callSource(
    {
      id: key,
      title: record.title ?? null,
      startedAt: record.startedAt ?? null,
      language: record.language ?? null,
      channel: record.channel ?? null,
      agent: record.agent ? agentOf(record.agent) : null,
      customerId: record.customer?.id ?? null,
      names: [record.customer?.name, record.agent?.name].filter((n) => n != null),
      outcome: record.outcome ? outcomeOf(record.outcome) : null,
      turns: record.turns,
      ...(record.lookups ? { lookups: record.lookups.map(lookupOf) } : {}),
    },
    raw,
    settings,
  );
}

function lookupOf({ afterTurns, name: asked, result }: z.infer<typeof lookupSchema>): CallLookup {
  const fields = typeof result === 'string' ? { '': result } : (result ?? {});
  return { afterTurns, name: asked, result: Object.entries(fields).map(([field, value]) => ({ field, value })) };
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
