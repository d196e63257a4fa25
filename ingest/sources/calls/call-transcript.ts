import type { Channel, Language, SpeakerRole } from '../../../graph-schema/index.ts';
import { parseInstant } from '../../../graph-schema/index.ts';
import type {
  IngestSettings,
  JsonValue,
  ParsedAgent,
  ParsedCall,
  ParsedOutcome,
  ParsedSegment,
  ParsedSource,
} from '../../ports.ts';
import { createRedactor, type Redactor } from '../../steps/redact.ts';
import { redactIdentifier } from '../../steps/redact-identifier.ts';
import { redactAgent } from '../../steps/redact-staff.ts';
import { redactCall } from '../../steps/redaction/redact-call.ts';
import { BadRecord } from '../bad-record.ts';
import { detectLanguage } from '../detect-language.ts';
import { refuseFarYear } from '../read-date.ts';

/** What one side said; times are milliseconds in the recording. */
export interface CallTurn {
  /** Null: one channel holds both sides, and nothing tells who speaks. */
  readonly role: SpeakerRole | null;
  readonly text: string;
  readonly startMs?: number | null | undefined;
  readonly endMs?: number | null | undefined;
}

/** What an agent looked up in a system during the call. */
export interface CallLookup {
  /** How many turns came before it. */
  readonly afterTurns: number;
  /** Of which system what was asked, such as `check waiver`. */
  readonly name: string;
  readonly result: readonly { readonly field: string; readonly value: string }[];
}

/** A call as every call format is read into it, before redaction. */
export interface CallTranscript {
  readonly id: string;
  readonly turns: readonly CallTurn[];
  readonly title?: string | null;
  /** A date-time as written, or an instant. */
  readonly startedAt?: string | Date | null;
  readonly language?: Language | null;
  readonly channel?: Channel | null;
  readonly agent?: ParsedAgent | null;
  /** Kept as a keyed pseudonym only. */
  readonly customerId?: string | null;
  /** Names of people that the record states, to be redacted wherever they are said. */
  readonly names?: readonly string[];
  readonly outcome?: ParsedOutcome | null;
  readonly durationMs?: number | null;
  readonly lookups?: readonly CallLookup[];
  /** What the reader has to say about how it read the call, such as turns left out; holds no content. */
  readonly notes?: Readonly<Record<string, JsonValue>>;
}

/** Largest whole number that is kept. */
export const largestKept = 2_147_483_647;
/** Longest id of a call, in UTF-16 units. */
const longestId = 300;

/** Turns in the order of their starts, where all of them have one. */
export function inOrder(turns: readonly CallTurn[]): CallTurn[] {
  if (turns.some((turn) => turn.startMs == null)) return [...turns];
  return turns.toSorted((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0));
}

/** A customer's id from the address that they were reached by: the same with `tel:`, `sip:` or without. */
export function customerOfAddress(address: string | null | undefined): string | null {
  const plain = address?.trim().replace(/^(?:tel|sips?|mailto):/i, '') ?? '';
  const number = /^(\+?[\d ().-]{5,30})(?:[@;].*)?$/.exec(plain)?.[1];
  return (number ? number.replace(/[^\d+]/g, '') : plain) || null;
}

/** Makes a source of a call; its text loses personal data. Throws BadRecord. */
export function callSource(
  call: CallTranscript,
  hashInput: Uint8Array | string,
  settings: IngestSettings,
): ParsedSource {
  const id = call.id.trim();
  if (id === '') throw new BadRecord('the call has no id', 'Give every call its own id.');
  if (id.length > longestId) {
    throw new BadRecord(`the id of the call has more than ${longestId} characters`, 'Use shorter ids.');
  }
  if (call.outcome) checkOutcome(call.outcome);
  const names = [...(call.names ?? []), ...(call.agent?.name ? [call.agent.name] : [])];
  const key = redactIdentifier(id, settings);
  const redactor = createRedactor({ ownContacts: settings.ownContacts, names });
  const segments = segmentsOf(call.turns, redactor);
  if (segments.length === 0) throw new BadRecord('no turn has any text', 'Hand in a call in which something is said.');
  return {
    type: 'transcript',
    key,
    title: call.title?.trim() ? redactor.redact(call.title.trim()).text.slice(0, 300) : key,
    language: call.language ?? detectLanguage(segments.map((s) => s.text).join('\n')),
    metadata: {
      ...(call.channel ? { channel: call.channel } : {}),
      ...(call.lookups?.length ? { lookups: lookupsOf(call.lookups, call.turns, redactor) } : {}),
      ...call.notes,
    },
    hashInput,
    segments,
    call: factsOf(call, segments, settings),
  };
}

