/** Deepest nesting of lists and quotes that is read; each level multiplies what reading costs. */
export const deepestNesting = 50;
/** Most characters of inline markup in one paragraph; what reading costs grows with their square. */
export const mostMarks = 1_000;

/** Why a Markdown text is not read. Quotes nothing of it. */
export interface MarkdownExcess {
  readonly reason: string;
  readonly remedy: string;
}

const marker = /[ \t]*(?:(>)|([-*+]|\d{1,9}[.)])(?=[ \t]|$))/y;
const inlineMark = /[[\]*_<~]/g;

/**
 * What makes a text too costly to read as Markdown, found by one pass over its lines; null when nothing does. It counts
 * rather more levels than a parser would, never fewer.
 */
export function markdownExcess(text: string): MarkdownExcess | null {
  let columns: number[] = [];
  let marks = 0;
  let blank = true;
  for (const [i, line] of text.split(/\r\n?|\n/).entries()) {
    const open = openMarkers(line, columns, blank);
    columns = open.columns;
    blank = line.trim() === '';
    if (open.depth > deepestNesting) {
      return {
        reason: `line ${i + 1} nests lists or quotes more than ${deepestNesting} levels deep`,
        remedy: 'Take levels out, or hand the document in as .txt.',
      };
    }
    // A blank line, a list entry and a table row end what is read in one go.
    if (open.marked || blank || line.trimStart().startsWith('|')) marks = 0;
    marks += line.match(inlineMark)?.length ?? 0;
    if (marks > mostMarks) {
      return {
        reason: `the paragraph at line ${i + 1} holds more than ${mostMarks} characters of markup such as [ * _`,
        remedy: 'Break the paragraph up with blank lines, or hand the document in as .txt.',
      };
    }
  }
  return null;
}

interface OpenMarkers {
  /** Where the content of every open list begins, from the outside in. */
  readonly columns: number[];
  readonly depth: number;
  readonly marked: boolean;
}

/** The lists and quotes that are open behind the markers that a line begins with. */
function openMarkers(line: string, before: readonly number[], afterBlank: boolean): OpenMarkers {
  const columns = [...before];
  let [at, quotes, column, marked] = [0, 0, 0, false];
  for (;;) {
    marker.lastIndex = at;
    const match = marker.exec(line);
    if (!match || quotes + columns.length > deepestNesting) break;
    const lead = match[0].length - (match[1] ?? match[2] ?? '').length;
    for (const c of line.slice(at, at + lead)) column += c === '\t' ? 4 - (column % 4) : 1;
    if (match[1] !== undefined) quotes++;
    else {
      while (columns.length > 0 && (columns.at(-1) ?? 0) > column) columns.pop();
      columns.push(column + (match[2]?.length ?? 0) + 1);
    }
    column += (match[1] ?? match[2] ?? '').length;
    at += match[0].length;
    marked = true;
  }
  // Behind a blank line, words at the margin end every list; otherwise they go on with it.
  const ends = afterBlank && !marked && /^\S/.test(line);
  return { columns: ends ? [] : columns, depth: quotes + columns.length, marked };
}
