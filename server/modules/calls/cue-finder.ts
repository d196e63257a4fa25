import { foldText } from '../../text/fold-text.ts';

/** A word list's entry that was heard. */
export interface HeardCue<C> {
  readonly list: C;
  /** As it was said where folding kept the text's length, else in its folded form. */
  readonly cue: string;
}

// "我不是要投诉", "没有想过起诉": a denial right before the cue, with nothing but auxiliaries between.
const deniedChinese =
  /(?:不是|并非|不会|不想|没想|不要|不用|不必|不打算|不准备|没打算|没有|没|未|无意|别|不)[想要来说去是为了会再就真的到过准备打算向找给跟你您们他她很太那么这么什么有被怎]{0,6}$/;
// "不投诉不行", "不起诉才怪": a denial of the denial.
const deniedAgain = /^[^，。！？,.!?]{0,3}(?:不行|不可|才怪|不罢休|没完)/;
const deniedEnglish =
  /(?:\bnot|n't|\bnever|\bwithout|\bno|\bno longer|\bneither|\bnor)(?:\s+(?:a|an|the|any|to|be|been|being|going|want|wanting|trying|planning|looking|here|really|that|very|so|too|calling|filing|file|make|making|take|taking|even|my|your|you|it|is|about)){0,6}\s*$/;
const latin = /^[\p{Script=Latin}\d]/u;
const wordUnit = /[\p{Script=Latin}\d]/u;
const clauseStart = /[，。！？；,.!?;\n]/;

/** Finds which lists' words are said and not denied, each list's own words once, longest first. */
export function createCueFinder<C extends { readonly words: readonly string[] }>(
  lists: readonly C[],
): (text: string) => HeardCue<C>[] {
  const entries = lists
    .flatMap((list) => list.words.map((word) => ({ list, word })))
    .sort((a, b) => b.word.length - a.word.length);
  return (text) => {
    const folded = foldText(text);
    // What a longer cue took (不满意) is not heard again as the shorter one inside it (满意).
    const taken = new Uint8Array(folded.length);
    const heard = new Map<string, HeardCue<C>>();
    for (const { list, word } of entries) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
        const end = at + word.length;
        if (taken[at] === 1 || !standsAlone(folded, at, end)) continue;
        taken.fill(1, at, end);
        if (isDenied(folded, at, end)) continue;
        const cue = folded.length === text.length ? text.slice(at, end) : word;
        if (!heard.has(word)) heard.set(word, { list, cue });
      }
    }
    return [...heard.values()];
  };
}

function standsAlone(text: string, start: number, end: number): boolean {
  if (!latin.test(text.charAt(start))) return true;
  return !wordUnit.test(text.charAt(start - 1)) && !wordUnit.test(text.charAt(end));
}

function isDenied(text: string, start: number, end: number): boolean {
  const clause = text.slice(0, start).split(clauseStart).at(-1) ?? '';
  if (latin.test(text.charAt(start))) return deniedEnglish.test(clause);
  return deniedChinese.test(clause) && !deniedAgain.test(text.slice(end));
}
