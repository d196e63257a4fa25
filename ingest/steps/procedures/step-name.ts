import { clip } from '../draft-parts.ts';
import { fullStop } from '../scenarios/sentences.ts';

const clauseEnd = new RegExp(`(?:[!?;]|${fullStop})\\s|,\\s`, 'u');
const joint =
  /^(?:(?:and|but|so|or|then|because|since|although|though|plus|also)\b,?\s+|(?:但是|不过|不過|可是|而且|所以|然后|然後|因为|因為|因此|或者|(?:还有|還有)(?=[，,])|那么|那麼|但)[，,]?)/i;
// Such a clause belongs to the one before it.
const leaning = /^(?:which|who|whose|where|that|with|for|of|to|than|as)\b/i;

/** A short name for what is said at a step: its longest clause that stands alone, without what joins it to others. */
export function stepName(line: string): string {
  const isHan = /\p{Script=Han}/u.test(line);
  const clauses = (isHan ? line.split(/[，。！？；]/) : line.split(clauseEnd)).map((part) => part.trim());
  const whole = clauses.filter((clause) => !leaning.test(clause));
  const longest = (whole.some((clause) => clause !== '') ? whole : clauses).toSorted((a, b) => said(b) - said(a))[0];
  const bare = (longest ?? '')
    .replace(joint, '')
    .replace(/(?<![.])[.;,]$/, '')
    .trim();
  return clip(isHan ? bare || line : capital(bare || line), 60);
}

/** How long it is without the slots for details of one call. */
const said = (clause: string) => clause.replace(/\{[^{}]*\}/g, '').length;

const capital = (text: string) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
