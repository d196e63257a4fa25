import type { Emotion } from '../../../graph-schema/index.ts';

/** Words by which an emotion is heard, in folded form (Simplified Chinese, lower case), and how strongly they speak. */
export interface EmotionCues {
  readonly emotion: Exclude<Emotion, 'calm'>;
  readonly weight: number;
  readonly words: readonly string[];
}

const listed = (text: string) =>
  text
    .split(/[|\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Strongest emotions first: of two that weigh the same, the earlier is what the agent must answer. */
export const emotionCues: readonly EmotionCues[] = [
  {
    emotion: 'angry',
    weight: 2,
    words: listed(`
      太过分|过分了|欺人太甚|岂有此理|气死|气愤|愤怒|火大|恼火|生气|发火|忍无可忍|忍不了|受够了|骗子|骗人|坑人|坑钱|坑我|霸王条款|
      什么破|破银行|垃圾|无耻|不要脸|流氓|强盗|抢钱|胡说八道|放屁|他妈|妈的|混蛋|滚蛋|凭什么|凭啥|店大欺客|耍我|耍人|玩我|欺负人|当我傻|当我是傻
      furious|outrageous|outraged|angry|mad at|pissed|ridiculous|disgusting|disgusted|disgrace|disgraceful|unacceptable|scam|scammers|
      thieves|stealing my money|liars|lied to me|how dare|sick of|fed up|had enough|bullshit|damn|what the hell|shame on you|robbery|rip off|ripped off
    `),
  },
  {
    emotion: 'frustrated',
    weight: 1.2,
    words: listed(`
      不满|不满意|说了多少遍|说了好几遍|打了好几次|打了很多次|打了几次|跑了好几趟|跑了几趟|来来回回|踢皮球|推来推去|推卸|推脱|互相推|敷衍|拖了这么久|
      拖着|一拖再拖|没人管|没人处理|没人理|还没解决|一直没解决|到现在都没|等了半天|等了这么久|等了很久|太慢|太麻烦|不耐烦|烦死|烦不烦|真烦|麻烦死|折腾|
      又是这样|每次都|不合理|太不方便|浪费时间|浪费我时间|什么态度|态度差|态度太差|服务太差|太差|不讲理|不负责
      frustrated|frustrating|annoyed|annoying|keep calling|keep getting transferred|called several times|called three times|nobody helps|no one helps|
      nobody is helping|waiting for weeks|been waiting|waste of time|wasting my time|still not|still hasn't|still haven't|again and again|over and over|
      passed around|run around|runaround|not good enough|makes no sense|terrible|awful|horrible|poor service|bad service|unhappy|not happy|dissatisfied|useless
    `),
  },
  {
    emotion: 'anxious',
    weight: 1.2,
    words: listed(`
      着急|很急|急死|急用|急需|好急|急着|心急|担心|害怕|我怕|很怕|慌了|很慌|紧张|焦虑|不安|睡不着|来不及|赶紧|赶快|尽快|马上要|救急|怎么办啊|救命钱|吓死|吓到|吓坏|心慌
      worried|worrying|anxious|nervous|scared|afraid|panic|panicking|panicked|urgent|urgently|asap|as soon as possible|desperate|stressed|freaking out|terrified|concerned
    `),
  },
  {
    emotion: 'disappointed',
    weight: 1.2,
    words: listed(`
      失望|寒心|心寒|心凉|心酸|委屈|无奈|无语|算了吧|白信任|不再相信|信不过|没想到你们|没想到会|后悔|伤心|难过|亏我|老客户了还
      disappointed|disappointing|disappointment|let down|letting me down|expected better|expected more|lost trust|lost faith|regret|sad|upset
    `),
  },
  {
    emotion: 'confused',
    weight: 1,
    words: listed(`
      不明白|搞不懂|看不懂|听不懂|弄不懂|不懂|不清楚|搞不清|弄不清|糊涂|莫名其妙|什么意思|啥意思|怎么回事|一头雾水|没听懂|没明白|为什么会这样|不知道怎么
      confused|confusing|don't understand|do not understand|didn't understand|not sure what|no idea|what does that mean|what do you mean|doesn't make sense|unclear|lost here
    `),
  },
  {
    emotion: 'grateful',
    weight: 0.8,
    words: listed(`
      谢谢|多谢|感谢|辛苦了|辛苦你|辛苦您|太好了|帮了大忙|真不错|满意|放心了|态度很好|服务真好|服务很好
      thank you|thanks|appreciate|grateful|wonderful|that's great|great help|very helpful|so helpful|perfect
    `),
  },
];
