import type { SpeakerRole } from '../../../graph-schema/index.ts';
import type { ChannelSides } from '../calls/call-mapping.ts';
import type { CallTranscript, CallTurn } from '../calls/call-transcript.ts';
import { endsSentence, joined } from '../calls/caption-call.ts';
import { assignRoles } from '../calls/speaker-roles.ts';
import type { PlannedPiece } from './plan-pieces.ts';
import type { RecordingFacts } from './read-recording.ts';

/** Who is on the left channel where no mapping says it; null: what is said tells, and else the agent is. */
export type LeftChannel = SpeakerRole | null;

/** A piece with what was said in it; times count from the beginning of the piece. */
export interface TranscribedPiece {
  readonly piece: PlannedPiece;
  readonly segments: readonly { readonly startMs: number; readonly endMs: number; readonly text: string }[];
}

/** How the roles of two channels were found. */
export type RolesBy = 'mapping' | 'setting' | 'wording' | 'default';

interface Utterance {
  readonly channel: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** A pause after which somebody who did not finish a sentence begins a turn of their own. */
const longestPauseMs = 1_500;

/**
 * Makes one call of what was said on each channel, by the time when it was said. A recording in which both sides are on
 * one channel gives turns without a role, and the notes say that it is undiarised.
 */
export function recordedCall(
  id: string,
  facts: RecordingFacts,
  pieces: readonly TranscribedPiece[],
  sides: { readonly mapping: ChannelSides; readonly left: LeftChannel },
): CallTranscript {
  const utterances = pieces.flatMap(utterancesOf).toSorted((a, b) => a.startMs - b.startMs || a.channel - b.channel);
  const { roles, notes } =
    facts.sides === 'mono' ? oneChannel(sides.mapping) : twoChannels(utterances, sides.mapping, sides.left);
  return {
    id,
    turns: turnsOf(utterances, (channel) => roles[channel] ?? null),
    channel: 'phone',
    durationMs: facts.durationMs,
    notes: {
      format: `recording-${facts.format}`,
      ...(facts.monoBecause === null ? {} : { countedAsMono: facts.monoBecause }),
      ...notes,
    },
  };
}

/** In milliseconds of the recording; a recogniser's times may lie outside of what it was sent. */
function utterancesOf({ piece: { channel, startMs, endMs }, segments }: TranscribedPiece): Utterance[] {
  const length = endMs - startMs;
  return segments.map((segment) => {
    const from = Math.min(Math.max(0, segment.startMs), length);
    const to = Math.min(Math.max(from, segment.endMs), length);
    return { channel, startMs: startMs + from, endMs: startMs + to, text: segment.text.trim() };
  });
}

function oneChannel({ mono }: ChannelSides) {
  return mono
    ? { roles: [mono, mono], notes: { rolesBy: 'mapping' satisfies RolesBy } }
    : { roles: [], notes: { undiarised: true } };
}

const other = (role: SpeakerRole): SpeakerRole => (role === 'agent' ? 'customer' : 'agent');

function twoChannels(utterances: readonly Utterance[], { left, right }: ChannelSides, setting: LeftChannel) {
  const sides = (first: SpeakerRole, by: RolesBy) => ({
    roles: [first, right ?? other(first)],
    notes: { rolesBy: by },
  });
  if (left) return sides(left, 'mapping');
  if (right) return sides(other(right), 'mapping');
  if (setting) return sides(setting, 'setting');
  const told = toldByWords(utterances);
  return told ? sides(told, 'wording') : sides('agent', 'default');
}

/** Who is on the left by who alone greets as agents do; null: that does not tell. */
function toldByWords(utterances: readonly Utterance[]): SpeakerRole | null {
  const turns = utterances.map(({ channel, text }) => ({ speaker: `channel ${channel}`, text }));
  try {
    const role = assignRoles(turns, new Map()).roles.get('channel 0');
    return role === 'agent' || role === 'customer' ? role : null;
  } catch {
    return null;
  }
}

/** Joins what one side says without a pause in the midst of a sentence, unless the other side speaks in between. */
function turnsOf(utterances: readonly Utterance[], roleOf: (channel: number) => SpeakerRole | null): CallTurn[] {
  const turns: (CallTurn & Utterance)[] = [];
  for (const utterance of utterances) {
    if (utterance.text === '') continue;
    const last = turns.at(-1);
    const goesOn =
      last !== undefined &&
      last.channel === utterance.channel &&
      utterance.startMs - last.endMs <= longestPauseMs &&
      !endsSentence(last.text);
    if (goesOn) {
      const text = joined(last.text, utterance.text);
      turns[turns.length - 1] = { ...last, text, endMs: Math.max(last.endMs, utterance.endMs) };
    } else turns.push({ ...utterance, role: roleOf(utterance.channel) });
  }
  return turns.map(({ role, text, startMs, endMs }) => ({ role, text, startMs, endMs }));
}
