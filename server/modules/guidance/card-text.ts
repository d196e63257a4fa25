const lineWidth = 60;
const breathWidth = 160;

// A Chinese character takes the room of two Latin ones.
const widthOf = (character: string) =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(character)
    ? 2
    : 1;
const widthOfText = (text: string) => [...text].reduce((width, character) => width + widthOf(character), 0);

/** Cuts text to a width, at whole characters and outside of numbers, with an ellipsis where something was left out. */
function clip(text: string, width: number): string {
  if (widthOfText(text) <= width) return text;
  let used = 1;
  let kept = '';
  for (const character of text) {
    used += widthOf(character);
    if (used > width) break;
    kept += character;
  }
  return `${withoutCutNumber(kept, text.slice(kept.length)).trimEnd()}…`;
}

// "5.4…" would be another number than 5.40%.
function withoutCutNumber(kept: string, rest: string): string {
  if (!/^(?:[\d%％‰]|[.,．，]\d)/u.test(rest)) return kept;
  return kept.replace(/\d[\d.,．，]*$/u, '') || kept;
}

/** A headline: one line, at most 60 columns. */
export function oneLine(text: string): string {
  return clip(text.replaceAll(/\s+/g, ' ').trim(), lineWidth);
}

/** Words to say: as many whole sentences as fit one breath, at least the first. Sentences are never cut. */
export function oneBreath(text: string): string {
  const whole = text.trim();
  let end = 0;
  for (const next of sentenceEnds(whole)) {
    if (end > 0 && widthOfText(whole.slice(0, next)) > breathWidth) break;
    end = next;
  }
  return whole.slice(0, end).trimEnd();
}

const closers = '["\'”’」』）)\\]》】]*';
// A run of full-width marks always ends a sentence; other marks only where the text after them says so.
const possibleEnd = new RegExp(`(?<marks>[。！？!?….]+)${closers}|\\n[^\\S\\n]*\\n`, 'gu');
const fullWidthEnd = /[。！？]/u;
const abbreviation =
  /(?:^|[^\p{L}])(?:\p{L}|(?:\p{L}\.)+\p{L}|mr|mrs|ms|dr|prof|st|no|nos|art|arts|sec|para|fig|vs|etc|approx|incl|excl|min|max|dept|est|tel|ext|inc|ltd|co|corp|jr|sr|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$/iu;

/** Where sentences end, rising; the last is the end of the text. When in doubt a sentence goes on. */
function sentenceEnds(text: string): number[] {
  const ends: number[] = [];
  for (const match of text.matchAll(possibleEnd)) {
    const end = match.index + match[0].length;
    const marks = match.groups?.marks;
    if (end < text.length && (marks === undefined || endsSentence(marks, text.slice(0, match.index), text.slice(end))))
      ends.push(end);
  }
  ends.push(text.length);
  return ends;
}

function endsSentence(marks: string, before: string, after: string): boolean {
  if (fullWidthEnd.test(marks)) return true;
  // "5.40", "example.org", "?id=1".
  if (!/^(?:\s|\p{Script=Han})/u.test(after)) return false;
  if (/[!?]/u.test(marks)) return true;
  // "Well… let me see", "No. 5", "e.g. a card".
  if (/^\s*[\p{Ll}\p{N}]/u.test(after)) return false;
  return marks !== '.' || !abbreviation.test(before);
}

/** Whether a text is Chinese, as far as what to say next is concerned. */
export function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
