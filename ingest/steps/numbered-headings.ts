import type { HeadingCandidate } from './legal-headings.ts';
import type { TextLine } from './text-lines.ts';

const numbered = /^[ \t]*(?:#{1,6}[ \t]+)?(?:\*\*)?(\d{1,3}(?:\.\d{1,3}){0,3})(?:\.|\))?(?:\*\*)?[ \t]+(?=\S)/;

/**
 * A reader of headings that are numbers alone. Where the text has lines such as "1.1 ...", those are its articles and
 * "1. ..." its chapters; otherwise "1. ..." are its articles.
 */
export function numberedHeading(lines: readonly TextLine[]): (line: string) => HeadingCandidate | null {
  const depths = lines.map(({ text }) => numbered.exec(text)?.[1]?.split('.').length ?? 0);
  const two = depths.filter((depth) => depth === 2).length >= 3;
  const articleDepth = two ? 2 : 1;
  return (line) => {
    const match = numbered.exec(line);
    if (!match) return null;
    const [whole, number = ''] = match;
    const numbers = number.split('.').map(Number);
    if (numbers.length > articleDepth) return null;
    const body = line.slice(whole.length).replace(/\*\*/g, '').trim();
    return {
      unit: numbers.length === articleDepth ? 'article' : 'structure',
      level: numbers.length + 4,
      numbers,
      label: number,
      title: body.length <= 80 && !/[.;:。；：]$/.test(body) ? body : '',
      bodyOffset: whole.length,
      separated: true,
      tocLine: /[.…]{3,}\s*\d+\s*$/.test(line),
    };
  };
}
