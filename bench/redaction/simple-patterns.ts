import type { Finding } from '../../ingest/index.ts';

// The patterns that people write first; a yardstick, never changed.
const patterns: readonly (readonly [Finding['type'], RegExp])[] = [
  ['ID', /\b[1-9]\d{16}[\dXx]\b|\b[1-9]\d{14}\b|\b[A-Z]\d{6}\([0-9A]\)|\b[A-Z][12]\d{8}\b|\b\d{3}-\d{2}-\d{4}\b/g],
  ['CARD', /\b\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,4})?\b/g],
  ['PHONE', /\b1[3-9]\d(?:[ -]?\d{4}){2}\b|\b0\d{2,3}-?\d{7,8}\b|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\b09\d{8}\b/g],
  ['EMAIL', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['IP', /\b(?:\d{1,3}\.){3}\d{1,3}\b/g],
  ['NAME', /(?<=我叫|姓名是|my name is |this is )(?:\p{Script=Han}{2,3}|[A-Z][a-z]+ [A-Z][a-z]+)/gu],
];

/** What simple patterns find, without overlaps. */
export function simplePatterns(text: string): Finding[] {
  const found: Finding[] = [];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const finding = { type, start: match.index, end: match.index + match[0].length };
      if (found.every((other) => other.end <= finding.start || other.start >= finding.end)) found.push(finding);
    }
  }
  return found;
}
