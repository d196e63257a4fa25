import { placeholderPattern } from '../../graph-schema/index.ts';
import { unifyScript } from './unify-script.ts';

// Words of conversation and grammar that say nothing about the matter.
const englishStops = new Set(
  `a an the and or but if then so because as of at by for with about to from in on off over under up down out into
  is am are was were be been being do does did done doing have has had having can could will would shall should may might must
  i me my mine myself you your yours yourself he him his she her hers it its itself we us our ours they them their theirs
  this that these those there here what which who whom whose when where why how all any both each few more most other some such
  no not nor only own same than too very just also again once ever never always still yet now today tomorrow yesterday
  yes yeah yep ok okay oh uh um hmm hm ah er well right sure alright please thanks thank sorry hello hi hey bye goodbye morning afternoon evening day night
  i'm i've i'd i'll it's that's there's what's you're you've don't didn't doesn't isn't wasn't can't couldn't won't wouldn't haven't hasn't let's
  im ive dont didnt cant thats
  get got getting go going gone went come came make made take took give gave say said tell told know knew think thought want wanted need needed see saw look looking like
  one two three first last thing things something anything nothing everything someone anyone way lot bit kind sort little much many really actually basically maybe perhaps
  call calling called phone speak speaking talk talking help helping question name number mean means try trying tried put keep let back give new good great fine nice
  zero four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen twenty thirty forty fifty sixty hundred thousand million second third
  monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december week weeks month months year years days minute minutes hour hours
  somebody anybody nobody
  sir madam mr mrs ms dr good customer service bank agent`.split(/\s+/),
);
const chineseStops = new Set(
  `你好 您好 喂你 请问 请您 麻烦 谢谢 不好 好意 意思 对不 不起 抱歉 再见 没有 什么 怎么 为什 么会 这个 那个 这样 那样 这么 那么 一个 一下 一点 有点 就是 就是说 不是 还是 可是 但是 因为 所以 如果 然后 现在 已经 知道 不知 觉得 可以 可能 应该 需要 帮我 给我 帮您 给您 告诉 我们 你们 您们 他们 她们 咱们 自己 大家 人家 我的 你的 您的 他的 我是 您是 你是 是的 对的 好的 好吧 行吧 是吧 对吧 是不 有没 能不 不能 会不 不会 要不 不要 我想 我要 我就 我这 我有 我都 你这 你说 您说 我说 跟我 跟您 和您 了吗 的吗 的呢 了呢 呢我 吗我 啊我 嗯嗯 哎呀 稍等 等一 一会 会儿 的时 时候 之前 以后 的话 这边 那边 这里 那里 这种 那种 的人 的是 了我 我在 在这 先生 女士 小姐 客服 电话 打电 来电 工号 为您 您服 服务 很高 高兴 帮到 到您 什么可 身份 份证 证号 证件 件号 号码 手机 机号 卡号 姓名 贵姓 预留 核验 核对 核实 验证 证码 居住 住证 工作 作日 作天 个工 通过 单号 登记 报一 后面 前面 办法 短信 星期 快点 联系 明白 显示 影响 情况`.split(
    /\s+/,
  ),
);
// Function characters: a pair of which one is such a character says little.
const functionCharacters = new Set(
  '的了是我你您他她它们这那哪在有过去来吗呢吧啊呀么什怎着没很太到要想个把被给跟和与或也都就还又只再会能说请让叫不对嗯哦喔诶哎唉哈喂噢为之以而且但得地上下里'.split(
    '',
  ),
);

/** Whether a Chinese character (Simplified) is one of grammar. */
export const isFunctionCharacter = (character: string): boolean => functionCharacters.has(character);

const words = /\p{Script=Han}+|[A-Za-z]+(?:['’][a-z]+)?/gu;

/**
 * The terms by which texts are compared: pairs of Chinese characters (scripts unified) and Latin words (plural and
 * verb endings cut), without placeholders, numbers and the stop words of conversation. In order, with repeats.
 */
export function contentTerms(text: string): string[] {
  const plain = unifyScript(text.replace(placeholderPattern, ' '));
  const terms: string[] = [];
  for (const match of plain.matchAll(words)) {
    const run = match[0];
    if (/[A-Za-z]/.test(run)) {
      const word = run.toLowerCase().replace('’', "'");
      if (word.length > 1 && !englishStops.has(word)) terms.push(stem(word));
      continue;
    }
    const characters = [...run];
    for (let i = 0; i + 1 < characters.length; i++) {
      const [a = '', b = ''] = [characters[i], characters[i + 1]];
      if (isContentPair(a, b)) terms.push(a + b);
    }
  }
  return terms;
}

/** Whether a pair of Chinese characters (Simplified) says something about the matter. */
export function isContentPair(a: string, b: string): boolean {
  return !functionCharacters.has(a) && !functionCharacters.has(b) && !chineseStops.has(a + b);
}

/** Whether an English word in small letters says something about the matter. */
export function isContentWord(word: string): boolean {
  return word.length > 2 && !englishStops.has(word);
}

/** The text as terms are read from it: one script, without placeholders. */
export function plainWords(text: string): string {
  return unifyScript(text.replace(placeholderPattern, '。'));
}

/** Cuts the commonest English endings; the same ending always, so that forms of a word meet. */
function stem(word: string): string {
  const bare = word.replace(/'s$/, '');
  if (bare.length <= 4) return bare.replace(/(?<=[a-z]{3})s$/, '');
  return bare
    .replace(/ies$/, 'y')
    .replace(/(?:ations?|ings?|ed|es|s)$/, '')
    .replace(/(?<=[a-z]{3})e$/, '')
    .replace(/([bdfglmnprt])\1$/, '$1');
}
