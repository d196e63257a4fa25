import { expect, it } from 'vitest';
import { repeatedTerms, says, termsOf } from './only-there.ts';

it('takes words, numbers and pairs of Han characters, whatever their script and width', () => {
  expect([...termsOf('Zyxquill 卡丟失 ４２')]).toEqual(['zyxquill', '卡丢', '丢失', '42']);
});

it('finds a term wherever it stands in a content, and nothing in its neighbours', () => {
  const terms = new Set(['zyxquill']);
  expect(says({ name: 'Card', phrases: ['my ZYXQUILL card'] }, terms)).toBe(true);
  expect(says({ name: 'Card', phrases: ['my quill card'] }, terms)).toBe(false);
  expect(says('anything', new Set())).toBe(false);
});

it('looks only for what is repeated', () => {
  const erased = new Set(['zyxquill', 'card', 'never']);
  expect([...repeatedTerms(erased, [{ say: 'Your card' }, 'zyxquill?'])]).toEqual(['card', 'zyxquill']);
});
