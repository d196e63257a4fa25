import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldText } from './fold-text.ts';

it.each([
  ['轉帳', '转账'],
  ['網路銀行的軟體', '网络银行的软件'],
  ['存取款的程序文件', '存取款的程序文件'],
  ['存摺和身分證', '存折和身份证'],
  ['ＡＴＭ　１２３', 'atm 123'],
  ['DON’T', "don't"],
  ['账户', '账户'],
])('folds %s to %s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

it('changes nothing the second time in everyday Simplified text', () => {
  const unit = fc.constantFrom(...'账户转账被盗刷了请问怎么办年费利率 abc123,。');
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      expect(foldText(foldText(text))).toBe(foldText(text));
    }),
  );
});
