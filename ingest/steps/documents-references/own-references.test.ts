import { expect, it } from 'vitest';
import { ownReferences } from './own-references.ts';

const chinese = ownReferences([
  { label: '第一条', chapter: '第一章 总则' },
  { label: '第二条', chapter: '第一章 总则' },
  { label: '第三条', chapter: '第二章 收费' },
  { label: '第四条', chapter: '第二章 收费' },
  { label: '第五条', chapter: '第三章 附则' },
]);
const english = ownReferences(
  ['Section 1', 'Section 2', 'Section 3', 'Section 4'].map((label) => ({ label, chapter: null })),
);
const numbers = (read: typeof chinese, text: string, at: number) =>
  [...new Set(read(text, at).map(({ article }) => article + 1))].sort();

it.each([
  ['依照本法第三条的规定', 5, [3]],
  ['违反第一条、第二条第二款和第四条规定的', 5, [1, 2, 4]],
  ['第一条至第三条的规定', 5, [1, 2, 3]],
  ['依照前条处理', 3, [2]],
  ['依照前两条处理', 3, [1, 2]],
  ['符合前款规定的', 3, []],
  ['适用本法第二章的规定', 5, [3, 4]],
  ['刑法第三条规定的', 5, []],
  ['《某法》第三条规定的', 5, []],
  ['本法第九条规定的', 5, []],
  ['本条第一款', 2, []],
])('in Chinese, %s of article %i points to %j', (text, at, expected) =>
  expect(numbers(chinese, text, at - 1)).toEqual(expected),
);

it.each([
  ['as set out in Section 4.2(b)', [4]],
  ['see section 4', [4]],
  ['Sections 2 and 3 apply', [2, 3]],
  ['under the preceding Section', []],
  ['Section 3 of the Trade Act', []],
  ['Section 3 of this Policy', [3]],
  ['Section 12', []],
])('in English, %s points to %j', (text, expected) => expect(numbers(english, text, 0)).toEqual(expected));
