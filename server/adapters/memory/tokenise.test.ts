import { expect, it } from 'vitest';
import { tokenise } from './tokenise.ts';

function tokens(text: string): string[] {
  const found: string[] = [];
  tokenise(text, {
    word: (word, stem) => found.push(stem === null || stem === word ? word : `${word}(${stem})`),
    ideographs: (folded, start, end) => found.push(folded.slice(start, end)),
  });
  return found;
}

it('parts scripts, words and numbers', () => {
  expect(tokens('我的iPhone手机转了1,000.50元，第12条')).toEqual([
    '我的',
    'iphone(iphon)',
    '手机转了',
    '1000.50',
    '元',
    '第',
    '12',
    '条',
  ]);
  expect(tokens('code 9K2X, 3.5% of $2,000')).toEqual(['code(cod)', '9k2x', '3.5', 'of', '2000']);
  expect(tokens('Größe Привет')).toEqual(['größe', 'привет']);
});

it('drops what redaction put in, and nothing else in brackets', () => {
  expect(tokens('电话[PHONE]，[NAME_2] [ATM]')).toEqual(['电话', 'atm']);
});

it('keeps characters beyond the basic plane in their stretch', () => {
  expect(tokens('用𠮷字')).toEqual(['用𠮷字']);
});

it.each([
  ['fees', 'fee'],
  ['policies', 'policy'],
  ['policy', 'policy'],
  ['closing', 'clos'],
  ['closed', 'clos'],
  ['prepayment', 'prepay'],
  ['prepaying', 'prepay'],
  ['replacements', 'replac'],
  ['statement', 'statement'],
  ['payment', 'payment'],
  ['close', 'clos'],
  ['transferred', 'transfer'],
  ['applied', 'apply'],
  ['boxes', 'box'],
  ['address', 'address'],
  ['status', 'status'],
  ['string', 'string'],
])('takes %s back to %s', (word, stem) => {
  expect(tokens(word)).toEqual([stem === word ? word : `${word}(${stem})`]);
});
