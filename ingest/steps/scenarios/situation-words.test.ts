import { expect, it } from 'vitest';
import { matterWords, saysMatter } from './situation-words.ts';

it.each([
  ["Hi, I'd like to check my account balance please", 'check my account balance'],
  ['Yes, I was wondering if you could help me to reset my password', 'reset my password'],
  ['I need to know how to transfer money', 'how to transfer money'],
  ["I can't log in to the app", "I can't log in to the app"],
  ['你好我想问一下信用卡年费怎么收的', '信用卡年费怎么收'],
  ['麻烦您帮我查一下汇款进度好不好', '查一下汇款进度'],
  ['我妈的医疗险报案了', '我妈的医疗险报案'],
  ['我的分期怎么结清不了', '分期怎么结清不了'],
  ['这笔钱哪来的', '这笔钱哪来的'],
])('of a clause, the matter is left: %s', (clause, left) => {
  expect(matterWords(clause)).toBe(left);
});

it.each([
  ['卡刷不了', true],
  ['my card was declined', true],
  ['how do I reset it', true],
  ['后天发工资', false],
  ['The password', false],
  ['Probably tomorrow?', false],
])('whether a clause says a matter: %s', (clause, says) => {
  expect(saysMatter(clause)).toBe(says);
});
