import type { FileRecords, IngestSettings, InputFile, ParsedSource } from '../../ports.ts';
import { markdownExcess } from '../../steps/markdown-limits.ts';
import { segmentMarkdown } from '../../steps/segment-document.ts';
import { BadRecord } from '../bad-record.ts';
import { attemptAsync, refuse } from '../record-reading.ts';
import { textDocument } from '../text-document.ts';
import type { RichDocument } from './rich-document.ts';

/** Formats of documents that are written out as Markdown before they are cut. */
export type RichFormat = 'html' | 'docx' | 'pptx' | 'pdf';

/** Reads a document with its headings, lists and tables; what could not be read of it is told beside it. */
export async function* parseDocument(file: InputFile, format: RichFormat, settings: IngestSettings): FileRecords {
  const read = await attemptAsync(async () => {
    const rich = await readRich(file.bytes, format);
    return { rich, source: sourceOf(file, rich, settings) };
  });
  if ('failure' in read) return yield* refuse(file, read.failure);
  const { rich, source } = read.value;
  yield source;
  for (const { at, reason, remedy } of rich.notices) {
    yield { problem: 'notice', file: file.name, where: `${file.name}${at}`, reason, remedy };
  }
  return { ok: true, records: 1, problems: 0 };
}

/** The readers are loaded when they are needed first, as some of them are large. */
async function readRich(bytes: Uint8Array, format: RichFormat): Promise<RichDocument> {
  switch (format) {
    case 'html':
      return (await import('./html-document.ts')).readHtml(bytes);
    case 'docx':
      return (await import('./docx-document.ts')).readDocx(bytes);
    case 'pptx':
      return (await import('./pptx-document.ts')).readPptx(bytes);
    case 'pdf':
      return (await import('./pdf-document.ts')).readPdf(bytes);
  }
}

function sourceOf(file: InputFile, rich: RichDocument, settings: IngestSettings): ParsedSource {
  const excess = markdownExcess(rich.markdown);
  if (excess) throw new BadRecord(excess.reason, excess.remedy);
  const { title, language, notes } = rich;
  const stated = { title, language, notes };
  return textDocument(
    { file, head: '', body: rich.markdown, frontMatter: null, stated, segment: segmentMarkdown },
    settings,
  );
}
