import { headingCandidate } from './legal-headings.ts';
import { textLines } from './text-lines.ts';

const chineseItem = /^[\s\u3000]*[（(]([一二三四五六七八九十]{1,3}|\d{1,2})[）)]/;
const numbered = /^[\s\u3000]*(\d{1,3}(?:\.\d{1,3})+)[.)]?\s/;
const lettered = /^[\s\u3000]*\(([a-z]|[ivx]{1,4})\)\s/;
const ordinals = '一二三四五六七八九十';

/**
 * Where in an article a stretch that begins at `start` stands: 第三条第二款第（一）项, Article 5, 5.2(a). A segment that
 * is no article gives an empty string. 款 are the paragraphs, 项 the lines （一）; the 款 is left out where there is one.
 */
export function locate(segmentText: string, start: number): string {
  const lines = textLines(segmentText).filter((line) => line.text.trim() !== '');
  const first = lines[0];
  const heading = first ? headingCandidate(first.text) : null;
  if (!first || heading?.unit !== 'article') return '';
  const chinese = heading.label.startsWith('第');
  return chinese
    ? chineseLocator(heading.label, heading.bodyOffset, lines, start)
    : englishLocator(heading.label, lines, start);
}

type Lines = ReturnType<typeof textLines>;

function chineseLocator(label: string, bodyOffset: number, lines: Lines, start: number): string {
  let [paragraphs, paragraph, item] = [0, 0, ''];
  lines.forEach((line, i) => {
    const text = i === 0 ? line.text.slice(bodyOffset) : line.text;
    const found = chineseItem.exec(text)?.[1] ?? '';
    if (found === '' && text.trim() !== '') paragraphs++;
    if (line.start <= start) [paragraph, item] = [Math.max(1, paragraphs), found];
  });
  const part = paragraphs > 1 ? `第${ordinals[paragraph - 1] ?? paragraph}款` : '';
  return `${label}${part}${item ? `第（${item}）项` : ''}`;
}

function englishLocator(label: string, lines: Lines, start: number): string {
  let [number, letter] = ['', ''];
  for (const line of lines) {
    if (line.start > start) break;
    const numeral = numbered.exec(line.text)?.[1];
    if (numeral !== undefined) [number, letter] = [numeral, ''];
    letter = lettered.exec(line.text)?.[1] ?? letter;
  }
  return [label, number].filter((part) => part !== '').join(', ') + (letter ? `(${letter})` : '');
}
