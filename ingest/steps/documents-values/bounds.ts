import type { Bound } from '../../../graph-schema/index.ts';

const before: readonly (readonly [Bound, RegExp])[] = [
  [
    'at_most',
    /(?:不(?:得)?(?:超过|超過|高于|高於|多于|多於|大于|大於)|最高|最多|最长|最長|最晚|最大|至多|上限(?:为|為)?|限额|限額|封顶|封頂|up to|at most|no more than|not more than|no later than|not exceed(?:ing)?|no greater than|(?:a )?max(?:imum)?\.?(?: of)?|capped at|(?:a )?cap of|within|limited to|fewer than or equal to)[:：\s为為是]*$/i,
  ],
  [
    'at_least',
    /(?:不(?:得)?(?:低于|低於|少于|少於|小于|小於)|最低|最少|最短|最小|最早|至少|下限(?:为|為)?|不早于|at least|no less than|not less than|no fewer than|(?:not|never|n't) (?:fall|drop|go|be) (?:below|under|less than)|(?:a )?min(?:imum)?\.?(?: of)?|(?:starting|starts?|beginning|ranges?) (?:at|from)|^\s*from|满|滿|累计达|达到|達到)[:：\s为為是]*$/i,
  ],
  ['less_than', /(?:低于|低於|少于|少於|小于|小於|不足|不满|不滿|less than|fewer than|under|below)[:：\s]*$/i],
  [
    'more_than',
    /(?:超过|超過|超出|高于|高於|多于|多於|大于|大於|逾|more than|greater than|over|exceed(?:s|ing)?|above|in excess of)[:：\s]*$/i,
  ],
];
const after: readonly (readonly [Bound, RegExp])[] = [
  [
    'at_most',
    /^\s*(?:[（(]含[）)])?\s*(?:以内|以內|之内|之內|以下|封顶|封頂|内(?![部地含])|內(?![部地含])|or less|or fewer|or below|maximum|max\b)/i,
  ],
  [
    'at_least',
    /^\s*(?:[（(]含[）)])?\s*(?:以上|起(?!见|见)|及以上|or more|or above|or longer|minimum|and (?:above|over|up)|\+)/i,
  ],
];

/** Which side of a value its words leave open: 不超过, 以内, at least, or more; null: they state the value itself. */
export function boundAt(text: string, start: number, end: number): Bound | null {
  const lead = text.slice(Math.max(0, start - 24), start);
  const tail = text.slice(end, end + 16);
  const stated = before.find(([, pattern]) => pattern.test(lead))?.[0] ?? after.find(([, p]) => p.test(tail))?.[0];
  return stated ?? null;
}
