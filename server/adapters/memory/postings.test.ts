import fc from 'fast-check';
import { expect, it } from 'vitest';
import { postings } from './postings.ts';

const listOf = (lists: ReturnType<typeof postings>, term: number) => {
  const found: [number, number][] = [];
  lists.each(term, (document, frequencies) => found.push([document, frequencies]));
  return found;
};

it('gives back what was appended to each term, over many slices and pages', () => {
  const lists = postings();
  const count = 400_000;
  for (let document = 0; document < count; document++) {
    lists.append(0, document, document * 3);
    if (document % 1000 === 0) lists.append(7, document, 1);
  }
  const all = listOf(lists, 0);
  expect(all.length).toBe(count);
  expect(all.every(([document, frequencies], n) => document === n && frequencies === n * 3)).toBe(true);
  expect(listOf(lists, 7)).toEqual(Array.from({ length: 400 }, (_, n) => [n * 1000, 1]));
  expect(lists.count(7)).toBe(400);
  expect(lists.count(5)).toBe(0);
  expect(listOf(lists, 99)).toEqual([]);
});

it('behaves like a list per term, also when it goes on from its state', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 300 }), fc.nat(300), (terms, cut) => {
      const expected = new Map<number, [number, number][]>();
      let lists = postings();
      for (const [document, term] of terms.entries()) {
        if (document === cut) lists = postings(structuredClone(lists.state()));
        lists.append(term, document, document + 1);
        expected.set(term, [...(expected.get(term) ?? []), [document, document + 1]]);
      }
      for (const [term, list] of expected) expect(listOf(lists, term)).toEqual(list);
    }),
  );
});
