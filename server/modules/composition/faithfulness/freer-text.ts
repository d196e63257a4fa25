import { chineseNumber } from '../../../text/spoken-numbers.ts';

/** Ways to say one thing that only word order, voice and glue tell apart; each stands for the same in terms and in speech. */
const sameThing: readonly (readonly [RegExp, string | ((...found: string[]) => string)])[] = [
  [/\bit is not possible to\b|\bis not possible\b/g, 'can not'],
  [/\b(?:it )?is possible(?: to)?\b|\bare possible\b|\b(?:is|are) able to\b|\b(?:is|are) allowed to\b/g, 'can'],
  [/\b(?:is|are) allowed\b/g, 'can'],
  [/(?<=^|[.;,!?\n] ?)(?:please )?never\b/g, 'must not'],
  [/\b(\d[\d.,]*|[a-z]+) or more\b/g, 'atleast $1'],
  [/\b(?:with )?a minimum of\b|\bminimum\b/g, 'atleast'],
  [/\b(?:with )?a maximum of\b|\b(?:is|are) limited to\b/g, 'upto'],
  [/\b(?:no|not) later than(?= [^.,;]{1,30} before\b)/g, 'atleast'],
  [/\bstarting(?: on)?\b/g, 'from'],
  [/\bcommences?\b|\bstarts?\b|\bstarted\b/g, 'begin'],
  [/\brequests?\b/g, 'ask'],
  [/\bconsecutive\b/g, 'in a row'],
  [/\btoo\b|\bas well\b|\balso\b/g, ''],
  [/\bof the following\b|\bthe following\b|\b(?:of )?these\b/g, ''],
  [/\baccording\b|\bprice\b/g, ''],
  [
    /\b(\d{1,2})(?::(\d\d))? ?([ap])\.?m\.?(?=\W|$)/g,
    (_: string, hour: string, minute: string | undefined, half: string) => clock(hour, minute, half === 'p'),
  ],
  [
    /(早上|上午|凌晨|下午|晚上)?(\d{1,2})点(?:整|(\d\d)分?)?(?!\d)/g,
    (_: string, half: string | undefined, hour: string, minute: string | undefined) =>
      clock(hour, minute, half === '下午' || half === '晚上'),
  ],
  [/(?<!\d)(\d{1,2}):(\d\d)(?!\d)/g, (_: string, hour: string, minute: string) => clock(hour, minute, false)],
  [
    /[一二三四五六七八九十两]+(?=[件笔张册份项名家封台位户]|[至到]\s?[\d一二三四五六七八九十])/g,
    (numeral: string) => String(chineseNumber(numeral) ?? numeral),
  ],
  [/^(第[^条,。 ]{1,6}条)\s+/, '$1。'],
  [/如[您你]?(?:须|想要?|欲)/g, '如'],
  [/(?:但)?除(?:了|去)?([^,。;]{1,20}?)之?外(?=[,，])/g, '$1除外'],
  [/除[了去]([^,。;]{1,20}?)(?:以外)?(?=[,，])/g, '$1除外'],
  [/但(?=[^,。;]{1,20}除外)/g, ''],
  [/才[能可]?|方[可能]|始可/g, '才'],
  [/之内/g, '内'],
  [/(?<=[\d一二三四五六七八九十百两])(个?(?:工作日|自然日|交易日|日|天|月|周|小时|分钟|秒钟?))以?内/g, '$1至多'],
  [/有可能/g, '可能'],
  [/可这样说|可如此说/g, '可说'],
  [/用来/g, '用于'],
  [/包含|包括/g, '含'],
  [/\brequires?\b/g, 'need'],
  [/(?:[,，]\s*)?(?:并且?(?![非列入购联不])|而且|且|同时)(?=\p{Script=Han}|\d)/gu, ','],
  [/经(?=\p{Script=Han}{1,8}(?:同意|批准|审批|许可|确认|授权))/gu, ''],
  [/[只须](?=[^,。;]{1,20}才)/g, ''],
  [/到(?=[\d一二三四五六七八九十百千万])/g, '至'],
  [/(?<!再)也(?!不例外)/g, ''],
  [/获得|享受|享有/g, '获'],
  [/缴纳|交纳|缴付/g, ''],
  [/年化利率|年利率/g, '年化'],
  [/一年(?=[^内后前以之,。;]{0,6}次)/g, '每年'],
  [/免收取?|不(?:予)?收(?:取|费)?|免除|免交|免付|免费/g, '免'],
  [/不超过|不多于|至多|最多|最高|最长|以内/g, '至多'],
  [/(?:至多){2,}/g, '至多'],
  [/不低于|不少于|至少|最少|最低/g, '至少'],
  [
    /只能(?:够)?|仅[能可限]于?|只[可限]于?|只有|限于|仅|(?<![期上下时年权额无不有最界局超])限(?=[\p{Script=Han}\d])/gu,
    '只',
  ],
  [/超出|多于|高于/g, '超过'],
  [/不能够?|无法/g, '不可'],
  [/不须/g, '无须'],
  [/无须(?:提交|支付|缴纳|交纳|交(?!易))/g, '免'],
  [/属于/g, '是'],
  [/最晚|最迟/g, '最迟'],
  [/始终|一直|永远/g, '始终'],
  [/每[天日]/g, '每日'],
  [/开始|起始|起算/g, ''],
  [/当[日天]/g, '当日'],
  [/告诉|告知|通知到/g, '告知'],
  [/(?<=\d)(?:周岁|岁)/g, '周岁'],
  [
    /收(?=\d)|费用|款项|价格|作为|根据|按照|依据|依照|予以|进行|给予|作出的?|收取|支付|一并|期间|之间|以及|并且|而且|或者|任何|所有|金额为|情形下?|情况下?|(?<!\p{Script=Han})其他(?=，)/gu,
    '',
  ],
];

const clock = (hour: string, minute: string | undefined, later: boolean) =>
  ` t${(Number(hour) % (later ? 12 : 24)) + (later ? 12 : 0)}${minute ?? '00'} `;

/** A plain text with one word for each thing that terms and speech say in several ways, for comparing only. */
export function freerText(plain: string): string {
  return sameThing.reduce(
    (text, [pattern, by]) => (typeof by === 'string' ? text.replace(pattern, by) : text.replace(pattern, by)),
    plain,
  );
}
