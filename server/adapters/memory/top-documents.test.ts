import fc from 'fast-check';
import { expect, it } from 'vitest';
import { topDocuments } from './top-documents.ts';

it('gives the best documents in the order of their scores, ties by their numbers', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 70 }),
      (list, limit) => {
        const scores = Float32Array.from(list);
        const documents = Uint32Array.from(list.keys()).reverse();
        const expected = [...list.keys()]
          .filter((document) => (list[document] ?? 0) > 0)
          .sort((a, b) => (list[b] ?? 0) - (list[a] ?? 0) || a - b)
          .slice(0, limit);
        expect([...topDocuments(documents, scores, limit)]).toEqual(expected);
      },
    ),
  );
});
