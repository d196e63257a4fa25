import { type HeadingCandidate, headingCandidate } from './legal-headings.ts';
import { numberedHeading } from './numbered-headings.ts';
import { type TextLine, textLines } from './text-lines.ts';

/** A cut of a document before it has an ordinal. */
export interface Cut {
  readonly kind: 'section' | 'article';
  readonly locator: string;
  readonly heading?: string;
  readonly text: string;
}

interface Opening extends HeadingCandidate {
  readonly line: TextLine;
}

/**
 * Cuts a legal text at its articles. Everything before the first one, and every heading of a part, chapter or section,
 * is a cut of its own, so that the cuts joined are the text. Null when it has fewer than two articles.
 * `numbered` also takes "1. Fees" and "1.1 ..." for articles, as English policies are numbered.
 */
export function segmentLegal(text: string, numbered: boolean): Cut[] | null {
  const lines = textLines(text);
  let openings = acceptedOpenings(lines, candidatesOf(lines, headingCandidate));
  if (numbered && openings.filter((o) => o.unit === 'article').length < 2) {
    openings = acceptedOpenings(lines, candidatesOf(lines, numberedHeading(lines)));
  }
  openings = withoutEmptyParents(openings, text);
  if (openings.filter((o) => o.unit === 'article').length < 2) return null;
  return cutsOf(text, openings);
}

function candidatesOf(
  lines: readonly TextLine[],
  read: (line: string) => HeadingCandidate | null,
): Map<number, Opening> {
  const candidates = new Map<number, Opening>();
  lines.forEach((line, i) => {
    const candidate = read(line.text);
    if (candidate) candidates.set(i, { ...candidate, line });
  });
  return candidates;
}

const keyOf = (c: HeadingCandidate) => `${c.level}:${c.numbers.join('.')}`;

