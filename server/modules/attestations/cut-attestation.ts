import type { ParsedSegment } from '../../../ingest/ports.ts';

const longestUnits = 1_200;

/** An attestation's text as it is stored: a section for each paragraph; a very long one is cut at its sentences. */
export function cutAttestation(text: string): readonly ParsedSegment[] {
  return text
    .split(/\r?\n\s*\n|\r?\n/u)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap(pieces)
    .map((piece, ordinal) => ({ ordinal, kind: 'section', locator: `¶${ordinal + 1}`, text: piece }));
}

function pieces(paragraph: string): string[] {
  const cut: string[] = [];
  let piece = '';
  for (const sentence of paragraph.match(/[^。！？!?.]+[。！？!?.]*\s*|[。！？!?.]+\s*/gu) ?? [paragraph]) {
    if (piece !== '' && piece.length + sentence.length > longestUnits) {
      cut.push(piece.trim());
      piece = '';
    }
    piece += sentence;
  }
  return [...cut, piece.trim()].filter((text) => text !== '');
}
