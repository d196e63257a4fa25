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
  [/\bas soon as\b|\bonce\b|\bwhenever\b/g, 'when'],
  [/\bwith the exception of\b|\bexcept(?:ing)?(?: for)?\b/g, 'except'],
  [/\bfree of charge\b|\bat no charge\b/g, 'free'],
  [/\bas of\b|\bsince\b|\bstarting (?:from|with)\b/g, 'from'],
  [/\bup to\b/g, 'upto'],
  [/\beven if\b/g, 'also'],
  [/\bshall\b|\bhas to\b|\bhave to\b/g, 'must'],
  [/\bmay\b(?! \d|,? ?20\d\d)|\bcould\b/g, 'can'],
  [/必须/g, '须'],
  [/应当/g, '应'],
  [/不可以|不能够/g, '不可'],
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
  /^(?:please note(?: that)?|note that|(?:according to|under|as stated in|per) (?:the|our|this|these|your) (?:terms|policy|policies|rules?|regulations?|contract|agreement|conditions)(?: and conditions)?)\s*[,:]?\s+/,
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
