import type { Language } from '../../../../graph-schema/index.ts';
import type { StoredSource } from '../../../ports.ts';
import { contentTerms } from '../../text-terms.ts';
import { unifyScript } from '../../unify-script.ts';
import { particular } from '../situation-name.ts';
import { asWritten } from '../spoken-phrases.ts';
import type { NamePiece, SaidWords } from './said-words.ts';

/** Why a name that a model gave is not taken. */
export const nameFaults = [
  'empty',
  'too_short',
  'too_long',
  'form',
  'language',
  'number',
  'not_said',
  'not_telling',
] as const;
export type NameFault = (typeof nameFaults)[number];

interface Grounds {
  readonly language: Language | undefined;
  readonly said: SaidWords;
  /** What tells the calls from others. */
  readonly phrases: readonly string[];
  /** Calls in whose script a Traditional name is written. */
  readonly calls: readonly StoredSource[];
}

// One word alone is a topic, not a situation.
const shortestChinese = 4;
const fewestWords = 2;
const longestChinese = 24;
const mostWords = 12;
// No placeholder, markup, quotation or sentence is part of a name.
const nameForm =
  /^[\p{Script=Han}A-Za-z](?:[\p{Script=Han}A-Za-z\d '’/&,，、：:·()（）-]*[\p{Script=Han}A-Za-z\d)）])?$/u;

/**
 * The name as it may be proposed: in the calls' language, without numbers, each word of it said in several calls (or
 * general), one at least of those that tell these calls from others; else why not.
 */
export function groundedName(
  given: string,
  { language, said, phrases, calls }: Grounds,
): { readonly name: string } | { readonly fault: NameFault } {
  const name = given
    .trim()
    .replace(/^["“”'「『《]+|["“”'」』》。.!！]+$/g, '')
    .trim();
  if (name === '') return { fault: 'empty' };
  const isChinese = /\p{Script=Han}/u.test(name);
  if (isChinese ? name.length < shortestChinese : name.split(/\s+/).length < fewestWords) return { fault: 'too_short' };
  if (isChinese ? name.length > longestChinese : name.split(/\s+/).length > mostWords || name.length > 100)
    return { fault: 'too_long' };
  if (/\p{N}/u.test(name) || particular.test(name)) return { fault: 'number' };
  if (!nameForm.test(name)) return { fault: 'form' };
  if (isChinese !== (language !== 'en')) return { fault: 'language' };
  const pieces = said.piecesOf(name);
  if (!pieces?.some((piece) => piece.said)) return { fault: 'not_said' };
  const telling = new Set(phrases.flatMap(contentTerms));
  if (telling.size > 0 && !contentTerms(name).some((term) => telling.has(term))) return { fault: 'not_telling' };
  if (!isChinese) return { name: name.charAt(0).toUpperCase() + name.slice(1) };
  return { name: language === 'zh-Hant' ? inTraditional(name, pieces, calls) : unifyScript(name) };
}

/** The name with each piece that was said as the calls write it, and the others as they were given. */
function inTraditional(given: string, pieces: readonly NamePiece[], calls: readonly StoredSource[]): string {
  const plain = unifyScript(given);
  if (plain.length !== given.length) return given;
  let name = '';
  for (const { text, said } of pieces) {
    const at = plain.indexOf(text, name.length);
    const own = given.slice(at, at + text.length);
    name += given.slice(name.length, at) + (said && own === text ? asWritten(text, calls) : own);
  }
  return name + given.slice(name.length);
}
