import type { Language } from '../../../graph-schema/index.ts';
import { unifyScript } from '../unify-script.ts';

const needCues: readonly (readonly [zh: string, hant: string, en: string, cue: RegExp])[] = [
  [
    '退款或赔偿',
    '退款或賠償',
    'Refund or compensation',
    /退给我|退还|退款|退钱|退回|赔|补偿|refund|money back|compensat|reimburse/i,
  ],
  [
    '减免费用',
    '減免費用',
    'Fees waived',
    /减免|免掉|免了|免收|能免|不收|少收|waive|without (?:a |the )?(?:fee|charge)/i,
  ],
  [
    '说明原因',
    '說明原因',
    'An explanation',
    /为什么|为啥|凭什么|怎么回事|什么意思|解释|说法|\bwhy\b|explain|explanation|how come/i,
  ],
  [
    '尽快办好',
    '儘快辦好',
    'Speed',
    /尽快|快点|赶紧|马上|急用|来得及|多久|什么时候|几时|as soon as|urgent|how long|when will|by tomorrow|today/i,
  ],
  ['道歉', '道歉', 'An apology', /道歉|赔礼|apolog|say sorry/i],
  [
    '确定的答复',
    '確定的答覆',
    'Certainty',
    /保证|确定吗|说得准|书面|盖章|证明|guarantee|in writing|for sure|confirm in/i,
  ],
  ['停止打扰', '停止打擾', 'To be left alone', /别再打|不要再打|不要打|别打|骚扰|stop calling|leave me alone|harass/i],
  [
    '恢复使用',
    '恢復使用',
    'To use it again',
    /恢复|解冻|解限|解除限制|能用|unblock|unfreeze|unlock|restore|reactivat/i,
  ],
];

/** In how many of some calls each need is heard. */
export interface HeardNeeds {
  readonly calls: number;
  readonly heard: readonly number[];
}

/** Counts the needs in the words of callers, those of one call in one string. */
export function heardNeeds(calls: readonly string[]): HeardNeeds {
  const plain = calls.map(unifyScript);
  return {
    calls: calls.length,
    heard: needCues.map(([, , , cue]) => plain.filter((text) => cue.test(text)).length),
  };
}

/** A need is the group's from this share of its calls on, in two of them at least. */
const leastShare = 0.2;
/** So many standard deviations above what as many calls of any matter would show: one chance in twenty. */
const leastAbove = 1.64;

/**
 * What the callers of a group want: what a fifth of them say, and more of them than calls of any matter do; or what half of
 * them say. In the given language, the one that most exceeds its usual share first.
 */
export function needsOfGroup(group: HeardNeeds, all: HeardNeeds, language: Language | undefined): string[] {
  return needCues
    .map(([hans, hant, en], n) => {
      const heard = group.heard[n] ?? 0;
      const usual = ((all.heard[n] ?? 0) + 0.5) / (all.calls + 1);
      const above = (heard - group.calls * usual) / Math.sqrt(group.calls * usual * (1 - usual));
      const isUsual = heard < group.calls / 2 && above < leastAbove;
      const isNeed = heard >= Math.max(2, leastShare * group.calls) && !isUsual;
      return { name: language === 'en' ? en : language === 'zh-Hant' ? hant : hans, above, isNeed };
    })
    .filter(({ isNeed }) => isNeed)
    .sort((a, b) => b.above - a.above)
    .map(({ name }) => name);
}
