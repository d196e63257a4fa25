import type { PersonalDataType } from '../../../graph-schema/index.ts';
import { type Signs, signs } from './signs.ts';

/** Words that announce or ask for a value of one type. */
export interface ValueCue {
  readonly type: PersonalDataType;
  /** Any of what its Chinese words hold. */
  readonly signs: Signs;
  readonly pattern: RegExp;
  /** What the value looks like in the digit view, right behind the cue and the small words. */
  readonly value: RegExp;
  /** Only the end of a number is asked for. */
  readonly tail?: boolean;
}

const digits = (least: number, most: number) =>
  new RegExp(`\\d(?:[ -]{0,2}\\d){${least - 1},${most - 1}}(?![\\d])(?!\\.\\d)`, 'y');
const code = (least: number, most: number) =>
  new RegExp(
    `(?=[A-Za-z -]{0,12}\\d)[A-Za-z]{0,8}(?:[ -]?\\d(?:[ -]?[A-Za-z0-9](?![a-z]{2})){${least - 1},${most - 1}})(?![A-Za-z0-9])`,
    'y',
  );

const numberOf = '(?:的)?(?:号码|號碼|号|號|码|碼)?';

/** Asked and answered in Chinese and English. Order does not matter: the last one before a value counts. */
export const valueCues: readonly ValueCue[] = [
  {
    type: 'CARD',
    signs: signs.card,
    pattern:
      /(?:卡号|卡號|卡[嘅的之](?:号码|號碼)|卡片号码|卡片號碼|(?:银行|銀行|信用|储蓄|儲蓄|借记|借記|提款|扣账|扣賬|金融|银联|銀聯)卡(?:的)?(?:号码|號碼|号|號)|(?:卡面|卡上)的?(?:号码|號碼|数字|數字))|\b(?:(?:credit|debit|bank|atm) ?card|card|visa|mastercard)(?:'s)? (?:number|no\b\.?|digits)|\blong number\b/gi,
    value: digits(4, 19),
  },
  {
    type: 'PHONE',
    signs: signs.phone,
    pattern: new RegExp(
      `(?:手机|手機|电话|電話|联系方式|聯絡方式|聯繫方式|座机|座機|市话|市話|来电|來電|预留|預留)${numberOf}|号码|號碼|\\b(?:(?:cell|mobile|phone|telephone|contact|callback|call back|landline|daytime|home|work)(?: phone)? ?(?:number|no\\b\\.?|#)|mobile|cell|whatsapp)`,
      'gi',
    ),
    value: /\d(?:[ .-]{0,2}\d){6,12}(?![\d])(?:\s*(?:转|轉|分机|分機|ext\.?|extension)\s*\d{1,5})?(?!\.\d)/y,
  },
  {
    type: 'ID',
    signs: signs.identity,
    pattern:
      /(?:身份证|身份證|身分證|证件|證件|护照|護照|通行证|通行證|回乡证|回鄉證|回乡卡|回鄉卡|台胞证|台胞證|居留证|居留證|居住证|军官证|軍官證|驾驶证|駕駛證|驾照|駕照|社会保障|社保卡|社保|统一编号|統一編號|统编)(?:号码|號碼|字号|字號|号|號)?|\b(?:passport|(?:identity|id) ?(?:card|document)?|hkid|ssn|social(?: security| insurance)?|national insurance|ni|driver'?s? licen[cs]e|driving licen[cs]e|licen[cs]e|national id|taxpayer|tin|sin) ?(?:number|no\b\.?|#)|\bpassport\b|\b(?:my|your|the) social\b|\bsocial security\b|\bssn\b/gi,
    value: /(?:[A-Za-z]{1,2}[ -]?)?\d(?:[ -]{0,2}\d){3,17} ?[A-Za-z]?(?: ?\(?[0-9Aa]\))?(?![A-Za-z0-9])/y,
  },
  {
    type: 'CARD',
    signs: signs.tail,
    tail: true,
    pattern:
      /(?:尾号|尾號|尾数|尾數|末四位|末四碼|末4位|末4碼|后四位|後四位|后4位|後4位|后四码|後四碼|后四個|后四个|後四個|最后四位|最後四位|最后四个|最後四個|末尾四位|末几位|末幾位|后几位|後幾位|最尾四個字|尾四位|尾4位|尾四個字|後面四位|后面四位|前四位|前六位|後三碼|后三位|後三位|末三碼|末三位|末五码|末五碼|後五碼|后六位|後六位|末六位|最后六位)|\b(?:last|final|first|ending) (?:\w+ )?(?:four|4|three|3|five|5|six|6)\b(?: digits?| numbers?)?|\b(?:ending|ends|end|finishing|finishes) (?:in|with|on)|\bending\b/gi,
    value: digits(3, 6),
  },
  {
    type: 'ACCOUNT',
    signs: signs.account,
    pattern:
      /(?:账号|賬號|帐号|帳號|账户号码?|賬戶號碼?|帳戶號碼|帐户号码?|账户|賬戶|帐户|帳戶|户口号码|戶口號碼|户口|戶口|存折|存摺|客户号码?|客戶號碼|客户编号|客戶編號|会员号|會員號碼?)|\b(?:(?:bank|savings|checking|current|my|your|the) )?(?:account|acct) (?:number|no\b\.?|#)|\b(?:routing|transit|sort|bsb) (?:number|code|no\b\.?)|\bsort ?code|\b(?:customer|client|member|membership) (?:number|no\b\.?|id)|\b(?:account|acct)(?=(?: is|:|,)? \d)|\biban\b/gi,
    value: digits(5, 24),
  },
  {
    type: 'POLICY',
    signs: signs.policy,
    pattern:
      /(?:保单|保單|保险单|保險單|保险合同|保險合約)(?:的)?(?:号码|號碼|号|號|编号|編號)?|\b(?:policy|certificate)(?: (?:number|no\b\.?|id|#))?/gi,
    value: code(5, 26),
  },
  {
    type: 'PLATE',
    signs: signs.plate,
    pattern:
      /(?:车牌|車牌|牌照|号牌|號牌)(?:号码|號碼|号|號)?|\b(?:licen[cs]e|number|registration|reg) ?plates?(?: (?:number|no\b\.?))?|\bplates?(?: (?:number|no\b\.?))|\b(?:vehicle |car )?(?:registration|reg)(?: (?:number|no\b\.?))?\b/gi,
    value:
      /(?:[京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊] ?)?(?=[A-Za-z0-9 -]{0,8}\d)(?:[A-Za-z]{1,3}[ -]?\d{1,4}(?:[ -]?[A-Za-z]{1,3})?|\d{1,4}[ -]?[A-Za-z]{1,3}(?:[ -]?\d{1,4})?)(?![A-Za-z0-9])/y,
  },
  {
    type: 'PASSCODE',
    signs: signs.code,
    pattern:
      /(?:验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态密码|動態密碼|动态口令|一次性密码|一次性密碼|短信码|短訊碼|簡訊碼|认证码|認證碼|授权码|授權碼|安全码|安全碼|检查码|檢查碼|校验值|后三码|背面(?:的)?三(?:位|码|碼)(?:数字|數字|数)?|(?:卡)?背[面後后](?:的)?(?:末|后|後)?三(?:位|碼|码|個|个)|口令|密码|密碼|暗码|CVV2?|CVC2?)|\b(?:cvv2?|cvc2?|csc|(?:my|your|the|atm|card|phone) pin|pin(?: code| number)?|passcode|pass code|password|otp|(?:one[- ]time|verification|security|authenti\w+|authori[sz]ation|confirmation|access|text|sms|login|sign-?in)(?: \w+)? (?:code|passcode|password|pin)|(?:the|my|that|this|a|your) code|(?:digit|digits|number) code|code(?= (?:is|was|we|i|you|reads|says)\b)|(?<![A-Za-z] )code)\b/gi,
    value: /(?=[A-Za-z]{0,8}\d)[A-Za-z]{0,8}\d(?:[ -]{0,2}\d){2,7}(?:[A-Za-z]{1,8})?(?![A-Za-z0-9])/y,
  },
];

/** What an English text holds if it holds any of the English words of these cues. */
export const englishCue =
  /card|visa|long number|number|no\b|#|mobile|cell|whatsapp|passport|hkid|ssn|social|\b(?:last|final|first|end|finish)|account|acct|routing|transit|\bsort|\bbsb|(?:customer|client|member|membership) id|iban|policy|certificate|plate|registration|\breg\b|cvv|cvc|csc|\bpin|pass ?code|password|otp|code/i;

// Small words between a cue and its value.
export const tightGap =
  /(?:'s\b|[ ,，:：。、.…"'“”「」『』=~#()-]|号码|號碼|号|號|[的是为為係系叫就喺呢啊嗯呃哦噢额啦嘛喔齁哈欸誒诶呀嘅哋]|这个|這個|那个|那個|应该|應該|我记得|我記得|我的|你的|您的|尾号|尾號|后四位|後四位|最后四位|最後四位|末四位|尾数|数字|數字|[四六]位(?:数|數)?|我报一下|我报|我念一下|我念|您听|你听|您记一下|您记|你记一下|记一下|好像|等一下|我看看|我看一下|如下|分别|收到|[了有]|发来|发的|刚收到|写的|\b(?:is|it's|its|it|that's|are|was|number|no|of|for|the|my|your|card|ending|in|with|as|on|file|reads|says|will be|would be|should be|uh|um|er|so|here|okay|ok|yeah|sure|digits|last|four|final|we|i|have|got|just|received|sent|me|think|believe|starts|goes|account|i've|well|you|ready|please|let me see|that|there)\b){0,14}/iy;

/** A cue behind its value: 7788是我的尾号, "7788 is the last four". */
export const cueBehind: readonly (readonly [RegExp, PersonalDataType])[] = [
  [
    /^[ ,，]{0,2}(?:[这這]?(?:就)?是|係)?(?:我(?:的)?)?(?:那张|那張)?(?:卡|信用卡|储蓄卡)?的?(?:尾号|尾號|后四位|後四位|末四位|卡号|卡號)/,
    'CARD',
  ],
  [/^[ ,，]{0,2}(?:[这這]?(?:就)?是|係)(?:我的?|刚才的?)?(?:验证码|驗證碼|密码|密碼)/, 'PASSCODE'],
  [/^[ ,，]{0,2}(?:[这這]?(?:就)?是|係)(?:我的?)?(?:手机号|手機號|电话|電話|号码|號碼)/, 'PHONE'],
  [
    /^,? (?:is|are|that's|those are|as|would be|for) (?:my|the|your) (?:\w+ )?(?:card(?: number)?|last four|last 4|final four)/i,
    'CARD',
  ],
  [/^,? (?:is|that's|was) (?:my|the|your) (?:\w+ )?(?:pin|code|passcode|otp|cvv)\b/i, 'PASSCODE'],
  [/^,? (?:is|that's) (?:my|the|your) (?:\w+ )?(?:phone|number|mobile|cell)\b/i, 'PHONE'],
];

/** What the end of a number is the end of, by the words near it. */
export function ofTail(around: string): PersonalDataType {
  const places: readonly (readonly [PersonalDataType, number])[] = [
    ['ID', lastOf(around, /身份证|身份證|身分證|证件|證件|护照|social|ssn|\bid\b|passport|licen[cs]e/gi)],
    ['PHONE', lastOf(around, /手机|手機|电话|電話|phone|mobile|cell/gi)],
    ['ACCOUNT', lastOf(around, /账|賬|帐|帳|户口|戶口|account/gi)],
    ['CARD', lastOf(around, /卡|card/gi)],
  ];
  const best = places.reduce((a, b) => (b[1] > a[1] ? b : a));
  return best[1] < 0 ? 'CARD' : best[0];
}

function lastOf(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}
