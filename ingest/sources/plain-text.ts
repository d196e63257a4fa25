import type { IngestSettings, InputFile, ParsedSource } from '../ports.ts';
import { segmentPlainText } from '../steps/segment-document.ts';
import { decodeText } from './decode.ts';
import { textDocument } from './text-document.ts';

/** Reads a plain text document. Throws BadRecord or UnreadableBytes. */
export function readPlainText(file: InputFile, settings: IngestSettings): ParsedSource {
  const body = decodeText(file.bytes).text;
  return textDocument({ file, head: '', body, frontMatter: null, segment: segmentPlainText }, settings);
}
