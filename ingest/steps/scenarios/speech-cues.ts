import type { Emotion, Language, RiskKind, RiskLevel } from '../../../graph-schema/index.ts';
import { unifyScript } from '../unify-script.ts';

const emotionCues: readonly (readonly [Emotion, RegExp])[] = [
  [
    'angry',
    /气死|太过分|过分了|骗子|骗人|欺骗|忽悠|垃圾|什么态度|凭什么|岂有此理|受不了|投诉你|胡说|混蛋|丢死人|ridiculous|outrageous|unacceptable|furious|angry|disgust|scam|rip-?off|how dare/i,
  ],
  [
    'frustrated',
    /又打|第几次|好几次|几遍|每次|一直没|还没解决|推来推去|踢皮球|绕|没人管|白等|等了.{0,6}(?:天|小时|分钟)|again and again|third time|second time|fed up|frustrat|annoy|sick of|keep (?:calling|telling)|still (?:no|not|haven't|hasn't)/i,
  ],
  [
    'anxious',
    /着急|急死|担心|害怕|吓|慌|怎么办|快点|赶紧|马上就要|睡不着|worried|anxious|scared|afraid|panic|urgent|asap|emergency|please hurry|desperate/i,
  ],
  ['disappointed', /失望|寒心|没想到你们|算了|老客户|不值得|disappoint|let down|expected better|loyal customer/i],
  [
    'confused',
    /不明白|不懂|看不懂|什么意思|搞不清|不清楚|糊涂|莫名其妙|怎么回事|confus|don't understand|what does .{1,30} mean|not sure (?:what|why|how)|no idea/i,
  ],
  ['grateful', /谢谢你|太谢谢|多谢|感谢|辛苦|讲得清楚|thank you so much|really appreciate|great help|very kind/i],
];

/** The emotions that plain words of a customer show; none when no cue is met. */
export function emotionsIn(text: string): Emotion[] {
  const plain = unifyScript(text);
  return emotionCues.filter(([, cue]) => cue.test(plain)).map(([emotion]) => emotion);
}

const riskCues: readonly (readonly [RiskKind, RegExp])[] = [
  ['self_harm', /自杀|不想活|活不下去|跳楼|轻生|寻死|suicid|kill myself|end my life|don't want to live/i],
  [
    'regulator',
    /银保监|金融监管|监管局|监管部门|人民银行投诉|12378|12363|12345|消协|消费者协会|信访|regulator|ombudsman|banking commission|file a complaint with the|HKMA|金管局|金管会/i,
  ],
  [
    'media',
    /曝光|媒体|记者|微博|抖音|小红书|发到网上|上网说|热搜|journalist|reporter|newspaper|social media|twitter|go public/i,
  ],
  ['legal', /律师|起诉|法院|打官司|仲裁|告你们|法律途径|lawyer|attorney|sue\b|lawsuit|court|legal action|solicitor/i],
  [
    'fraud',
    /盗刷|诈骗|被骗|不是我本人|不是我刷|非本人|冒用|骗走|fraud|scam|stolen|unauthori[sz]ed|didn't make|hacked|identity theft/i,
  ],
  [
    'privacy',
    /泄露|信息卖|我的信息|隐私|怎么知道我|骚扰电话|data (?:leak|breach)|privacy|personal (?:data|information)|how did they get my/i,
  ],
  [
    'churn',
    /销户|销卡|不用你们|换银行|转到别的银行|注销|close (?:my|the) account|switch(?:ing)? banks?|cancel (?:my|the) card|another bank/i,
  ],
  [
    'vulnerable',
    /老人|年纪大|看不清|听不清|残疾|住院|重病|癌症|孕妇|失业|被裁|低保|elderly|disab|hospital|illness|bereave|passed away|lost my job|unemployed/i,
  ],
];

const grave: ReadonlySet<RiskKind> = new Set(['self_harm']);
const serious: ReadonlySet<RiskKind> = new Set(['regulator', 'media', 'legal', 'fraud']);

/** The risks that plain words of a customer show. */
export function risksIn(text: string): RiskKind[] {
  const plain = unifyScript(text);
  return riskCues.filter(([, cue]) => cue.test(plain)).map(([kind]) => kind);
}

/**
 * The risk of a group of calls: a kind counts when a fifth of the calls (two at least) show it, a grave one at once.
 * High: a grave kind, or a serious one in half of the calls; medium: any kind; low: none.
 */
export function riskOfGroup(calls: readonly (readonly RiskKind[])[]): { level: RiskLevel; kinds: RiskKind[] } {
  const shareOf = (kind: RiskKind) => calls.filter((found) => found.includes(kind)).length;
  const counts = riskCues.map(([kind]) => ({ kind, calls: shareOf(kind) }));
  const kept = counts.filter(({ kind, calls: n }) => n > 0 && (grave.has(kind) || n >= Math.max(2, calls.length / 5)));
  const high = kept.some(({ kind, calls: n }) => grave.has(kind) || (serious.has(kind) && n * 2 >= calls.length));
  return { level: high ? 'high' : kept.length > 0 ? 'medium' : 'low', kinds: kept.map(({ kind }) => kind) };
}

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

/** What customers want, by plain cues in at least half of the calls (two at least), in the given language. */
export function needsOfGroup(calls: readonly string[], language: Language | undefined): string[] {
  const plain = calls.map(unifyScript);
  return needCues
    .filter(([, , , cue]) => plain.filter((text) => cue.test(text)).length >= Math.max(2, calls.length / 2))
    .map(([hans, hant, en]) => (language === 'en' ? en : language === 'zh-Hant' ? hant : hans));
}
