import { expect, test } from 'vitest';
import { DatabaseError } from '../ports/database.ts';
import { errorName, errorWords } from './error-words.ts';

const parsing = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
};

test('keeps name and words, and no field', () => {
  const error = Object.assign(new TypeError('bad input'), { customer: '王小明' });
  expect(errorWords(error)).toBe('TypeError: bad input');
  expect(errorWords('broken')).toBe('broken');
  expect(errorWords(new Error('x'.repeat(5_000)))).toHaveLength(1_000);
});

test('keeps no words that quote the value at fault', () => {
  const refused = new DatabaseError('invalid input syntax for type integer: "王小明"', '22P02', undefined);
  expect(errorWords(refused)).toBe('DatabaseError 22P02');
  expect(errorWords(parsing('王小明'))).toBe('SyntaxError');
});

test('names an error by its class and its code', () => {
  expect(errorName(new DatabaseError('王小明', '22P02', undefined))).toBe('DatabaseError 22P02');
  expect(errorName(Object.assign(new Error('王小明'), { code: 'ECONNRESET' }))).toBe('Error ECONNRESET');
  expect(errorName(Object.assign(new Error('x'), { code: '王小明 lives here' }))).toBe('Error');
  expect(errorName('王小明')).toBe('string');
});
