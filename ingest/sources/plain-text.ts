import type { IngestSettings, InputFile, ParsedSource } from '../ports.ts';
import { segmentPlainText } from '../steps/segment-document.ts';
import { decodeUtf8 } from './decode.ts';
import { textDocument } from './text-document.ts';

/** Reads a plain text document. Throws BadRecord or UnreadableBytes. */
export function readPlainText(file: InputFile, settings: IngestSettings): ParsedSource {
  const body = decodeUtf8(file.bytes);
  return textDocument({ file, head: '', body, frontMatter: null, segment: segmentPlainText }, settings);
}
