/** A line of a text: its words without the line break, and where it stands, in UTF-16 units. */
export interface TextLine {
  readonly text: string;
  readonly start: number;
  /** Behind the line break. */
  readonly next: number;
}

export function textLines(text: string): TextLine[] {
  const lines: TextLine[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    lines.push({ text: text.slice(start, newline < 0 ? next : newline).replace(/\r$/, ''), start, next });
    start = next;
  }
  return lines;
}
