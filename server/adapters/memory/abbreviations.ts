import { foldText } from '../../text/fold-text.ts';

const words = new Intl.Segmenter('zh', { granularity: 'word' });
const han = /\p{Script=Han}/u;
/** The end of a law's or an ordinance's name; those of rules and measures end in words of every day. */
const chineseEnd = /(\p{Script=Han}{2,4})([法例])(?![律如子])/gu;
const country = /^中华(?:人民共和国|民国)/;
const notAbbreviated = /办法$|[^法例]$/;
const englishCandidate = /\b[A-Z]{3,6}\b/g;

/** A name and the first letters of its words, in the ways in which abbreviations are made of them. */
export interface AbbreviatedName {
  readonly name: string;
  readonly initials: readonly string[];
}

/**
 * Of an English name all words, or those with a capital; of a Chinese law its words but for the country's name, and its
 * last character.
 */
export function abbreviated(name: string): AbbreviatedName {
  const folded = foldText(name).trim();
  if (!han.test(folded)) {
    const [all, capitals] = [name.match(/\b\p{L}/gu) ?? [], name.match(/\b\p{Lu}/gu) ?? []];
    return { name, initials: [all.join('').toUpperCase(), capitals.join('')] };
  }
  if (notAbbreviated.test(folded)) return { name, initials: [] };
  const firsts = [...words.segment(folded.replace(country, ''))]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment.charAt(0));
  const last = folded.charAt(folded.length - 1);
  return { name, initials: [(firsts.at(-1) === last ? firsts : [...firsts, last]).join('')] };
}

/**
 * The full names that a text means by abbreviations of them: 个保法 for 个人信息保护法, TILA for Truth in Lending Act. Some
 * of the words may be left out of a Chinese one. What more than one name could be meant by, or is part of a name as it
 * stands, is left alone.
 */
export function spelledOut(text: string, names: readonly AbbreviatedName[]): string[] {
  const found = new Set<string>();
  for (const candidate of candidatesIn(text)) {
    const meant = names.filter(({ initials }) => initials.some((letters) => stands(candidate, letters)));
    const [only] = meant;
    if (only && meant.length === 1 && !names.some(({ name }) => foldText(name).includes(candidate)))
      found.add(only.name);
  }
  return [...found];
}

function candidatesIn(text: string): Set<string> {
  const chinese = [...foldText(text).matchAll(chineseEnd)].flatMap(([, before = '', end]) =>
    [4, 3, 2].filter((length) => length <= before.length).map((length) => before.slice(-length) + end),
  );
  return new Set([...chinese, ...(text.match(englishCandidate) ?? [])]);
}

/** In English all initials; in Chinese some of them in their order, with the first and the last. */
function stands(candidate: string, initials: string): boolean {
  if (!han.test(candidate)) return candidate === initials;
  if (candidate.charAt(0) !== initials.charAt(0) || candidate.at(-1) !== initials.at(-1)) return false;
  let at = 0;
  for (const character of candidate) {
    at = initials.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
