import { digitsOf } from './number-recogniser.ts';
import { countOf, type Signs, signs, signsOf } from './signs.ts';
import { type DigitToken, digitTokenAt, nextStart } from './spoken-tokens.ts';

/** A text in which spoken digits are written as digits, and where each unit of it stands in the text itself. */
export interface DigitView {
  readonly text: string;
  readonly signs: Signs;
  /** Where the unit at `i` begins in the text itself. */
  readonly startOf: (i: number) => number;
  /** Where the stretch that ends before `i` ends in the text itself. */
  readonly endOf: (i: number) => number;
  /** Where the view is at a unit of the text itself. */
  readonly at: (offset: number) => number;
  /** The runs of digits that were spoken. */
  readonly runs: readonly SpokenRun[];
}

/** Digits that were spoken one after another, with offsets in the view. */
export interface SpokenRun {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

// Two digits that are spoken, one behind the other: without them nothing is.
const words =
  /\b(?:zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|niner|double|triple|treble|quadruple|ten|eleven|twelve|\w+teen|\w+ty)\b/i;
// People pause between groups, or think.
const pause =
  /(?:[ \-(,、。.…~·]|嗯|呃|啊|哦|额|額|唔|那个|那個|然后|然後|接着|接著|杠|槓|横杠|\b(?:uh|uhm|um|umm|er|erm|ah|and|then|dash|hyphen|space|comma)\b)/iy;
const longestPause = 6;

interface Run {
  readonly start: number;
  readonly tokens: readonly (DigitToken & { readonly start: number })[];
  readonly end: number;
}

/** The two views of a text. */
export interface DigitViews {
  readonly usual: DigitView;
  /** As it is read where digits are expected: one or two count as well. */
  eager(): DigitView;
}

/** The views of a text that is `narrowed`; linear. `held` are its signs. */
export function digitViews(text: string, held: Signs = signsOf(text)): DigitViews {
  const inWords = (held & signs.latin) !== 0 && words.test(text);
  const inHan = (held & signs.spokenDigit) !== 0;
  // One sign makes no long run: 一下, 第三.
  const some = inWords || (inHan && ((held & signs.digit) !== 0 || countOf(text, signs.spokenDigit, 2) > 1));
  const runs = some ? spokenRuns(text) : [];
  const usual = viewOf(text, held, runs.length === 0 ? runs : runs.filter(isLong));
  let eager: DigitView | undefined;
  return {
    usual,
    eager() {
      eager ??= eagerView(text, held, usual, some || !inHan ? runs : spokenRuns(text));
      return eager;
    },
  };
}

const eagerView = (text: string, held: Signs, usual: DigitView, runs: readonly Run[]): DigitView =>
  runs.length === usual.runs.length ? usual : viewOf(text, held, runs);

/** One of the views of a text that is `narrowed`. */
export function digitView(text: string, eager = false): DigitView {
  const views = digitViews(text);
  return eager ? views.eager() : views.usual;
}

/** The digits of a stretch of a text that is `narrowed` and known to say some. */
export const digitsSaid = (text: string): string => digitsOf(digitView(text, true).text);

const same = (offset: number) => offset;

function viewOf(text: string, held: Signs, runs: readonly Run[]): DigitView {
  if (runs.length === 0) return { text, signs: held, startOf: same, endOf: same, at: same, runs: [] };
  const builder = createBuilder(text);
  for (const run of runs) builder.add(run);
  return builder.view();
}

function spokenRuns(text: string): Run[] {
  const found: Run[] = [];
  for (let i = nextStart(text, 0); i !== null; i = nextStart(text, i)) {
    const first = digitTokenAt(text, i);
    if (!first || first.kind === 'weak') {
      i = first ? first.end : i + 1;
      continue;
    }
    const run = runFrom(text, i, first);
    if (counts(run)) found.push(run);
    i = run.end;
  }
  return found;
}

function runFrom(text: string, start: number, first: DigitToken): Run {
  const tokens = [{ ...first, start }];
  // Weak ones count once a strong one follows.
  let pending: (DigitToken & { start: number })[] = [];
  let end = first.end;
  for (;;) {
    const at = afterPause(text, end);
    const token = digitTokenAt(text, at);
    if (!token || startsAnew(text, token, end, at, tokens.at(-1))) break;
    if (token.kind === 'weak') {
      if (pending.length === 2 || !mayMishear(text, end, at)) break;
      pending.push({ ...token, start: at });
    } else {
      tokens.push(...pending, { ...token, start: at });
      pending = [];
    }
    end = token.end;
  }
  return { start, tokens, end: tokens.at(-1)?.end ?? first.end };
}

const measure = /[个個下些样樣起直定般位张張次种種家条條笔筆件份回遍趟旦块塊半]/;

/** Whether what could go on with a run is a numeral of its own: 二十四小时 behind a pause, 一个 behind digits. */
function startsAnew(text: string, token: DigitToken, end: number, at: number, last: DigitToken | undefined): boolean {
  if (token.kind !== 'spoken' || text.charCodeAt(at) < 128) return false;
  const said = text.slice(at, token.end);
  if (/[十百千]/.test(said)) return /[,，。、]/.test(text.slice(end, at));
  const counting = /[一两兩]/.test(said) || last?.kind === 'written';
  return token.digits.length === 1 && counting && measure.test(text.charAt(token.end));
}

/** A misheard digit follows at once, or a blank behind the digit before it. */
const mayMishear = (text: string, end: number, at: number) => at === end || (at === end + 1 && text[end] === ' ');

function afterPause(text: string, from: number): number {
  let at = from;
  for (let n = 0; n < longestPause; n++) {
    pause.lastIndex = at;
    const found = pause.exec(text);
    if (!found) break;
    at += found[0].length;
  }
  return at;
}

/** Whether a run is read as digits where some are expected. */
function counts({ tokens }: Run): boolean {
  let [spoken, weak, single, digits, counted] = [0, 0, 0, 0, false];
  for (const token of tokens) {
    if (token.kind === 'spoken') spoken += 1;
    if (token.kind === 'weak') weak += 1;
    if (token.digits.length === 1) single += 1;
    if (token.counts) counted = true;
    digits += token.digits.length;
  }
  if (spoken === 0 || weak * 2 > tokens.length) return false;
  if (weak > 0 && digits < 6) return false;
  // Two thousand eight hundred eighty eight is an amount.
  return !counted || single >= 4;
}

/** Whether it is so anywhere: three words for digits, or fewer within a long number. */
function isLong({ tokens }: Run): boolean {
  let [spoken, digits, repeated] = [0, 0, false];
  for (const token of tokens) {
    digits += token.digits.length;
    if (token.kind !== 'spoken') continue;
    spoken += 1;
    if (token.digits.length >= 3 && /^(\d)\1+$/.test(token.digits)) repeated = true;
  }
  return spoken >= 3 || (tokens.length >= 2 && digits >= 4) || repeated;
}

function createBuilder(text: string) {
  const [starts, ends] = [new Int32Array(text.length * 2 + 16), new Int32Array(text.length * 2 + 16)];
  const parts: string[] = [];
  const runs: SpokenRun[] = [];
  let [length, from] = [0, 0];
  const put = (piece: string, start: number, end: number, exact: boolean) => {
    for (let k = 0; k < piece.length; k++) {
      starts[length] = exact ? start + k : start;
      ends[length] = exact ? start + k + 1 : end;
      length += 1;
    }
    parts.push(piece);
  };
  return {
    add(run: Run) {
      put(text.slice(from, run.start), from, run.start, true);
      const start = length;
      let before = run.start;
      for (const token of run.tokens) {
        const gap = text.slice(before, token.start);
        if (gap !== '' && before !== run.start && !isLight(gap, token))
          put(gap.includes('(') ? '(' : ' ', before, token.start, false);
        put(token.digits, token.start, token.end, token.kind === 'written');
        before = token.end;
      }
      const last = lastLetter(text, run, length - start);
      if (last) put('X', last.start, last.end, false);
      runs.push({ start, end: length, digits: run.tokens.map(({ digits }) => digits).join('') });
      from = last?.end ?? run.end;
    },
    view(): DigitView {
      put(text.slice(from), from, text.length, true);
      const view = parts.join('');
      return {
        text: view,
        signs: signsOf(view),
        startOf: (i) => (i < length ? (starts[i] ?? 0) : text.length),
        endOf: (i) => (i > 0 ? (ends[i - 1] ?? 0) : 0),
        at(offset) {
          let [low, high] = [0, length];
          while (low < high) {
            const middle = (low + high) >> 1;
            if ((starts[middle] ?? 0) < offset) low = middle + 1;
            else high = middle;
          }
          return low;
        },
        runs,
      };
    },
  };
}

/** Whether a gap separates no groups: blanks between English words. */
const isLight = (gap: string, token: DigitToken) => token.kind !== 'written' && /^[ -]+$/.test(gap);

/** The X at the end of an identity number, as it is said. */
function lastLetter(text: string, run: Run, length: number): { start: number; end: number } | null {
  // The last four of such a number end in it as well.
  if (length === 3) return text[run.end] === '叉' ? { start: run.end, end: run.end + 1 } : null;
  if (length < 17) return null;
  const from = afterPause(text, run.end);
  const said = /^(?:叉|艾克斯|爱克斯|愛克斯|埃克斯|ex\b|x\b|X(?![A-Za-z]))/i.exec(text.slice(from, from + 4));
  return said ? { start: from, end: from + said[0].length } : null;
}
