import { expect, it } from 'vitest';
import { abbreviated, spelledOut } from './abbreviations.ts';

const names = [
  '中华人民共和国个人信息保护法',
  '中华人民共和国民事诉讼法',
  '银行卡收费管理办法',
  'Truth in Lending Act',
].map(abbreviated);

it.each([
  ['按个保法能不能删我的信息', ['中华人民共和国个人信息保护法']],
  ['按個保法能不能刪我的資料', ['中华人民共和国个人信息保护法']],
  ['民诉法怎么说', ['中华人民共和国民事诉讼法']],
  ['What does TILA say?', ['Truth in Lending Act']],
  ['个人信息保护法怎么说', []],
  ['保护法怎么说', []],
  ['这样合法吗', []],
  ['个保法律师怎么说', []],
])('reads the abbreviations in “%s”', (text, meant) => {
  expect(spelledOut(text, names)).toEqual(meant);
});

it('leaves alone what two names could be meant by', () => {
  const rivals = [...names, abbreviated('中华人民共和国个体户保险法')];
  expect(spelledOut('按个保法', rivals)).toEqual([]);
});
