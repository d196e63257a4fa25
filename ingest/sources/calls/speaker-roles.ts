import type { SpeakerRole } from '../../../graph-schema/index.ts';
import type { JsonValue } from '../../ports.ts';
import { BadRecord } from '../bad-record.ts';

/** Who a speaker's name says they are; `machine` is an announcement, a voice menu or a bot. */
export type SpeakerKind = SpeakerRole | 'machine';

/** Speakers that the user named in a mapping, in lower case. */
export type NamedSpeakers = ReadonlyMap<string, SpeakerKind>;

// Order counts: a customer service desk is no customer.
const kinds: readonly (readonly [SpeakerKind, RegExp])[] = [
  [
    'machine',
    /^(?:ivr|acd|bots?|chat ?bot|voice ?bot|robot|system|automated|virtual (?:agent|assistant)|machine|announcement|voicemail|dialer|menu|系统|系統|机器人|機器人|智能(?:客服|语音|語音|助手)|语音(?:导航|菜单|播报|提示)|語音(?:導航|選單|播報|提示)|自动语音|自動語音|提示音|播报|播報)/,
  ],
  [
    'agent',
    /^(?:agents?|human agent|representative|rep|advis[eo]r|operator|assistant|associate|teller|csr|service|support|staff|employee|internal|customer (?:service|care|support)|(?:call|contact) cent(?:re|er)|坐席|座席|客服|客户(?:服务|经理|代表)|客戶(?:服務|經理|代表)|客户专员|客戶專員|话务员|話務員|接线员|接線員|柜员|櫃員|服务人员|服務人員|专员|專員|工作人员|工作人員|员工|員工|业务员|業務員|理财经理|理財經理|工号|工號)/,
  ],
  [
    'customer',
    /^(?:customers?|callers?|clients?|users?|end[ _-]?user|members?|cardholder|policyholder|borrower|consumer|external|contact|客户|客戶|顾客|顧客|用户|用戶|来电人|來電人|来电者|來電者|主叫|持卡人|投保人|借款人|消费者|消費者)/,
  ],
];

/** What a word such as `Agent 2`, `END_USER`, 客服小王 or 坐席01 says about who speaks; null: nothing. */
export function kindOfWord(word: string): SpeakerKind | null {
  const plain = word
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[_-]+/g, ' ')
    .replace(/^[[(<【]\s*|\s*[\])>】]$/g, '');
  for (const [kind, pattern] of kinds) {
    const end = pattern.exec(plain)?.[0].length;
    if (end === undefined) continue;
    // An English word ends where it ends: `userland` is no user.
    if (/[a-z]/.test(plain[end - 1] ?? '') && /[a-z]/.test(plain[end] ?? '')) continue;
    return kind;
  }
  return null;
}

// What recognisers call somebody whom they do not know.
const anonymous =
  /^(?:(?:speaker|spk|participant|party|channel|ch|voice|person|发言人|發言人|说话人|說話人|讲话人)?[ _#-]*[\p{N}a-z]{0,2}|unknown)$/iu;

/** Of speakers' names those that may be a person's, to be redacted where they are said. */
export function personNames(names: Iterable<string>): string[] {
  return [...names].filter((name) => kindOfWord(name) === null && !anonymous.test(name.trim()));
}

export interface SpokenTurn {
  /** The speaker as the record names them; null: it does not. */
  readonly speaker: string | null;
  readonly text: string;
}

export interface RoleAssignment {
  readonly roles: ReadonlyMap<string, SpeakerKind>;
  /** How roles were found where the names did not say. */
  readonly by: 'names' | 'elimination' | 'wording';
}

// What agents say and customers don't.
const serviceWords =
  /为您服务|為您服務|可以帮(?:您|到您)|可以幫(?:您|到您)|有什么可以帮|有什麼可以幫|感谢(?:您的)?(?:来电|致电)|感謝(?:您的)?(?:來電|致電)|工号|工號|how (?:can|may) i (?:help|assist)|thank(?:s| you) for calling|thank(?:s| you) for contacting|this call (?:is|may be) (?:being )?recorded|(?:anything|something) else (?:that )?i can (?:help|do)/i;

/**
 * Finds out who is customer and who agent: by a mapping, by the speakers' names, where one of two is left by
 * elimination, and else by who of two alone uses the set phrases of service. Throws BadRecord when that does not tell.
 */
export function assignRoles(turns: readonly SpokenTurn[], named: NamedSpeakers): RoleAssignment {
  const roles = new Map<string, SpeakerKind>();
  const unknown = new Set<string>();
  for (const { speaker } of turns) {
    if (speaker === null || roles.has(speaker) || unknown.has(speaker)) continue;
    const kind = named.get(speaker.trim().toLowerCase()) ?? kindOfWord(speaker);
    if (kind) roles.set(speaker, kind);
    else unknown.add(speaker);
  }
  if (unknown.size === 0) return { roles, by: 'names' };
  const known = new Set([...roles.values()].filter((kind) => kind !== 'machine'));
  const [first, second, ...more] = [...unknown];
  if (first !== undefined && second === undefined && known.size === 1) {
    roles.set(first, known.has('agent') ? 'customer' : 'agent');
    return { roles, by: 'elimination' };
  }
  if (first !== undefined && second !== undefined && more.length === 0 && known.size === 0) {
    const serving = [first, second].filter((s) => turns.some((t) => t.speaker === s && serviceWords.test(t.text)));
    if (serving.length === 1) {
      for (const speaker of [first, second]) roles.set(speaker, speaker === serving[0] ? 'agent' : 'customer');
      return { roles, by: 'wording' };
    }
  }
  throw new BadRecord(
    `it does not tell which of its speakers is the customer and which the agent (${unknown.size} of ${unknown.size + roles.size} unknown)`,
    speakerRemedy,
  );
}

/** How to mend a call whose speakers are unknown. */
export const speakerRemedy =
  'Call the speakers Agent and Customer (客服, 客户), or say who they are in FILE.mapping.json beside the file: {"speakers": {"<name>": "agent", "<other name>": "customer"}}.';

/** Counts turns that were left out, by what they were. */
export function countLeftOut(): {
  add(what: string): void;
  notes(): Readonly<Record<string, JsonValue>>;
} {
  const counts = new Map<string, number>();
  return {
    add: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    notes: () => (counts.size === 0 ? {} : { leftOut: Object.fromEntries(counts) }),
  };
}
