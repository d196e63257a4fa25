import type { IngestSettings, InputFile, ParsedSource } from '../ports.ts';
import { markdownExcess } from '../steps/markdown-limits.ts';
import { segmentMarkdown } from '../steps/segment-document.ts';
import { BadRecord } from './bad-record.ts';
import { decodeText } from './decode.ts';
import { parseFrontMatter, splitFrontMatter } from './front-matter.ts';
import { textDocument } from './text-document.ts';

/** Reads a Markdown document with optional front matter. Throws BadRecord or UnreadableBytes. */
export function readMarkdown(file: InputFile, settings: IngestSettings): ParsedSource {
  const { head, yaml, body } = splitFrontMatter(decodeText(file.bytes).text);
  const excess = markdownExcess(body);
  if (excess) throw new BadRecord(excess.reason, excess.remedy);
  const frontMatter = yaml === null ? null : parseFrontMatter(yaml, settings.timeZone);
  return textDocument({ file, head, body, frontMatter, segment: segmentMarkdown }, settings);
}