/** Lines that only list what follows: they have a page number, or stand under 目录 until their first one comes again. */
function contentsLines(lines: readonly TextLine[], candidates: ReadonlyMap<number, Opening>): Set<number> {
  const contents = new Set<number>();
  for (const [i, candidate] of candidates) if (candidate.tocLine) contents.add(i);
  const title = lines.findIndex(({ text }) =>
    /^[#*\s\u3000]*(?:目[\s\u3000]*[录錄次]|(?:table of )?contents)[*\s\u3000]*$/i.test(text),
  );
  if (title < 0) return contents;
  const listed = [...candidates].filter(([i]) => i > title);
  const first = listed[0];
  const again = first ? listed.find(([i, c]) => i > first[0] && keyOf(c) === keyOf(first[1])) : undefined;
  if (again) for (const [i] of listed) if (i < again[0]) contents.add(i);
  return contents;
}

function acceptedOpenings(lines: readonly TextLine[], candidates: ReadonlyMap<number, Opening>): Opening[] {
  const contents = contentsLines(lines, candidates);
  const accepted: Opening[] = [];
  let last: readonly number[] = [0];
  for (const [i, candidate] of candidates) {
    if (contents.has(i)) continue;
    if (candidate.unit === 'article') {
      const above = lines[i - 1]?.text ?? '';
      const again = comesAgain(candidate, i, candidates, lines);
      if (!opensArticle(candidate, last, above, again)) continue;
      last = candidate.numbers;
    }
    accepted.push(candidate);
  }
  return accepted;
}

// A sentence that was wrapped: its line does not end as sentences and headings do.
const endsOpen = /(?:[\p{Script=Han}A-Za-z0-9》、，,]|本法|依照|按照|根据|根據)$/u;
const asksForReference =
  /(?:依照|按照|根据|根據|依据|依據|本法|本办法|本條例|本条例|适用|適用|违反|違反|和|与|及|、|》|under|of|in|with|see|and|or|to|by)\s*$/i;

/** Whether the same number opens a line further down where nothing runs on into it. */
function comesAgain(
  candidate: HeadingCandidate,
  i: number,
  candidates: ReadonlyMap<number, Opening>,
  lines: readonly TextLine[],
): boolean {
  for (const [k, other] of candidates) {
    if (k > i && keyOf(other) === keyOf(candidate) && !endsOpen.test((lines[k - 1]?.text ?? '').trim())) return true;
  }
  return false;
}

/**
 * Whether the candidate opens an article, seen from the number of the article before it, the line above it, and
 * whether its number comes again.
 */
function opensArticle(candidate: HeadingCandidate, last: readonly number[], above: string, again: boolean): boolean {
  const order = compare(candidate.numbers, last);
  const successor = isSuccessor(candidate.numbers, last);
  const previous = above.trim();
  if (previous !== '' && headingCandidate(above) === null) {
    if (asksForReference.test(previous)) return false;
    if (endsOpen.test(previous) && (again || (previous.length > 12 && !successor))) return false;
  }
  if (successor) return true;
  if (!candidate.separated) return false;
  // Numbering may skip repealed articles, and starts again in an annex.
  return order > 0 || candidate.numbers[0] === 1;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isSuccessor(numbers: readonly number[], last: readonly number[]): boolean {
  const shared = numbers.slice(0, -1);
  const final = numbers.at(-1) ?? 0;
  const nextHere = shared.every((n, i) => n === last[i]) && final === (last[shared.length] ?? 0) + 1;
  return nextHere || (numbers.length === 1 && numbers[0] === (last[0] ?? 0) + 1);
}

/** "Section 3" above "Section 3.1" with nothing between them is a heading, not an article. */
function withoutEmptyParents(openings: readonly Opening[], text: string): Opening[] {
  return openings.map((opening, i) => {
    const next = openings[i + 1];
    if (opening.unit !== 'article' || next?.unit !== 'article') return opening;
    const isChild =
      next.numbers.length > opening.numbers.length && opening.numbers.every((n, k) => n === next.numbers[k]);
    const between = text.slice(opening.line.next, next.line.start).trim();
    return isChild && between === '' && opening.label.startsWith('第') === false
      ? { ...opening, unit: 'structure', level: 5 }
      : opening;
  });
}

function cutsOf(text: string, openings: readonly Opening[]): Cut[] {
  const cuts: Cut[] = [];
  const taken = new Map<string, number>();
  let annex = '';
  const push = (cut: Cut) => {
    if (cut.text.trim() !== '') cuts.push(cut);
  };
  const first = openings[0];
  push(section(text.slice(0, first?.line.start ?? text.length)));
  openings.forEach((opening, i) => {
    const end = openings[i + 1]?.line.start ?? text.length;
    const headingEnd = opening.unit === 'structure' ? opening.line.next : end;
    const own = text.slice(opening.line.start, headingEnd);
    const heading = [opening.unit === 'structure' ? opening.label : '', opening.title].filter((t) => t).join(' ');
    const times = (taken.get(opening.label) ?? 0) + (opening.unit === 'article' ? 1 : 0);
    if (opening.unit === 'article') taken.set(opening.label, times);
    const locator = times > 1 ? `${annex || `(${times})`} ${opening.label}` : opening.label;
    const { article, rest } = opening.unit === 'article' ? splitAnnex(own) : { article: own, rest: '' };
    push({
      kind: opening.unit === 'article' ? 'article' : 'section',
      locator,
      ...(heading ? { heading } : {}),
      text: article,
    });
    const loose = rest || (opening.unit === 'structure' ? text.slice(headingEnd, end) : '');
    if (loose.trim() !== '') {
      const cut = section(loose);
      annex = annexLine.exec(loose)?.[1]?.slice(0, 20).trim() ?? annex;
      push(cut);
    }
  });
  return cuts;
}

const annexLine =
  /^[#*\s\u3000]*((?:附[件錄录表則则]|Annex|Appendix|Schedule)[ \u3000]*[0-9A-Z一二三四五六七八九十]*)(?=[\s\u3000：:.*]|$)/m;

/** What follows an article but belongs to an annex. */
function splitAnnex(text: string): { article: string; rest: string } {
  const match = annexLine.exec(text);
  if (!match || match.index === 0) return { article: text, rest: '' };
  return { article: text.slice(0, match.index), rest: text.slice(match.index) };
}

function section(text: string): Cut {
  const line = text.split('\n').find((l) => l.trim() !== '') ?? '';
  const heading = line.replace(/^[#*\s\u3000]+|[*\s\u3000]+$/g, '').slice(0, 200);
  return { kind: 'section', locator: heading.slice(0, 80) || 'text', ...(heading ? { heading } : {}), text };
}
