const vowel = /[aeiouy]/;

/**
 * Takes inflection off an English word in lower case (plural, -ing, -ed), and -ment off a long one as Porter (1980)
 * does, so that "fees" meets "fee", "closing" meets "closed" and "prepaying" meets "prepayment"; the result is a key for matching, not always a word. Null for what has no inflection to take off:
 * words of up to two letters, numbers, words of other scripts.
 */
export function stemEnglish(word: string): string | null {
  if (word.length <= 2 || !/^[a-z]+$/.test(word)) return null;
  if (word.length === 3) return word;
  return withoutFinalE(withoutMent(withoutTense(withoutPlural(word))));
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sses|xes|ches|shes|zes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

function withoutTense(word: string): string {
  const ending = word.endsWith('ing') ? 3 : word.endsWith('ed') && !word.endsWith('eed') ? 2 : 0;
  const root = ending > 0 ? word.slice(0, -ending) : word;
  if (ending === 0 || root.length < 3 || !vowel.test(root)) return word;
  if (ending === 2 && root.endsWith('i')) return `${root.slice(0, -1)}y`;
  return /([b-df-hj-np-rtv-y])\1$/.test(root) ? root.slice(0, -1) : root;
}

/** A vowel and then a consonant, twice: enough of a word is left to say what it is about ("statement" is no state). */
const enoughLeft = /[aeiouy]+[^aeiou]+[aeiouy]+[^aeiou]/;

function withoutMent(word: string): string {
  const root = word.slice(0, -4);
  return word.endsWith('ment') && enoughLeft.test(root) ? root : word;
}

function withoutFinalE(word: string): string {
  return word.length > 3 && word.endsWith('e') && !word.endsWith('ee') ? word.slice(0, -1) : word;
}
