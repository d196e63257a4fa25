import { describe, expect, it } from 'vitest';
import { createWordReader } from './chinese-words.ts';
import { createPacer } from './give-way.ts';
import { phrasesOf, phraseText, tellingPhrases } from './telling-phrases.ts';

describe('words of Chinese', () => {
  it('are joined where they stand together more than by chance, but not with a word that counts them', async () => {
    const texts = ['我有张甲乙卡', '一张甲乙卡没用', '那张甲乙卡要还款', '我要还款', '提前还款可以吗', '还没有还款'];
    const other = [
      '今天天气很好我们去公园散步',
      '这本书写得非常有趣',
      '火车晚点了旅客都在车站等候',
      '苹果和香蕉都很便宜',
    ];
    const words = (await createWordReader([...texts, ...other, ...other, ...other], createPacer()))
      .runs('我有张甲乙卡要提前还款')
      .flat();
    expect(words.some((word) => word.startsWith('张') && word.length > 1)).toBe(false);
    expect(words).toContain('还款');
  });
});

describe('telling phrases', () => {
  it('are said in most of the group and seldom elsewhere, in whole words, without names of products and laws', async () => {
    const reader = await createWordReader([], createPacer());
    const said = (text: string) => {
      const all = phrasesOf(phraseText(text, /甲卡/g), reader);
      return { all, customer: all };
    };
    const group = ['甲卡的账单明天出', '按照《账单办法》查账单', '刚刚收到账单'].map(said);
    const rest = { texts: 10, counts: new Map([['明天', 1]]) };
    expect(tellingPhrases(group, rest, 3)).toEqual(['账单']);
    const english = ['early repayment charge', 'why the early repayment', 'an early repayment, please'].map(said);
    expect(tellingPhrases(english, { texts: 10, counts: new Map() }, 3)).toEqual(['early repayment']);
  });
});
