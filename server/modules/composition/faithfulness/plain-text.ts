import { foldText } from '../../../text/fold-text.ts';

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, 'will not'],
  [/\bcan't\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\bshan't\b/g, 'shall not'],
  [/n't\b/g, ' not'],
  [/\b(it|that|there|he|she)'s\b/g, '$1 is'],
  [/\b(\w+)'re\b/g, '$1 are'],
  [/\b(\w+)'ll\b/g, '$1 will'],
];

/** Words of one meaning, where the terms of contracts say now the one and now the other. */
const sameMeaning: readonly (readonly [RegExp, string])[] = [
  [/\bas long as\b|\bprovided(?: that)?\b|\bon condition that\b|\bin case\b/g, 'if'],
  [/\bat once\b/g, 'immediately'],
  [/\bas soon as\b|\bonce\b(?! (?:an?|per|every|each|in)\b| ?(?:[,.;]|$))|\bwhenever\b/g, 'when'],
  [/\bwith the exception of\b|\bexcept(?:ing)?(?: for)?\b/g, 'except'],
  [/\bfree of charge\b|\bat no charge\b/g, 'free'],
  [/\bas of\b|\bsince\b|\bstarting (?:from|with)\b/g, 'from'],
  [/\bup to\b|\b(?:no|not) more than\b|\bat most\b/g, 'upto'],
  [/\b(?:no|not) less than\b|\bat least\b/g, 'atleast'],
  [/\b(?:in excess of|exceeding|more than|over)(?= (?:[a-z]{3} )?[$€£¥]?\d)/g, 'above'],
  [/\b(?:less than|fewer than|under)(?= (?:[a-z]{3} )?[$€£¥]?\d)/g, 'below'],
  [/\bneed not\b|\b(?:do|does) not (?:need|have) to\b|\b(?:is|are) not (?:required|obliged) to\b/g, 'neednot'],
  [/(?<=(?:^|[.;,!?\n] ?)(?:please )?)do not\b/g, 'must not'],
  [/\bneeds? to\b|\b(?:is|are) (?:required|obliged) to\b/g, 'must'],
  [/\beven if\b/g, 'also'],
  [/\bshall\b|\bhas to\b|\bhave to\b/g, 'must'],
  [/\bmay\b(?! \d|,? ?20\d\d)|\bcould\b/g, 'can'],
  [/我们|[我本](?:行|司|公司)|本公司/g, '我方'],
  [/必须|务必|应当|应须/g, '须'],
  [/(?<![无如若所急不])需要?(?!求)/g, '须'],
  [/不可以|不能够|不要|切勿|不得|不许|不应(?!期)|(?<!请)勿|请勿|严禁|禁止/g, '不可'],
  [/可以/g, '可'],
  [/无需|毋须|不须|不用/g, '无须'],
  [/如果|倘若|假如|若(?!干)/g, '如'],
  [/仅当|只有在?|仅在/g, '只有'],
  [/但是/g, '但'],
  [/之前/g, '前'],
  [/之后|以后/g, '后'],
  [/(?<=\d日|\d)(?:之日)?起/g, '起'],
];

const leadIns = [
  /^(?:unfortunately|in (?:this|that|your) case|for your information|as a reminder|generally)\s*,\s*/,
  /^(?:您好|很?抱歉|(?:须要?|需要)?(?:提醒|告知)[您你](?:的是)?|须?(?:注意|说明)的是|请[您你]?(?:注意|知悉|留意)|一般来说|具体来说)[,，:：]/,
  /^(?:please note(?: that)?|(?:please )?(?:note|remember|be aware) that|(?:according to|under|as stated in|per) (?:the|our|this|these|your) (?:terms|policy|policies|rules?|regulations?|contract|agreement|conditions)(?: and conditions)?)\s*[,:]?\s+/,
  /^(?:根据|按照|依照|依据)(?:相关|有关|本行|我行|本|该)?(?:规定|条款|合同|政策|制度|约定)[,，:：]?/,
  /^(?:请注意|需要说明的是|温馨提示)[,，:：]?/,
];

/** A text as it is compared: one script, one width, lower case, words of one meaning by one of them. */
export function plainText(text: string): string {
  // Plan A is a name, and no article.
  const named = text.replace(/(?<=[\p{L}\d,] )A\b/gu, 'a0');
  let plain = foldText(named)
    .toLowerCase()
    .replace(/[“”"‘『』「」《》【】]/g, '');
  for (const [pattern, word] of [...contractions, ...sameMeaning]) plain = plain.replace(pattern, word);
  return plain.trim();
}

/** Without the words by which a sentence says that it quotes. */
export function withoutLeadIn(plain: string): string {
  return leadIns.reduce((rest, leadIn) => rest.replace(leadIn, ''), plain);
}

/** Words that only open what the text says without them: "if you", where it says "who". */
const openings: readonly (readonly [RegExp, string])[] = [
  [/(?<=^|[,，;；:：] ?|\s)(?:if|when)\s+(?=\w)/g, ''],
  [/(?<=^|[,，;；：:])如(?:[您你]?(?:须|需要?|要|想要?))?/g, ''],
  [/(?<=^|[,，;；：:])则/g, ''],
];
/** What one gets may be said with or without "can". */
const given = /(?<!不)可(?=全额|免费|享受|获得)/g;

/** The same sentence without an opening, or with what one gets as a statement; each still has to be supported whole. */
export function otherWays(plain: string): readonly string[] {
  const unopened = openings.reduce((rest, [pattern, by]) => rest.replace(pattern, by), plain);
  const ways = [unopened, plain.replace(given, ''), unopened.replace(given, '')];
  return [
    ...new Set(ways.map((way) => way.replace(/(?<=发送|发出|提供|收到|寄出)一[个条份封](?=\p{Script=Han})/gu, ''))),
  ].filter((way) => way !== plain);
}
