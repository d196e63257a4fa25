import { statedQuantities } from './stated-quantities.ts';
import { rootOf } from './word-roots.ts';

/**
 * What a token does: a `word` says what is talked of; a `guard` (not, only, must, at most) or a `quantity` changes what
 * holds and may neither be dropped nor added; a `filler` may.
 */
export type TokenSort = 'word' | 'guard' | 'condition' | 'quantity' | 'pronoun' | 'filler';

export interface Token {
  readonly key: string;
  readonly sort: TokenSort;
  /** An English word as it was written. */
  readonly written?: string;
}

/** Words between commas, or between "and"s: about what one predicate needs. */
export interface Segment {
  readonly tokens: readonly Token[];
}

/** A sentence, or a part of one that a semicolon ends. */
export interface Unit {
  readonly segments: readonly Segment[];
}

const words = (text: string) => text.split(' ');
const englishFillers = new Set(
  words(
    'a an the of to in on at by for is are be been being was were am has have had and or so then also please will would do does did there as from i any each every all both own with but yet such per please',
  ),
);
const pronouns = new Set(
  words(
    'it they them this that these those which who whom whose their its he she his her him you your we our us one ones',
  ),
);
const englishGuards = new Set(
  words(
    'not no never none neither nor without prohibited forbidden excluded free over above below under more less least most fewer maximum minimum upto atleast neednot exceed exceeds exceeding beyond must can should need needs otherwise half once twice double',
  ),
);
const englishConditions = new Set(words('if unless only when where except until before after'));

/** Characters that change nothing; 均 and 都 only stress. */
const chineseFillers = new Set('的了会是时为在于将请即则就也都均按照之其该此对从自起与和及或把被由让使并已各');
const chineseGuards = words(
  '不得 不可 不再 不予 不能 不会 不满 不超过 不少于 不低于 不高于 不支持 无须 无权 有权 禁止 严禁 拒绝 允许 未满 从不 并非 而非 最低 最高 最多 最少 最长 最短 至少 至多 超过 高于 低于 多于 少于 以内 以上 以下 以外 及以下 及以上 最大 最小 另 只 不 未 无 非 勿 免 否 没 别 可 须 应 能 满 仅 才 双方 自行',
);
const chineseConditions = words('只有 除非 除外 例外 如 若 但 前提 前 后');
/** Words that hold the characters of a guard and are none. */
const chineseWords = words(
  '会员 其他 其它 机会 社会 会计 会议 协会 会费 时间 时候 时效 时段 时限 时长 时点 及时 实时 即时 立即 当即 同时 当时 临时 准时 按时 随时 届时 定时 限时 超时 平时 暂时 何时 此时 提前 可能 能力 功能 应用 应急 非常 无法 未来 目前 之内 如实 如何 例如 比如 后续 售后 其后 最后 然后 前往 以前 满意 只能 另外 先前 事后 才能 智能 效应 对应 响应 供应 反应 应付 应收 性能 前台 后台 别人 分别 特别 区别 级别 非法 未成年 无论',
);
const chinesePronouns = new Set(['您', '你', '我方']);
const lexicon = [
  ['我方', 'word'] as const,
  ...chineseWords.map((word) => [word, 'word'] as const),
  ...chineseConditions.map((word) => [word, 'condition'] as const),
  ...chineseGuards.map((word) => [word, 'guard'] as const),
].toSorted(([a], [b]) => b.length - a.length);

const unitEnd = /[.;!?。\n]/;
const segmentEnd = /[,:()—–]/;

/** A plain text as units, segments and tokens. */
export function readUnits(plain: string): readonly Unit[] {
  const quantities = new Map(statedQuantities(plain).map((quantity) => [quantity.start, quantity]));
  const units: Token[][][] = [[[]]];
  const push = (token: Token) => units.at(-1)?.at(-1)?.push(token);
  for (let at = 0; at < plain.length; ) {
    const quantity = quantities.get(at);
    if (quantity) {
      push({ key: quantity.key, sort: 'quantity' });
      at = quantity.end;
      continue;
    }
    const character = plain[at] ?? '';
    const word = /^[a-z0-9]+(?:'s?)?/.exec(plain.slice(at, at + 40))?.[0];
    if (word !== undefined) {
      if (word === 'and' || word === 'but') units.at(-1)?.push([]);
      else push(englishToken(word, plain[at - 1] === '-' || plain[at + word.length] === '-'));
      at += word.length;
    } else if (/\p{Script=Han}/u.test(character)) {
      const [known, sort] = lexicon.find(([candidate]) => plain.startsWith(candidate, at)) ?? [
        character,
        chineseFillers.has(character) ? ('filler' as const) : ('word' as const),
      ];
      push({ key: known, sort: chinesePronouns.has(known) ? 'pronoun' : sort });
      at += known.length;
    } else {
      if (unitEnd.test(character)) units.push([[]]);
      else if (segmentEnd.test(character)) units.at(-1)?.push([]);
      at += 1;
    }
  }
  return units
    .map((segments) => ({ segments: segments.filter((tokens) => tokens.length > 0).map((tokens) => ({ tokens })) }))
    .filter(({ segments }) => segments.length > 0);
}

/** A part of a compound (free-look, must-have) guards nothing. */
function englishToken(given: string, inCompound: boolean): Token {
  const word = given.replace(/'s?$/, '');
  // R4, B: what is numbered or lettered so is another thing with another one.
  if (/\d/.test(word) || /^[b-z]$/.test(word)) return { key: `n:${word}`, sort: 'quantity' };
  if (inCompound) return { key: rootOf(word), sort: 'word' };
  if (englishGuards.has(word)) return { key: word, sort: 'guard' };
  if (englishConditions.has(word)) return { key: word, sort: 'condition' };
  if (pronouns.has(word)) return { key: word, sort: 'pronoun' };
  if (englishFillers.has(word)) return { key: word, sort: 'filler' };
  return { key: rootOf(word), sort: 'word', written: word };
}

/** Whether a token is part of what a text says. */
export const counts = ({ sort }: Token): boolean => sort !== 'filler' && sort !== 'pronoun';
