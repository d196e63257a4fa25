import { zipOf } from '../../calls/testing/make-workbook.ts';

const types = 'http://schemas.openxmlformats.org/package/2006/relationships';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const content = 'application/vnd.openxmlformats-officedocument';

const relations = (list: readonly (readonly [id: string, type: string, target: string])[]) =>
  `<Relationships xmlns="${types}">${list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${relation}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

const contentTypes = (parts: Readonly<Record<string, string>>) =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${Object.entries(
    parts,
  )
    .map(([part, type]) => `<Override PartName="/${part}" ContentType="${content}.${type}+xml"/>`)
    .join('')}</Types>`;

const wordNamespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

export interface WordParts {
  /** What stands in `w:body`. */
  readonly body: string;
  readonly styles?: string;
  readonly numbering?: string;
  readonly footnotes?: string;
}

/** A Word document of its parts in XML. */
export function makeDocx({ body, styles = '', numbering = '', footnotes = '' }: WordParts): Uint8Array {
  const part = (name: string, inner: string) => `<w:${name} ${wordNamespace}>${inner}</w:${name}>`;
  return zipOf({
    '[Content_Types].xml': contentTypes({
      'word/document.xml': 'wordprocessingml.document.main',
      'word/styles.xml': 'wordprocessingml.styles',
      'word/numbering.xml': 'wordprocessingml.numbering',
      'word/footnotes.xml': 'wordprocessingml.footnotes',
    }),
    '_rels/.rels': relations([['rId1', 'officeDocument', 'word/document.xml']]),
    'word/_rels/document.xml.rels': relations([
      ['rId1', 'styles', 'styles.xml'],
      ['rId2', 'numbering', 'numbering.xml'],
      ['rId3', 'footnotes', 'footnotes.xml'],
    ]),
    'word/styles.xml': part('styles', styles),
    'word/numbering.xml': part('numbering', numbering),
    'word/footnotes.xml': part('footnotes', footnotes),
    'word/document.xml': part('document', `<w:body>${body}</w:body>`),
  });
}

/** A paragraph of a Word document; `properties` goes into `w:pPr`. */
export const wordParagraph = (text: string, properties = '') =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

const slideNamespaces = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${relation}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`;

export interface TestSlide {
  readonly title?: string;
  /** Lines of the body, each below its level. */
  readonly lines?: readonly (readonly [level: number, text: string])[];
  readonly table?: readonly (readonly string[])[];
  readonly notes?: string;
  readonly hidden?: boolean;
}

const slideShape = (kind: string, paragraphs: string) =>
  `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr><p:ph type="${kind}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>${paragraphs}</p:txBody></p:sp>`;
const slideParagraph = (text: string, level = 0) => `<a:p><a:pPr lvl="${level}"/><a:r><a:t>${text}</a:t></a:r></a:p>`;

function slideXml({ title, lines = [], table, hidden }: TestSlide): string {
  const rows = (table ?? []).map(
    (row) =>
      `<a:tr h="1">${row.map((cell) => `<a:tc><a:txBody><a:bodyPr/>${slideParagraph(cell)}</a:txBody></a:tc>`).join('')}</a:tr>`,
  );
  const shapes = [
    ...(lines.length > 0
      ? [slideShape('body', lines.map(([level, text]) => slideParagraph(text, level)).join(''))]
      : []),
    ...(title ? [slideShape('title', slideParagraph(title))] : []),
    ...(table
      ? [
          `<p:graphicFrame><a:graphic><a:graphicData uri="x"><a:tbl>${rows.join('')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`,
        ]
      : []),
    slideShape('sldNum', slideParagraph('7')),
  ];
  return `<p:sld ${slideNamespaces}${hidden ? ' show="0"' : ''}><p:cSld><p:spTree>${shapes.join('')}</p:spTree></p:cSld></p:sld>`;
}

/** A presentation; its slides are stored in another order than they are shown. */
export function makePptx(slides: readonly TestSlide[]): Uint8Array {
  const name = (i: number) => `slide${slides.length - i}.xml`;
  const parts: Record<string, string> = {
    '[Content_Types].xml': contentTypes({ 'ppt/presentation.xml': 'presentationml.presentation.main' }),
    '_rels/.rels': relations([['rId1', 'officeDocument', 'ppt/presentation.xml']]),
    'ppt/_rels/presentation.xml.rels': relations(slides.map((_, i) => [`rId${i}`, 'slide', `slides/${name(i)}`])),
    'ppt/presentation.xml': `<p:presentation ${slideNamespaces}><p:sldIdLst>${slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="rId${i}"/>`).join('')}</p:sldIdLst></p:presentation>`,
  };
  for (const [i, slide] of slides.entries()) {
    parts[`ppt/slides/${name(i)}`] = slideXml(slide);
    parts[`ppt/slides/_rels/${name(i)}.rels`] = relations(
      slide.notes ? [['rId1', 'notesSlide', `../notesSlides/notes${i}.xml`]] : [],
    );
    if (slide.notes) {
      const shapes = slideShape('body', slideParagraph(slide.notes));
      parts[`ppt/notesSlides/notes${i}.xml`] =
        `<p:notes ${slideNamespaces}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:notes>`;
    }
  }
  return zipOf(parts);
}

/** Words on a page, in points from its lower left corner. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
}

/**
 * A PDF of pages 595 by 842 points, in a Chinese font that it names and does not hold; readers need the character map
 * `UniGB-UTF16-H` for it. Every character is as wide as it is high.
 */
export function makePdf(pages: readonly (readonly PlacedText[])[]): Uint8Array {
  const objects: string[] = ['<< /Type /Catalog /Pages 2 0 R >>', ''];
  const add = (body: string) => objects.push(body);
  add('<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>');
  add(
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> /DW 1000 /FontDescriptor 5 0 R >>',
  );
  add(
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>',
  );
  const kids = pages.map((texts) => {
    const stream = texts
      .map(
        ({ text, x, y, size = 12 }) =>
          `BT /F1 ${size} Tf ${x} ${y} Td <${Buffer.from(text, 'utf16le').swap16().toString('hex')}> Tj ET`,
      )
      .join('\n');
    const at = add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${at} 0 R >>`,
    );
  });
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`;
  let text = '%PDF-1.5\n';
  const offsets = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF`;
  return new Uint8Array(
    Buffer.from(`${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`, 'latin1'),
  );
}

/** Lines of running text on a page, one below the other, wrapped at `width` characters. */
export function placedLines(lines: readonly string[], { x = 72, top = 760, size = 12, width = 37 } = {}): PlacedText[] {
  const placed: PlacedText[] = [];
  let y = top;
  for (const line of lines) {
    for (let at = 0; at < line.length; at += width) {
      placed.push({ text: line.slice(at, at + width), x, y, size });
      y -= size * 1.6;
    }
  }
  return placed;
}
