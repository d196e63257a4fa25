import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMentionMatcher } from './mention-matcher.ts';

const matcher = createMentionMatcher([
  { itemId: 'card', names: ['金桥信用卡', '金桥卡'] },
  { itemId: 'gold', names: ['金桥信用卡金卡'] },
  { itemId: 'pay', names: ['Pay Later', 'pay-later plan'] },
  { itemId: 'twin', names: ['金桥卡'] },
]);
const idsIn = (text: string) => matcher.find(text).map((mention) => mention.itemId);

describe('mentions', () => {
  it.each([
    ['我的金桥信用卡年费', ['card']],
    ['我的金橋信用卡年費', ['card']],
    ['金桥 信用卡', ['card']],
    ['「金桥信用卡」', ['card']],
    ['金桥信用卡金卡和金桥信用卡', ['gold', 'card']],
    ['my PAY LATER bill', ['pay']],
    ['my ｐａｙ－ｌａｔｅｒ bill', ['pay']],
    ['pay laterally', []],
    ['prepay later', []],
    ['我用pay later付的', ['pay']],
    ['pay it later', []],
    ['', []],
  ])('in “%s”: %j', (text, ids) => {
    expect(idsIn(text)).toEqual(ids);
  });

  it('names every item that shares the name', () => {
    expect(matcher.find('金桥卡丢了')).toEqual([
      { itemId: 'card', matched: '金桥卡' },
      { itemId: 'twin', matched: '金桥卡' },
    ]);
  });

  it('follows names as they are set and removed', () => {
    const changing = createMentionMatcher([{ itemId: 'a', names: ['灵活贷'] }]);
    changing.set({ itemId: 'b', names: ['灵活贷', '灵动存'] });
    changing.set({ itemId: 'a', names: ['极速贷'] });
    expect(changing.find('灵活贷还是极速贷').map((m) => m.itemId)).toEqual(['b', 'a']);
    changing.remove('b');
    changing.remove('nobody');
    expect(changing.find('灵活贷，灵动存')).toEqual([]);
  });

  it('finds any name inside any text around it', () => {
    const han = fc.constantFrom(...'存取款账户理财');
    fc.assert(
      fc.property(
        fc.string({ unit: han, minLength: 2, maxLength: 5 }),
        fc.string({ unit: han, maxLength: 5 }),
        (name, before) => {
          const found = createMentionMatcher([{ itemId: 'x', names: [name] }]).find(`${before}，${name}！`);
          expect(found).toEqual([{ itemId: 'x', matched: name }]);
        },
      ),
    );
  });
});
