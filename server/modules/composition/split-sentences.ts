const closers = /["'”’」』）)\]》】]/u;
const abbreviation =
  /(?:^|[^\p{L}])(?:\p{L}|(?:\p{L}\.)+\p{L}|mr|mrs|ms|dr|no|nos|art|arts|sec|para|vs|etc|approx|incl|excl|min|max|e\.g|i\.e)$/iu;

/** Cuts a stream of text into sentences as they are complete; a decimal, an abbreviation or an address ends none. */
export interface SentenceSplitter {
  /** The sentences that these words complete. */
  push(text: string): readonly string[];
  /** What is left at the end. */
  rest(): string | null;
}

export function createSentenceSplitter(): SentenceSplitter {
  let waiting = '';
  return {
    push(text) {
      waiting += text;
      const sentences: string[] = [];
      let start = 0;
      for (let at = 0; at < waiting.length; at += 1) {
        const end = endAfter(waiting, start, at);
        if (end === null) continue;
        const sentence = waiting.slice(start, end).trim();
        if (sentence !== '') sentences.push(sentence);
        start = end;
        at = end - 1;
      }
      waiting = waiting.slice(start);
      return sentences;
    },
    rest() {
      const sentence = waiting.trim();
      waiting = '';
      return sentence === '' ? null : sentence;
    },
  };
}

/** Where the sentence ends whose last mark stands here; null while it goes on, or nobody can know yet. */
function endAfter(text: string, start: number, at: number): number | null {
  const mark = text[at] ?? '';
  if (mark === '\n') return at + 1;
  if (!/[。！？!?.]/u.test(mark)) return null;
  let end = at + 1;
  // References follow their sentence: [1][2].
  for (;;) {
    const cited = /^[ \t]*\[\d+(?:\s*[,，、]\s*\d+)*\]/u.exec(text.slice(end));
    if (cited) end += cited[0].length;
    else if (closers.test(text[end] ?? '') || /[。！？!?.]/u.test(text[end] ?? '')) end += 1;
    else break;
  }
  // More may belong to it, of which nothing has come yet.
  if (end >= text.length || /^[ \t]*(?:\[[\d,，、\s]*)?$/u.test(text.slice(end))) return null;
  if (/[。！？]/u.test(mark)) return end;
  if (!/^[\s\p{Script=Han}]/u.test(text.slice(end))) return null;
  if (mark === '.' && (abbreviation.test(text.slice(start, at)) || /^\s*[\p{Ll}\d]/u.test(text.slice(end))))
    return null;
  return end;
}
