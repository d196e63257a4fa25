import { expect, it } from 'vitest';
import type { TextHit } from '../../ports/text-index.ts';
import { recipeNamed, recipes } from './recipes.ts';
import { weighWholes } from './weigh-wholes.ts';

function hit(
  itemId: string,
  score: number,
  name?: string,
  standing: { authority?: number; size?: number } = {},
): TextHit {
  const whole = name && { collectionId: 'main', name, authority: 0, size: 0, ...standing };
  return { itemId, version: 1, kind: 'clause', score, coverage: 0.5, ...(whole && { whole }) };
}
const order = (hits: readonly TextHit[], recipe = recipes.default) =>
  weighWholes(hits, () => recipe).map(({ itemId }) => itemId);

it('raises what others refer to and what is large, and leaves what stands by itself', () => {
  expect(order([hit('local', 10, 'by-law'), hit('act', 9.5, 'act', { authority: 2 })])).toEqual(['act', 'local']);
  expect(order([hit('local', 10, 'by-law'), hit('code', 9.8, 'code', { size: 2 })])).toEqual(['code', 'local']);
  expect(weighWholes([hit('alone', 10)], () => recipes.default)).toMatchObject([{ score: 10, votes: 0 }]);
});

it('lets hits of one whole vote for each other, the better ones more', () => {
  const rivals = [hit('alone', 10, 'other'), hit('a', 9.9, 'law'), hit('b', 9, 'law')];
  expect(order(rivals)[0]).toBe('a');
  expect(weighWholes(rivals, () => recipes.default)[0]?.votes).toBe(1);
  expect(order([hit('alone', 10, 'other'), hit('a', 9.9, 'law'), hit('b', 1, 'law')])[0]).toBe('alone');
});

it('goes by the words alone where the recipe says so', () => {
  const hits = [hit('local', 10, 'by-law'), hit('act', 9.9, 'act', { authority: 3 }), hit('b', 9, 'act')];
  expect(order(hits, recipes.words)).toEqual(['local', 'act', 'b']);
});

it('takes the default for a recipe that it does not know', () => {
  expect(recipeNamed('from a newer program')).toBe(recipes.default);
  expect(recipeNamed('words')).toBe(recipes.words);
});
