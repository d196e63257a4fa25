import type { Emotion, RiskKind, RiskLevel } from '../../../graph-schema/index.ts';
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

const anyOf = (...cues: readonly RegExp[]) => new RegExp(cues.map(({ source }) => source).join('|'), 'i');

const fraudWords = [
  /盗刷|盗用|盗取|盗转|盗走|被盗|偷刷|诈骗|被骗|骗走|骗了我|冒用|冒名|冒充|假冒|钓鱼(?:网站|链接|短信)|非本人|不是我?本人(?:操作|交易|消费)/,
  /(?:陌生|不认识|来历不明|不明)的?.{0,3}(?:交易|消费|扣款|转账|商户)/,
  /fraud|scam|phish|impersonat|stolen|unauthori[sz]ed|hacked|identity theft/,
];
// What the customer says somebody else did; 是不是我操作的问题 asks whether it was they.
const notMine = [
  /(?<!是)不是(?:我|本人).{0,4}(?:刷|花|消费|操作|交易|转|汇|付|取|提|买|扣|借|贷|签|办|开|做|干|用)的/,
  /有人.{0,4}(?:刷|用|盗|偷|转|动)(?:走|了)?我.{0,3}(?:卡|钱|账户|账号|额度)|卡.{0,3}被.{0,3}复制/,
  /\b(?:was ?n['’]t|was not) me\b/,
  /(?:charge|transaction|payment|purchase|transfer|withdrawal|account)s? (?:is|are|was|were)(?: not|n['’]t) (?:mine|me|made by me)\b/,
  /(?:charge|transaction|payment|purchase|transfer|withdrawal)s?(?: that| which)? i (?:did ?n['’]t|did not|never|have ?n['’]t) (?:ma[dk]e|authori[sz]ed?|approved?|recogni[sz]ed?)/,
  /(?:shop|store|merchant|company|seller|place) (?:that )?i(?:['’]ve| have)? never heard of|cards?(?: was| were| is| has been| got)? (?:cloned|copied|skimmed)/,
  /without my (?:permission|authori[sz]ation|knowledge|consent)/,
  /some(?:one|body)(?: else)?(?: is| has| was| had|['’]s)?(?: been)? (?:us(?:ed|ing)|charg(?:ed|ing)|sto(?:le|len)|opened|took|withdrew) (?:my|money|an account|on my)/,
];
// "The card was never swiped" is said of a fee for a card in a drawer.
const neverDone = [
  /(?<!(?:次|卡).{0,6})没有?(?:刷|消费|花|买|交易|操作|转|借|贷|授权|签约?)过(?!来|去)/,
  /没有?(?:做|进行|发起|授权|操作|申请|办理?|同意)过?(?:这|那|该|此)(?:一?[笔个项次些]|样的)?.{0,4}(?:交易|消费|转账|扣款|付款|支付|贷款|借款)/,
  /\b(?:(?:did ?n['’]t|did not|never) (?:recogni[sz]e|ma[dk]e|authori[sz]ed?|approved?|initiated?|do)|(?:do ?n['’]t|do not|can['’]?t|cannot) recogni[sz]e) (?:this|these|that|those|any of|one of|some of|such|either of)\b.{0,30}(?:charge|transaction|payment|purchase|transfer|withdrawal|debit|order|merchant)/,
  /unrecogni[sz]ed (?:charge|transaction|payment|purchase|transfer|withdrawal|debit)/,
  /\b(?:never|did ?n['’]t|did not) (?:open(?:ed)? (?:this|that|the|any|an?|such)\b.{0,20}\b(?:account|card|loan|line|policy)|(?:appl(?:y|ied) for|sign(?:ed)? up for|authori[sz]ed?) (?:this|that|the|any|an?|such|it)\b)/,
];

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
  [
    'legal',
    /律师|起诉|法院|打官司|仲裁|告你们|法律途径|lawyer|attorney|\bsu(?:e|ing)\b|lawsuit|\bcourt\b|legal action|solicitor/i,
  ],
  ['fraud', anyOf(...fraudWords, ...notMine, ...neverDone)],
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
    /老人|年纪大|看不清|听不清|残疾|住院|重病|癌症|孕妇|失业|被裁|低保|elderly|disabilit|(?:am|i['’]m|is|be) disabled|hospital|illness|bereave|passed away|lost my job|unemployed/i,
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
 * The risk of a group of calls: a kind counts when a fifth of the calls (two at least) show it, a grave one at once, and
 * one that the name of their complaint type says whatever their customers do. High: a grave kind, or a serious one in half
 * of the calls or in that name; medium: any kind; low: none.
 */
export function riskOfGroup(
  calls: readonly (readonly RiskKind[])[],
  typeName = '',
): { level: RiskLevel; kinds: RiskKind[] } {
  const named = new Set(risksIn(typeName));
  const shareOf = (kind: RiskKind) => calls.filter((found) => found.includes(kind)).length;
  const counts = riskCues.map(([kind]) => ({ kind, calls: named.has(kind) ? calls.length : shareOf(kind) }));
  const kept = counts.filter(
    ({ kind, calls: n }) => n > 0 && (grave.has(kind) || named.has(kind) || n >= Math.max(2, calls.length / 5)),
  );
  const high = kept.some(({ kind, calls: n }) => grave.has(kind) || (serious.has(kind) && n * 2 >= calls.length));
  return { level: high ? 'high' : kept.length > 0 ? 'medium' : 'low', kinds: kept.map(({ kind }) => kind) };
}
