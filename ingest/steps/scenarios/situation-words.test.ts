import { expect, it } from 'vitest';
import { matterWords } from './situation-words.ts';

it.each([
  ["Hi, I'd like to check my account balance please", 'check my account balance'],
  ['Yes, I was wondering if you could help me to reset my password', 'reset my password'],
  ['I need to know how to transfer money', 'how to transfer money'],
  ['你好我想问一下信用卡年费怎么收的', '信用卡年费怎么收'],
  ['麻烦您帮我查一下汇款进度好不好', '查一下汇款进度'],
])('of a clause, the matter is left: %s', (clause, left) => {
  expect(matterWords(clause)).toBe(left);
});
