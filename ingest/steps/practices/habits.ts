import type { CallTrace } from '../procedures/call-trace.ts';
import { maskSlots, numberSlot } from '../procedures/mask-slots.ts';
import { unifyScript } from '../unify-script.ts';

/** Something that an agent may do in any procedure, in whatever words. */
export type Habit = 'figures' | 'question' | 'feeling';

export const habits: readonly Habit[] = ['figures', 'question', 'feeling'];

const openingEvents = 3;
// What is said from here on, as a share of what the agent says, is said towards the end.
const endFrom = 0.6;
const fewestFigures = 2;
const feelingCue =
  /抱歉|对不起|不好意思|理解|别急|不急|别担心|不用担心|放心|别慌|不容易|sorry|apologi|understand|don't worry|not to worry|no wonder|must (?:have been|be)|how (?:annoying|irritating|frustrating|upsetting)/i;

const isShown: Readonly<Record<Habit, (text: string, at: number, late: number) => boolean>> = {
  figures: (text, at, late) => at >= late && maskSlots(text).split(numberSlot).length > fewestFigures,
  question: (text, at, late) => at >= late && /[？?]/.test(text),
  feeling: (text, at) => at < openingEvents && feelingCue.test(unifyScript(text)),
};

/**
 * The first event at which the agent names two or more figures (amounts, dates, counts) towards the end of the call, asks the
 * customer something there, or answers feelings at its beginning; -1: none before `end`, an index of events.
 */
export function habitIn(habit: Habit, { events }: CallTrace, end = events.length): number {
  const late = Math.floor(events.length * endFrom);
  return events.findIndex(({ kind, text }, i) => kind === 'said' && i < end && isShown[habit](text, i, late));
}
