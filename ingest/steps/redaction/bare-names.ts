import { isCommonWord } from './chinese-names.ts';
import { isDoubtfulSurname, surnameLength } from './chinese-surnames.ts';
import { isGivenName, isNoName } from './english-names.ts';
import type { Finding } from './placeholders.ts';

// Words of file names that begin with a surname's character.
const matter =
  /录音|錄音|通话|通話|投诉|投訴|客服|客户|客戶|电话|電話|合同|规则|規則|说明|說明|办法|辦法|条例|條例|制度|流程|协议|協議|产品|產品|指南|手册|手冊|单$|單$|表$|卡$|版$|款$|费$|費$|率$|书$|書$/;

const hanWord = /(?<!\p{Script=Han})\p{Script=Han}{2,4}(?!\p{Script=Han})/gu;
const latinWords = /(?<![\p{L}\p{N}])(\p{L}+)([ -])(\p{L}{2,})(?![\p{L}])/gu;
const afterNames =
  /^(?:call|calls|recording|audio|voice|customer|agent|file|copy|part|complaint|final|channel|left|right|stereo|mono)$/i;

/** Names that stand alone in a file name or label, without a cue: 张三, John Smith. */
export function bareNames(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { index, 0: word } of text.matchAll(hanWord)) {
    const length = surnameLength(text, index);
    const isName =
      length > 0 &&
      word.length > length &&
      word.length <= length + 2 &&
      !isDoubtfulSurname(word.slice(0, length)) &&
      !isCommonWord(word) &&
      !matter.test(word);
    if (isName) found.push({ type: 'NAME', start: index, end: index + word.length });
  }
  for (const { index, 0: whole, 1: first = '', 3: second = '' } of text.matchAll(latinWords)) {
    if (!isGivenName(first.toLowerCase())) continue;
    const withSecond = !isNoName(second.toLowerCase()) && !afterNames.test(second);
    found.push({ type: 'NAME', start: index, end: index + (withSecond ? whole.length : first.length) });
  }
  return found;
}
