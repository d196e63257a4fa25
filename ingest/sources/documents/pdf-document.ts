import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { BadRecord } from '../bad-record.ts';
import { markdownText } from './markdown-text.ts';
import { blocksOf } from './pdf-blocks.ts';
import { withMeantDoors } from './pdf-characters.ts';
import { rowsOf, type TextPiece } from './pdf-lines.ts';
import { type PdfPage, withoutRunningLines } from './pdf-running-lines.ts';
import { type DocumentNotice, mostPages, type RichDocument, refuseLongText } from './rich-document.ts';

const ocr = 'Run text recognition (OCR) over the scan and hand in the result, as PDF or as text.';

/**
 * Reads the text layer of a PDF; headings, lists and tables are found by size and place of the words. Pages without a
 * text layer are named. Throws BadRecord.
 */
export async function readPdf(bytes: Uint8Array): Promise<RichDocument> {
  const pdf = await opened(bytes);
  try {
    const title = await statedTitle(pdf);
    const pages: PdfPage[] = [];
    const mute: number[] = [];
    const garbled: number[] = [];
    let length = 0;
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await readPage(pdf, number);
      if (page === null) {
        mute.push(number);
        continue;
      }
      const text = page.rows
        .flat()
        .map((fragment) => fragment.text)
        .join('');
      if (isGarbled(text)) garbled.push(number);
      length += text.length;
      refuseLongText(length);
      pages.push(page);
    }
    if (pages.length === 0) throw new BadRecord('no page has a text layer: it is a scan', ocr);
    if (garbled.length === pages.length) throw new BadRecord('its fonts do not tell which characters they show', ocr);
    const markdown = withMeantDoors(markdownText({ type: 'root', children: blocksOf(withoutRunningLines(pages)) }));
    if (markdown === '') throw new BadRecord('no page has any text but page numbers', ocr);
    const notes = { pages: pdf.numPages };
    return { markdown, title, language: null, notes, notices: [...muteNotice(mute), ...garbledNotice(garbled)] };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

/** What only drawing needs stands in for the canvas of an optional package, which is not needed to read text. */
async function loadPdfjs() {
  const names: Record<string, unknown> = globalThis as never;
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) names[name] ??= class {};
  return await import('pdfjs-dist/legacy/build/pdf.mjs');
}

async function opened(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const { getDocument, VerbosityLevel } = await loadPdfjs();
  let pdf: PDFDocumentProxy;
  try {
    pdf = await getDocument({
      // The reader takes the bytes that it is given away from whoever had them.
      data: new Uint8Array(bytes),
      cMapUrl: join(folder, 'cmaps/'),
      cMapPacked: true,
      standardFontDataUrl: join(folder, 'standard_fonts/'),
      disableFontFace: true,
      useSystemFonts: false,
      isEvalSupported: false,
      enableXfa: false,
      stopAtErrors: false,
      verbosity: VerbosityLevel.ERRORS,
    }).promise;
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new BadRecord('the PDF is protected by a password', 'Save it without a password.');
    }
    throw new BadRecord('the PDF is damaged or cut short', 'Copy it again, or print it to PDF once more.');
  }
  if (pdf.numPages <= mostPages) return pdf;
  await pdf.loadingTask.destroy();
  throw new BadRecord(`it has ${pdf.numPages} pages, more than ${mostPages}`, 'Split it up.');
}

async function statedTitle(pdf: PDFDocumentProxy): Promise<string | null> {
  try {
    const { info } = await pdf.getMetadata();
    const title: unknown = 'Title' in info ? info['Title'] : null;
    return typeof title === 'string' && title.trim() !== '' ? title.trim() : null;
  } catch {
    return null;
  }
}

/** The rows of a page; null: it has no text layer. */
async function readPage(pdf: PDFDocumentProxy, number: number): Promise<PdfPage | null> {
  try {
    const page = await pdf.getPage(number);
    const { transform: view, height } = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    const pieces = items.flatMap((item): TextPiece[] => {
      if (!('str' in item)) return [];
      const [a, b, c, d, e, f] = product(view, item.transform);
      // Text that stands upright or upside down is a stamp or a label in a drawing.
      if (Math.abs(b) > 0.1 * Math.abs(a) || a < 0) return [];
      return [{ text: item.str, x: e, y: f, width: item.width, size: Math.hypot(c, d) || item.height }];
    });
    page.cleanup();
    const rows = rowsOf(pieces);
    return rows.length === 0 ? null : { number, height, rows };
  } catch (error) {
    throw new BadRecord(
      `page ${number} cannot be read (${error instanceof Error ? error.name : 'unknown error'})`,
      'Print the document to PDF once more.',
    );
  }
}

type Matrix = readonly [number, number, number, number, number, number];

function product(m: readonly number[], n: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = m;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = n;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** Whether most characters are without meaning, as fonts leave them that do not say what they show. */
function isGarbled(text: string): boolean {
  const lost = text.match(/[\p{Co}\ufffd]/gu)?.length ?? 0;
  return lost > 0.3 * text.length;
}

function muteNotice(pages: readonly number[]): DocumentNotice[] {
  const which = pageList(pages);
  return which === ''
    ? []
    : [{ at: ` page ${pages[0]}`, reason: `${which} no text layer: scanned, or blank`, remedy: ocr }];
}

function garbledNotice(pages: readonly number[]): DocumentNotice[] {
  const which = pageList(pages);
  return which === ''
    ? []
    : [{ at: ` page ${pages[0]}`, reason: `${which} fonts that do not tell which characters they show`, remedy: ocr }];
}

/** `pages 3-5, 9 have`; empty without pages. */
function pageList(pages: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  if (runs.length === 0) return '';
  const list = runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
  return pages.length === 1 ? `page ${list} has` : `pages ${list} have`;
}
