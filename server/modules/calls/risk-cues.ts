import type { RiskKind, RiskLevel } from '../../../graph-schema/index.ts';

/** Words by which a risk is heard, in folded form; `kind` null where a complaint is announced, but to nobody yet. */
export interface RiskCues {
  readonly kind: RiskKind | null;
  readonly level: Exclude<RiskLevel, 'low'>;
  readonly words: readonly string[];
}

const listed = (text: string) =>
  text
    .split(/[|\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

export const riskCues: readonly RiskCues[] = [
  {
    kind: 'self_harm',
    level: 'high',
    words: listed(`
      不想活|活不下去|活不了|不活了|自杀|寻死|跳楼|轻生|死给你|死在你们|一了百了|割腕|喝农药|没法活|了断
      kill myself|killing myself|end my life|suicide|suicidal|want to die|don't want to live|not worth living|jump off|hurt myself|harm myself
    `),
  },
  {
    kind: 'regulator',
    level: 'high',
    words: listed(`
      银保监|银监会|银监局|证监会|金融监管总局|金融监督管理|监管局|监管部门|监管机构|监管投诉|12378|12363|12315|打12345|12345热线|人民银行投诉|人行投诉|向人行|找人行|央行投诉|
      消保委|消费者协会|消协|信访|金管局|金管会|评议中心|纪委
      regulator|regulators|ombudsman|financial conduct authority|fca|cfpb|hkma|monetary authority|consumer protection bureau|banking commission|consumer council|attorney general
    `),
  },
  {
    kind: 'legal',
    level: 'high',
    words: listed(`
      起诉|告你们|告上法庭|打官司|法院见|上法院|去法院|法院告|律师|律师函|诉讼|走法律|法律程序|法律途径|维权|仲裁|立案
      sue|suing|lawsuit|lawyer|lawyers|attorney|solicitor|legal action|take you to court|see you in court|small claims|litigation|class action
    `),
  },
  {
    kind: 'media',
    level: 'high',
    words: listed(`
      曝光|爆料|媒体|记者|电视台|上新闻|找报社|热搜|发抖音|发微博|发小红书|发朋友圈|发到网上|挂网上|挂到网上|上网曝|脸书|爆出去|公开出去
      media|newspaper|newspapers|journalist|reporter|reporters|tv station|social media|go viral|twitter|tweet|facebook|tiktok|post this online|post it online|bad review|trustpilot
    `),
  },
  {
    kind: 'fraud',
    level: 'high',
    words: listed(`
      盗刷|被盗|盗用|冒用|诈骗|电诈|被骗|骗子转|钓鱼|不是我本人|非本人|不是我刷|不是我转|不是我操作|没有授权|未经授权|陌生交易|验证码给了|伪冒
      fraud|fraudulent|unauthorized|unauthorised|stolen|hacked|phishing|identity theft|scammed|scam call|someone used my|not made by me|didn't make this|did not make this|account takeover
    `),
  },
  {
    kind: 'privacy',
    level: 'medium',
    words: listed(`
      信息泄露|信息被泄露|泄露我|泄露了|泄密|侵犯隐私|侵犯我的隐私|卖我的信息|怎么有我电话|怎么知道我的|骚扰电话|推销电话
      data leak|data breach|leaked my|leaked|my privacy|sold my data|how did they get my number|gdpr
    `),
  },
  {
    kind: 'churn',
    level: 'medium',
    words: listed(`
      销户|注销|销卡|退卡|不用你们|再也不用|再也不会用|换银行|换一家|转到别的银行|转到别家|别的银行|把钱都转走|钱都取出来|全部取出
      close my account|close my accounts|closing my account|cancel my card|cancel my account|switch banks|switching banks|another bank|different bank|take my business elsewhere|move my money|leave your bank
    `),
  },
  {
    kind: 'vulnerable',
    level: 'medium',
    words: listed(`
      老人|老人家|年纪大|岁数大|七十多|八十多|残疾|残障|聋哑|耳聋|听力不好|盲人|孕妇|怀孕|重病|癌症|住院|手术费|救命钱|失业|下岗|低保|丧事|去世|抑郁
      elderly|disabled|disability|pregnant|cancer|hospital|surgery|terminal illness|unemployed|lost my job|bereaved|passed away|depressed|depression|domestic abuse|hearing impaired|visually impaired
    `),
  },
  {
    kind: null,
    level: 'medium',
    words: listed(`
      投诉|举报|讨个说法|要个说法|给个说法|找你们领导|找领导|叫你们经理|叫经理|找行长
      complaint|complain|complaints|file a grievance|speak to a manager|speak to your manager|your supervisor|a supervisor|escalate
    `),
  },
];