function checkOutcome({ satisfaction = 0, handlingSeconds = 0 }: ParsedOutcome): void {
  const mostSeconds = Math.floor(largestKept / 1_000);
  if (Math.abs(satisfaction) > largestKept) {
    throw new BadRecord(`satisfaction: must be a number from -${largestKept} to ${largestKept}`, 'Mend the number.');
  }
  if (handlingSeconds < 0 || handlingSeconds > mostSeconds) {
    throw new BadRecord(`handlingSeconds: must be a number from 0 to ${mostSeconds}`, 'Mend the number.');
  }
}

function segmentsOf(all: readonly CallTurn[], redactor: Redactor): ParsedSegment[] {
  const turns = all.filter((turn) => turn.text.trim() !== '');
  const texts = redactCall(
    turns.map((turn) => turn.text.trim()),
    redactor,
  );
  return turns.map((turn, ordinal): ParsedSegment => {
    const { startMs, endMs } = checkedTimes(turn, ordinal);
    return {
      ordinal,
      kind: 'utterance',
      locator: startMs === null ? `#${ordinal + 1}` : clock(startMs),
      ...(turn.role === null ? {} : { role: turn.role }),
      ...(startMs === null ? {} : { startMs }),
      ...(endMs === null || startMs === null ? {} : { endMs }),
      text: texts[ordinal]?.text ?? '',
    };
  });
}

/** Redacted, each behind the segment that it came after. */
function lookupsOf(lookups: readonly CallLookup[], turns: readonly CallTurn[], redactor: Redactor): JsonValue {
  const redacted = (text: string) => redactor.redact(text).text;
  return lookups.map(({ afterTurns, name, result }) => ({
    after: turns.slice(0, afterTurns).filter(({ text }) => text.trim() !== '').length - 1,
    name: redacted(name),
    result: result.map(({ field, value }) => ({ field, value: redacted(value) })),
  }));
}

function checkedTimes(turn: CallTurn, ordinal: number): { startMs: number | null; endMs: number | null } {
  const [startMs, endMs] = [turn.startMs ?? null, turn.endMs ?? null];
  for (const ms of [startMs, endMs]) {
    if (ms !== null && !(ms >= 0 && ms <= largestKept)) {
      const reason = `turn ${ordinal + 1} lies outside the recording: its time must be from 0 to ${largestKept} ms`;
      throw new BadRecord(reason, 'Mend its start and end; times count from the start of the call.');
    }
  }
  if (startMs !== null && endMs !== null && endMs < startMs) {
    throw new BadRecord(`turn ${ordinal + 1} ends before it starts`, 'Mend startMs and endMs, in milliseconds.');
  }
  return { startMs: startMs === null ? null : Math.round(startMs), endMs: endMs === null ? null : Math.round(endMs) };
}

/** 03:12, or 1:03:12 from the first hour on. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const tail = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? tail : `${Math.floor(minutes / 60)}:${tail}`;
}

function factsOf(call: CallTranscript, segments: readonly ParsedSegment[], settings: IngestSettings): ParsedCall {
  const handling = call.outcome?.handlingSeconds;
  const stated = call.durationMs ?? (handling === undefined ? null : handling * 1_000);
  const lastMs = segments.reduce((latest, s) => Math.max(latest, s.endMs ?? s.startMs ?? 0), 0);
  const durationMs = Math.max(lastMs, Math.min(call.durationMs ?? 0, largestKept));
  return {
    agent: call.agent ? redactAgent(call.agent, settings.ownContacts) : null,
    outcome: call.outcome ?? null,
    customerPseudonym: call.customerId ? settings.pseudonym(call.customerId) : null,
    startedAt: call.startedAt ? startOf(call.startedAt, settings.timeZone) : null,
    durationMs: durationMs > 0 ? Math.round(durationMs) : stated === null ? null : Math.round(stated),
    channel: call.channel ?? null,
  };
}

function startOf(start: string | Date, timeZone: string): Date {
  const instant = typeof start === 'string' ? readInstant('startedAt', start, timeZone) : start;
  refuseFarYear('startedAt', typeof start === 'string' ? start : String(start.getUTCFullYear()), instant);
  return instant;
}

/** The instant that a field states, read in the zone where it names none; throws BadRecord that names the field. */
export function readInstant(field: string, text: string, timeZone: string): Date {
  let instant: Date;
  try {
    instant = parseInstant(text.trim(), timeZone);
  } catch {
    throw new BadRecord(`${field} is not a date or date-time`, 'Write it as 2026-03-02T10:15:00+08:00.');
  }
  if (Number.isNaN(instant.getTime())) {
    throw new BadRecord(`${field} is not a date or date-time`, 'Write it as 2026-03-02T10:15:00+08:00.');
  }
  return instant;
}
