import { expect, it } from 'vitest';
import { createNameBook } from './other-names.ts';

it('gives the other names of what a text names, until they change', () => {
  const book = createNameBook();
  book.learn('fraud', 'complaint_type', { title: '未经授权的交易', phrases: ['盗刷', '被刷卡'] });
  book.learn('clause', 'clause', { title: '盗刷', phrases: [] });
  expect(book.otherNames('我的卡被盗刷了')).toEqual([{ itemId: 'fraud', names: ['未经授权的交易', '被刷卡'] }]);
  expect(book.otherNames('我要挂失')).toEqual([]);
  book.learn('fraud', 'complaint_type', { title: '冒用', phrases: ['盗刷'] });
  expect(book.otherNames('盗刷')).toEqual([{ itemId: 'fraud', names: ['冒用'] }]);
  expect(book.otherNames('未经授权的交易')).toEqual([]);
});
