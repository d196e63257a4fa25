import { BadRecord } from '../bad-record.ts';

/** What one speaker says in one cue. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  /** As a voice tag or a prefix names them; null: unnamed. */
  readonly speaker: string | null;
  readonly text: string;
}

export interface Captions {
  readonly cues: readonly Cue[];
  /** The `Language` of the header of a WebVTT file. */
  readonly language: string | null;
}

const timing =
  /^\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[ \t]*-->[ \t]*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})(?:[ \t].*)?$/;

/** Whether a text is WebVTT or SubRip by its beginning. */
export function looksLikeCaptions(text: string): boolean {
  if (/^WEBVTT(?:[ \t\r\n]|$)/.test(text)) return true;
  const lines = text
    .slice(0, 4_096)
    .trimStart()
    .split(/\r\n|\r|\n/, 3);
  return /^\d+\s*$/.test(lines[0] ?? '') && timing.test(lines[1] ?? '');
}

/** Reads WebVTT or SubRip; styles and markup are dropped, speakers and times kept. Throws BadRecord. */
export function readCaptions(text: string): Captions {
  const lines = text.split(/\r\n|\r|\n/);
  const isVtt = /^WEBVTT/.test(lines[0] ?? '');
  const cues: Cue[] = [];
  let language: string | null = null;
  for (let at = 0; at < lines.length; ) {
    const block = blockAt(lines, at);
    at = block.next;
    if (block.lines.length === 0) continue;
    if (isVtt && block.first === 0) language = headerLanguage(block.lines);
    else if (!(isVtt && /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(block.lines[0] ?? '')))
      cues.push(...cuesOf(block, isVtt));
  }
  if (cues.length === 0)
    throw new BadRecord('it holds no cue', 'Hand in a file with cues: 00:00:01.000 --> 00:00:03.000.');
  return { cues, language };
}

interface Block {
  readonly lines: readonly string[];
  readonly first: number;
  readonly next: number;
}

function blockAt(lines: readonly string[], from: number): Block {
  let first = from;
  while (first < lines.length && (lines[first] ?? '').trim() === '') first++;
  let next = first;
  while (next < lines.length && (lines[next] ?? '').trim() !== '') next++;
  return { lines: lines.slice(first, next), first, next };
}

function headerLanguage(lines: readonly string[]): string | null {
  const stated = lines.map((line) => /^language:[ \t]*(\S+)/i.exec(line)?.[1]).find((found) => found !== undefined);
  return stated ?? null;
}

function cuesOf(block: Block, isVtt: boolean): Cue[] {
  // A block is an optional identifier, the timing, and what is said; SubRip from careless hands lacks blank lines.
  const cues: Cue[] = [];
  let at = timing.test(block.lines[0] ?? '') ? 0 : 1;
  if (!timing.test(block.lines[at] ?? '')) throw badCue(block.first + at, 'this block has no timing line');
  while (at < block.lines.length) {
    const times = timesOf(block.lines[at] ?? '', block.first + at);
    let end = at + 1;
    while (end < block.lines.length && !timing.test(block.lines[end] ?? '')) end++;
    const next = end < block.lines.length && /^\d+\s*$/.test(block.lines[end - 1] ?? '') ? end - 1 : end;
    const spoken = block.lines.slice(at + 1, Math.max(at + 1, next));
    for (const said of speechOf(spoken, isVtt)) cues.push({ ...times, ...said });
    at = end;
  }
  return cues;
}

function timesOf(line: string, index: number): { startMs: number; endMs: number } {
  const match = timing.exec(line);
  if (!match) throw badCue(index, 'this line is no timing');
  const ms = (from: number) => {
    const [h, m, s] = [match[from] ?? '0', match[from + 1], match[from + 2]].map(Number);
    return ((h ?? 0) * 3_600 + (m ?? 0) * 60 + (s ?? 0)) * 1_000 + Number((match[from + 3] ?? '').padEnd(3, '0'));
  };
  const [startMs, endMs] = [ms(1), ms(5)];
  if (endMs < startMs) throw badCue(index, 'this cue ends before it starts');
  return { startMs, endMs };
}

function badCue(index: number, what: string): BadRecord {
  return new BadRecord(
    `line ${index + 1}: ${what}`,
    'Write the line above the words as 00:00:01.000 --> 00:00:03.500.',
  );
}

function speechOf(lines: readonly string[], isVtt: boolean): { speaker: string | null; text: string }[] {
  const said = isVtt
    ? voices(lines.join('\n'))
    : [{ speaker: null, text: lines.join('\n').replace(/\{\\[^}]*\}/g, '') }];
  return said.flatMap(({ speaker, text }) => {
    const plain = withoutMarkup(text);
    return speaker !== null ? [{ speaker, text: oneLine(plain) }] : splitBySpeaker(plain);
  });
}

/** `<v.loud Mary>Hello.</v>`: a voice holds to the next voice tag or the end of the cue. */
function voices(payload: string): { speaker: string | null; text: string }[] {
  const pieces = payload.split(/<v((?:\.[^\t\n\f\r &<>.]{1,100}){0,10}(?:[ \t\n][^>]{0,300})?)>/);
  const said: { speaker: string | null; text: string }[] = [{ speaker: null, text: pieces[0] ?? '' }];
  for (let i = 1; i < pieces.length; i += 2) {
    const name = withoutMarkup((pieces[i] ?? '').replace(/^(?:\.[^\s.]+)*/, '')).trim();
    const [inside = '', outside = ''] = splitOnce(pieces[i + 1] ?? '', '</v>');
    said.push({ speaker: name === '' ? null : oneLine(name), text: inside }, { speaker: null, text: outside });
  }
  return said.filter(({ text }) => text.trim() !== '');
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  lrm: '',
  rlm: '',
  quot: '"',
  apos: "'",
};

function withoutMarkup(text: string): string {
  return text
    .replace(/<\/?(?:c|i|b|u|s|v|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>/gi, '')
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm|quot|apos);/g, (_, name: string) => entities[name] ?? '');
}

const oneLine = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();

// A colon after a short name: `Agent 2: ...`, 客服：…, [Customer] ..., >> AGENT: ...; a time such as 10:30 names nobody.
const prefix =
  /^[ \t>-]*(?:[[【(（]([^\]】)）\n]{1,40})[\]】)）][ \t]*[:：]?|([\p{L}][\p{L}\p{N} ._'·-]{0,39}?)[ \t]*(?:[:：]))[ \t]*/u;

/** Splits a text in which every line may begin with who says it; what has no name continues the line before. */
export function splitBySpeaker(text: string): { speaker: string | null; text: string }[] {
  const said: { speaker: string | null; text: string }[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const found = prefix.exec(line);
    const last = said.at(-1);
    if (found) said.push({ speaker: (found[1] ?? found[2] ?? '').trim(), text: line.slice(found[0].length).trim() });
    else if (last) said[said.length - 1] = { ...last, text: `${last.text} ${line.trim()}`.trim() };
    else said.push({ speaker: null, text: line.trim() });
  }
  return said;
}
