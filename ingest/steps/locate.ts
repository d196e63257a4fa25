import { clauseOutline, outlineStyleOf } from './clause-outline.ts';
import { headingCandidate } from './legal-headings.ts';

/**
 * Where in an article a stretch that begins at `start` stands: 第三条第二款第（一）项, Article 5, 5.2(a). A segment that
 * is no article gives an empty string. 款 are the paragraphs, 项 the lines （一）; the 款 is left out where there is one.
 */
export function locate(segmentText: string, start: number): string {
  const lead = segmentText.length - segmentText.trimStart().length;
  const firstLine = segmentText.slice(lead).split('\n')[0] ?? '';
  const heading = headingCandidate(firstLine);
  if (heading?.unit !== 'article') return '';
  const bodyStart = lead + (titleLine.test(firstLine) ? firstLine.length : heading.bodyOffset);
  const body = segmentText.slice(bodyStart);
  const style = outlineStyleOf(heading.label, segmentText);
  const offset = Math.max(start - bodyStart, body.length - body.trimStart().length);
  const within = clauseOutline(body, style)
    .filter((entry) => entry.start <= offset)
    .at(-1);
  if (!within) return heading.label;
  return style.lettering === 'chinese' ? `${heading.label}${within.locator}` : `${heading.label}, ${within.locator}`;
}

/** A heading in Markdown stands alone on its line, title and all. */
const titleLine = /^#{1,6}\s/;
