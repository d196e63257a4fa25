import { clip } from '../draft-parts.ts';
import { fullStop } from '../scenarios/sentences.ts';

const clauseEnd = new RegExp(`(?<=[，。！？；])\\s*|(?<=[,!?;])\\s+|(?<=${fullStop})\\s+`, 'u');

/** A short name for a line: its first clause that says something by itself, with what leads in to it. */
export function scriptName(text: string): string {
  const clauses = text.split(clauseEnd);
  let name = '';
  const enough = (words: string) => (/\p{Script=Han}/u.test(words) ? words.length >= 10 : words.split(' ').length >= 5);
  for (const clause of clauses) {
    const joint = name !== '' && !/\p{Script=Han}/u.test(text) ? ' ' : '';
    name += joint + clause;
    if (enough(name)) break;
  }
  return clip(name.replace(/[，,。.；;]$/, ''), 60);
}
