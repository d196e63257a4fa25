import { deflateRawSync } from 'node:zlib';
import { zipOf } from '../../ingest/sources/calls/testing/make-workbook.ts';

const lines = (...texts: readonly string[]) => Buffer.from(texts.join('\n'));

/** A DOCX of some kilobytes that would unpack to a gigabyte. */
function zipBomb(): Uint8Array {
  const contentTypes =
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
  return zipOf({ '[Content_Types].xml': contentTypes, 'word/document.xml': Buffer.alloc(2 ** 28, 0x20) }, 2 ** 30);
}

/** Files that cannot be read whole, each by another fault, by their names. */
export function brokenFiles(): ReadonlyMap<string, Uint8Array> {
  const halfWay = zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w:document/>' });
  const call =
    '{"id":"half-good","turns":[{"role":"customer","text":"我的卡被吞了"},{"role":"agent","text":"我马上查"}]}';
  return new Map<string, Uint8Array>([
    ['empty.txt', Buffer.alloc(0)],
    ['cut.json', lines('{"id":"cut","turns":[{"role":"customer","text":"my card')],
    ['half-good.jsonl', lines(call, '{"id":"no-turns"}', 'not json at all')],
    ['deep.json', Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['no-columns.csv', lines('a,b,c', '1,2,3')],
    ['bytes.txt', Uint8Array.from({ length: 4_096 }, (_, n) => (n * 131 + ((n * n) % 251)) % 256)],
    ['cut.docx', halfWay.subarray(0, halfWay.length - 30)],
    ['bomb.docx', zipBomb()],
    ['picture.pdf', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46)],
    ['cut.pdf', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog')],
    ['old.doc', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0)],
    ['cut.wav', Buffer.from('RIFF\u0010\u0000\u0000\u0000WAVEfmt ')],
    ['packed.gz', deflateRawSync(Buffer.from('x'))],
  ]);
}
