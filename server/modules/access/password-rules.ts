import { dictionary } from '@zxcvbn-ts/language-common';
import { DomainError } from '../../errors.ts';

/** Refuses passwords that are guessed first; says nothing about which characters a password is made of. */
export interface PasswordRules {
  /** Throws weak_password. `about`: what is known of the person, such as their login and name. */
  refuseGuessable(password: string, about: readonly string[]): void;
}

/** NIST SP 800-63B asks for 8; OWASP ASVS 5.0, 6.2.1 recommends more. */
export const leastLength = 12;
export const mostLength = 200;

const leastWord = 4;
const weak = (why: string) =>
  new DomainError('weak_password', `${why}; take several words that have nothing to do with each other`, {
    errors: [{ path: 'body.password', message: why }],
  });

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const unleet = (text: string) => text.replaceAll(/[013457@$!]/g, (sign) => leet[sign] ?? sign);
const lettersOf = (text: string) => text.replaceAll(/[^\p{L}]+/gu, '');
const edgesOff = (text: string) => text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');

/** The same few characters again and again. */
const isRepeated = (text: string) => /^(.{1,6}?)\1+.{0,5}$/su.test(text) && new Set(text).size <= 6;

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const runs = rows.flatMap((row) => [row, [...row].reverse().join('')]);

/** How much of the text is left when runs along the alphabet, the digits or a keyboard are taken out. */
function withoutRuns(text: string): string {
  let left = text;
  for (const run of runs)
    for (let length = run.length; length >= leastWord; length -= 1)
      for (let start = 0; start + length <= run.length; start += 1)
        left = left.replaceAll(run.slice(start, start + length), '');
  return left;
}

/** `words`: what belongs to this installation, such as the institution's names. */
export function createPasswordRules(words: readonly string[]): PasswordRules {
  const common = new Set(dictionary['passwords-common']);
  const isCommon = (text: string) => {
    const plain = text.toLowerCase();
    return [plain, unleet(plain), edgesOff(plain), unleet(edgesOff(plain)), lettersOf(unleet(plain))].some(
      (form) => form.length >= leastWord && common.has(form),
    );
  };
  const isTwoCommon = (text: string) => {
    const plain = edgesOff(text.toLowerCase());
    for (let cut = leastWord; cut <= plain.length - leastWord; cut += 1)
      if (common.has(plain.slice(0, cut)) && common.has(plain.slice(cut))) return true;
    return false;
  };
  return {
    refuseGuessable(password, about) {
      if (isCommon(password) || isTwoCommon(password)) throw weak('it is one of the passwords that are tried first');
      const folded = password.toLowerCase();
      if (isRepeated(folded) || withoutRuns(folded).length < leastWord)
        throw weak('it repeats itself, or runs along the alphabet or the keyboard');
      let rest = folded;
      for (const word of [...words, ...about].flatMap((text) => text.toLowerCase().split(/[\s@._-]+/u)))
        if (word.length >= 3) rest = rest.replaceAll(word, '');
      if (rest !== folded && lettersOf(rest).length < leastWord)
        throw weak('it is made of your own name, the name of the institution, or the name of this program');
    },
  };
}

/** The words that no password may be made of, besides the person's own: those of the program and of the institution. */
export const contextWords = (institution: { readonly zh: string; readonly en: string }): readonly string[] => [
  'agent',
  'coach',
  'agentcoach',
  institution.zh,
  institution.en,
];
