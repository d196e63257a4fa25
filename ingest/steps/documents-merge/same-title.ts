import { nameKey } from '../unify-script.ts';

const marks =
  /(?:[\s_(（[【.-]*(?:副本|复本|複本|拷贝|拷貝|终稿|終稿|定稿|最终版|最終版|最新版?|草稿|修订稿|修訂稿|正式版|copy(?: of)?|final|draft|latest|new|rev(?:ision)?\.? ?\d*|v(?:er(?:sion)?)?\.? ?\d+(?:\.\d+)*|\d{4}[-.年]\d{1,2}(?:[-.月]\d{1,2}日?)?|(?<=[(（])\d{1,2})[)）\]】]?)+$/i;

/** A title without what only tells one copy of a file from another: 副本, (1), final, v2, a date. */
export function bareTitle(title: string): string {
  const key = nameKey(title).replace(/^copy of /, '');
  return key.replace(marks, '').trim() || key;
}
