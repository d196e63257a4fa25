import { BadRecord } from '../bad-record.ts';
import type { CallMapping } from './call-mapping.ts';
import type { CallTranscript, CallTurn } from './call-transcript.ts';
import { type Cue, readCaptions } from './captions.ts';
import { languageOfTag } from './language-tag.ts';
import {
  assignRoles,
  countLeftOut,
  kindOfWord,
  personNames,
  type RoleAssignment,
  speakerRemedy,
} from './speaker-roles.ts';

/** A pause after which a speaker who did not finish a sentence begins a turn of their own. */
const longestPauseMs = 1_500;

/** Reads a WebVTT or SubRip file as one call. Throws BadRecord. */
export function readCaptionCall(text: string, id: string, mapping: CallMapping): CallTranscript {
  const { cues, language } = readCaptions(text);
  return {
    ...turnsOfCues(cues, mapping),
    id,
    language: languageOfTag(language),
    channel: null,
  };
}

/** Turns of cues: speakers become roles, and a sentence that was cut over cues is one turn. Throws BadRecord. */
export function turnsOfCues(
  cues: readonly Cue[],
  mapping: CallMapping,
): Pick<CallTranscript, 'turns' | 'notes' | 'names'> {
  if (cues.every((cue) => cue.speaker === null)) throw new BadRecord('no cue says who speaks', speakerRemedy);
  const named = genuineSpeakers(cues, mapping);
  const assigned = assignRoles(named, mapping.speakers);
  const leftOut = countLeftOut();
  const turns: CallTurn[] = [];
  let open: { speaker: string; endMs: number } | null = null;
  let speaker: string | null = null;
  for (const cue of named) {
    // Captions name the speaker where they change, and not again.
    speaker = cue.speaker ?? speaker;
    const role = speaker === null ? undefined : assigned.roles.get(speaker);
    if (speaker === null || role === undefined) leftOut.add('unnamed');
    else if (role === 'machine') leftOut.add('machine');
    else {
      const last = turns.at(-1);
      const goesOn = open?.speaker === speaker && cue.startMs - open.endMs <= longestPauseMs;
      if (last && goesOn && !endsSentence(last.text)) {
        turns[turns.length - 1] = {
          ...last,
          text: joined(last.text, cue.text),
          endMs: Math.max(cue.endMs, last.endMs ?? 0),
        };
      } else turns.push({ role, text: cue.text, startMs: cue.startMs, endMs: cue.endMs });
      open = { speaker, endMs: cue.endMs };
      continue;
    }
    open = null;
  }
  return {
    turns,
    names: personNames(assigned.roles.keys()),
    notes: { format: 'captions', ...rolesNote(assigned), ...leftOut.notes() },
  };
}

/** Says in the notes how roles were found where the names did not say. */
export const rolesNote = ({ by }: RoleAssignment) => (by === 'names' ? {} : { rolesBy: by });

/**
 * A colon in the middle of what somebody says makes no speaker: a prefix that says no role and comes only once is
 * part of the words, where others are named properly.
 */
function genuineSpeakers(cues: readonly Cue[], mapping: CallMapping): Cue[] {
  const times = new Map<string, number>();
  for (const { speaker } of cues) if (speaker !== null) times.set(speaker, (times.get(speaker) ?? 0) + 1);
  const says = (name: string) => mapping.speakers.has(name.toLowerCase()) || kindOfWord(name) !== null;
  const kinds = new Set([...times.keys()].map((name) => mapping.speakers.get(name.toLowerCase()) ?? kindOfWord(name)));
  if (!(kinds.has('agent') && kinds.has('customer'))) return [...cues];
  return cues.map((cue) =>
    cue.speaker === null || says(cue.speaker) || (times.get(cue.speaker) ?? 0) > 1
      ? cue
      : { ...cue, speaker: null, text: `${cue.speaker}: ${cue.text}` },
  );
}

/** A turn that is this long ends here, whoever goes on speaking. */
const longestTurn = 2_000;
/** Whether what is said comes to its end there. */
export const endsSentence = (text: string) =>
  text.length > longestTurn || /[.!?。！？…]["'”’」』）)]*\s*$/.test(text.slice(-20));

/** Chinese is written without a space between what is joined. */
export function joined(before: string, after: string): string {
  const han = /[\p{Script=Han}，、：；]$/u.test(before) && /^\p{Script=Han}/u.test(after);
  return han ? before + after : `${before} ${after}`;
}
