/*
 * Words that hold a conversation together and say nothing about its matter. They are in the index, but a question's
 * own carry no weight: "I" and "my" are so rare in formal text that plain BM25 would rank by them.
 */

const english = `
a an the this that these those there here it its itself one ones thing things something anything everything nothing
i me my mine myself we us our ours ourselves you your yours yourself he him his she her hers they them their theirs
who whom whose which what when where why how whether
am is are was were be been being do does did doing done don have has had having haven hasn hadn
can could couldn may might must shall should shouldn will would wouldn won isn aren wasn weren doesn didn ain
s t d m ll re ve
and or but nor so yet if then else than because since while although though unless until as
of in on at by for from to into onto with without about between through during before after above below up down over
under out off against within across per via around along upon
not no nor never none
again also already always any all almost another both each either else enough even ever every few more most much many
just less least little lot lots only other others own same some still such too very quite rather really actually
basically literally maybe perhaps probably simply pretty kind sort bit
now soon later today yesterday tomorrow tonight ago
hi hello hey dear good morning afternoon evening greetings bye goodbye welcome
thanks thank please sorry pardon excuse okay ok yes yeah yep yup nope sure right alright fine great well oh um uh uhm hmm
ah wow cool perfect awesome exactly absolutely definitely certainly correct indeed
want wants wanted need needs needed like liked wish hope hoping try trying tried
get gets getting got gotten give gives giving gave given go goes going gone went come comes coming came
make makes making made take takes taking took taken put let lets keep keeps
know knows knew see sees seen saw look looks looking looked think thinks thought believe guess suppose feel feels
say says said saying tell tells telling told ask asks asking asked talk talking speak speaking spoke mean means meant
help helps helping helped understand understood wonder wondering wondered explain
question questions issue issues problem problems matter reason way ways
call calls calling called back moment minute second hold
able possible sir madam ma miss mr mrs ms
appreciate gonna wanna gotta anyway however therefore
`;

/** Phrases that are masked as a whole before a stretch of Han characters is cut, longest first. */
const chinesePhrases = `
请问一下 请问 麻烦问一下 我想问一下 我想问下 我想问 想问一下 想问下 想问 我想咨询一下 想咨询一下 我想咨询 想咨询 我想了解 想了解 问一下 咨询一下 咨询
你好 您好 大家好 早上好 上午好 下午好 晚上好 喂 谢谢 多谢 感谢 麻烦你 麻烦您 麻烦 不好意思 对不起 抱歉 再见 拜拜
怎么办呢 怎么办 该怎么办 怎么样 怎么回事 怎么会 怎么能 怎么 怎样 如何 为什么 为何 为啥 干嘛 什么样 什么时候 什么 啥 哪些 哪个 哪里 哪儿 哪种 谁
是不是 是否 能不能 能否 可不可以 可否 可以吗 可以 有没有 要不要 会不会 行不行 对不对 好不好 应不应该 应该 应当如何
多少 几个 几天 多久 多长时间
我们 你们 您们 他们 她们 它们 咱们 自己 人家 大家 别人
这个 那个 这些 那些 这样 那样 这种 那种 这里 那里 这边 那边 这么 那么 此 其
因为 所以 但是 但 可是 不过 然后 而且 而 并且 并 或者 或 以及 及 如果 要是 假如 的话 虽然 既然 于是 那 就是说 就是 还是 只是 也是 都是 不是 是
一下 一些 一点 一个 有点 有些 比较 非常 特别 真的 其实 已经 现在 刚才 刚刚 目前 当时 之前 之后 以后 以前 后来 今天 昨天 明天 最近 一直 又 再 还 也 都 就 才 只 很 太 更 最
没有 没 有 在 从 对于 对 关于 把 被 给 让 跟 和 与 同 向 往 为了 为 由 由于 以 于 按 将
知道 觉得 认为 感觉 希望 想要 想 需要 要 告诉 告诉我 帮我 帮忙 帮 请 看看 看一下 看 说 讲 听 问题 问 情况 事情 事
嗯 啊 呀 呢 吗 嘛 吧 哦 喔 噢 哎 唉 诶 哈 啦 咯 的 地 得 了 着 过 之 等 们 我 你 您 他 她 它 这 能 会 该 个 种 好的 好吧 好 行 对的 没错
`;

const listed = (text: string) => text.split(/\s+/).filter((word) => word !== '');

export const englishStopWords: ReadonlySet<string> = new Set(listed(english));

const phrases: ReadonlySet<string> = new Set(listed(chinesePhrases));
const longest = Math.max(...[...phrases].map((phrase) => phrase.length));

/** Marks the characters of `folded[start, end)` that belong to conversational phrases: true where they do. */
export function conversationalMask(folded: string, start: number, end: number): boolean[] {
  const mask = new Array<boolean>(end - start).fill(false);
  for (let at = start; at < end; ) {
    let length = Math.min(longest, end - at);
    while (length > 0 && !phrases.has(folded.slice(at, at + length))) length -= 1;
    mask.fill(true, at - start, at - start + length);
    at += Math.max(1, length);
  }
  return mask;
}
