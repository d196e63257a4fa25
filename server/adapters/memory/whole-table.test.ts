import { expect, it } from 'vitest';
import type { IndexedVersion } from '../../ports/text-index.ts';
import { citedNames } from './cited-names.ts';
import { wholeEntry } from './whole-entry.ts';
import { wholeTable } from './whole-table.ts';

/** A table of articles: [law, words]. */
function tableOf(articles: readonly (readonly [law: string, body: string, collectionId?: string])[]) {
  const table = wholeTable();
  for (const [law, body, collectionId = 'main'] of articles) {
    const text = { title: law, context: '', body, phrases: [], whole: law };
    const version: IndexedVersion = { itemId: '', version: 1, position: 1, kind: 'clause', collectionId, text };
    table.add(wholeEntry(version, true));
  }
  return table;
}

it('finds names in quotation marks and in front of the number of an article', () => {
  expect(citedNames('依照《消费者条例》第三条')).toEqual(['消费者条例']);
  expect(citedNames('违反商业银行法第二十条的')).toEqual(['…违反商业银行法']);
  expect(citedNames('依照本办法第三条')).toEqual([]);
  expect(citedNames('as the Policy on Fees, Section 3 says; see "Fee Schedule"')).toEqual([
    'Fee Schedule',
    '…Policy on Fees',
  ]);
});

it('gives authority to what is referred to, by its full name or by an ending that no other has', () => {
  const table = tableOf([
    ['某国商业银行法', '甲'],
    ['某国商业银行法', '乙'],
    ['储蓄办法', '依照《商业银行法》'],
    ['贷款办法', '违反商业银行法第三条'],
    ['保险办法', '某国商業銀行法第五條另有规定'],
  ]);
  const [cited, citing, last] = [0, 2, 4].map((document) => table.standing(document)?.authority ?? 0);
  expect(cited).toBeGreaterThan(citing ?? 0);
  expect(citing).toBe(last);
});

it('does not take an ending for a name that two laws share, nor a reference within a law or to another collection', () => {
  const table = tableOf([
    ['甲市收费办法', '依照《甲市收费办法》'],
    ['甲市收费办法', '乙'],
    ['乙市收费办法', '丙'],
    ['乙市收费办法', '丁'],
    ['投诉规则', '依照《收费办法》、《丙市规定》'],
    ['丙市规定', '戊', 'other'],
  ]);
  for (const document of [0, 2, 4, 5]) expect(table.standing(document)?.authority).toBe(0);
});

it('counts the items of a whole against the mean of its collection', () => {
  const table = tableOf([
    ['大法', '一'],
    ['大法', '二'],
    ['大法', '三'],
    ['小法', '四'],
  ]);
  const [large, small] = [table.standing(0), table.standing(3)];
  expect(large?.size).toBeGreaterThan(0);
  expect(small?.size).toBeLessThan(0);
  table.forget(0);
  expect(table.standing(0)).toBeUndefined();
  expect(table.standing(1)?.size).toBeLessThan(large?.size ?? 0);
});
