/** The sentences and lines of a text, trimmed; UTF-16 units, half-open. */
export function sentencesOf(text: string): { start: number; end: number }[] {
  const sentences: { start: number; end: number }[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i] ?? '\n';
    const ends = /[。！？\n]/.test(c) || (/[.!?]/.test(c) && /^(?:\s|$)/.test(text.slice(i + 1, i + 2)));
    if (!ends) continue;
    const own = text.slice(start, i + 1);
    const from = start + own.length - own.trimStart().length;
    const to = start + own.trimEnd().length;
    if (to > from) sentences.push({ start: from, end: to });
    start = i + 1;
  }
  return sentences;
}
