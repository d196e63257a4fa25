import { expect, it } from 'vitest';
import { foldText } from './fold-text.ts';
import { quantitiesIn } from './quantities.ts';

const terms = (text: string) =>
  [...quantitiesIn(foldText(text))].map(({ term }) => term).filter((t) => t.startsWith('#'));

it.each([
  [
    '#3500$',
    ['三千五百元', '3500元', '3,500块钱', '3.5千块', '３５００元', '¥3,500', '三千五块', '$3.5k', '3500 dollars'],
  ],
  ['#25$', ['twenty-five dollars', '$25', '25 bucks', 'twenty five dollars']],
  ['#3%', ['百分之三', '3%', 'three percent', '3 per cent', '三个百分点']],
  ['#24mo', ['24个月', '两年', '二十四个月', 'two years', '24 months']],
  ['#6mo', ['半年', '六个月', 'six months']],
  ['#18mo', ['一年半', '18个月']],
  ['#14d', ['两周', '14天', '十四日', 'two weeks']],
  ['#10-1', ['十月一日', '10月1号', 'October 1st', '1 Oct', '2026-10-01']],
  ['#50000$', ['五万元', '5万元', '50,000元']],
])('takes %s from every way to say it', (term, ways) => {
  expect(ways.map(terms)).toEqual(ways.map(() => [term]));
});

it('finds numbers that are spelled out, and none in words that hold a numeral', () => {
  const all = (text: string) => [...quantitiesIn(foldText(text))].map(({ term }) => term);
  expect(all('第五百七十七条')).toEqual(['577']);
  expect(all('两万三')).toEqual(['23000']);
  expect(all('one thousand five hundred')).toEqual(['1500']);
  expect(all('万一一般情况，千万不要一下子')).toEqual([]);
  expect(all('one of the two, I may go, 上半年, twenty twenty')).toEqual([]);
});
