const chineseStop = /[。！？\n]/;

/** Whether a sentence or line ends with the character at `i`. */
function stopsAt(text: string, i: number): boolean {
  const c = text[i] ?? '';
  return chineseStop.test(c) || (/[.!?]/.test(c) && /^(?:\s|$)/.test(text.slice(i + 1, i + 2)));
}

/** The sentence, list entry or table row around a stretch of text, trimmed; UTF-16 units, half-open. */
export function sentenceAround(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  while (from > 0 && !stopsAt(text, from - 1)) from--;
  let to = end;
  while (to < text.length && !stopsAt(text, to)) to++;
  if (to < text.length && text[to] !== '\n') to++;
  while (from < start && /\s/.test(text[from] ?? '')) from++;
  while (to > end && /\s/.test(text[to - 1] ?? '')) to--;
  return { start: from, end: to };
}
