import { placeholderPattern } from '../../../graph-schema/index.ts';
import type { StoredSegment } from '../../ports.ts';
import { type Sentence, sentencesIn } from './sentences.ts';

/** A stretch of an agent's turn that can be said again as it is; UTF-16 units, half-open. */
export interface SayableLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

// Asking who someone is, and the talk around it, is no handling of the matter.
const formalities =
  /身份证|身份證|证件号|證件號|卡号|卡號|手机号|手機號|尾号|尾號|预留|預留|核验|核驗|核实一下|确认是您本人|確認是您本人|动态口令|動態口令|核好|姓名|贵姓|貴姓|怎么称呼|怎麼稱呼|出生日期|验证码|驗證碼|还有.{0,8}(?:需要|帮|問題|问题)|還有.{0,8}(?:需要|幫)|再说一遍|再說一遍|没听清|沒聽清|听不清|聽不清|祝您|再见|再見|稍等|很高兴|很高興|工号|请讲|請講|verify|verification|full name|(?:your|get (?:a|the)) name|registered mobile|date of birth|card number|mobile number|phone number|last four|say that again|(?:didn't|did not|couldn't) (?:quite )?(?:catch|hear)|breaking up|anything else|have a (?:good|nice|great)|one moment|hold on|goodbye|bye\b|thank you for calling|how (?:can|may) i help|speaking\b/i;
// Hesitation is heard, not said again.
const hesitation = /\.{3}|…|\b(?:hmm+|uh+|um+|erm?)\b/i;
// Words that lead over from what the other one said.
const chineseLead =
  /^(?:(?:好的?|好吧|嗯+|哦|噢|是的?|对的?|對的?|行|可以|明白|没错|沒錯|通过了|通過了|来|來|谢谢您?|謝謝您?|不客气|很好|收到|没事|沒事|没关系|沒關係)[，,。！!、… ]\s*)+/;
const englishLead =
  /^(?:(?:ok(?:ay)?|yes|yeah|no|right|sure|done|alright|all right|thank you|thanks|i see|well|of course|certainly|good|great|perfect|lovely|so)[,.!]\s+)+(?=[A-Z])/i;
// Words that point at something said before.
const pointsBack =
  /^(?:[他她它]|这个|這個|那个|那個|这笔|這筆|这样|這樣|那(?![时時天])|所以|而且|但是|不过|不過|(?:it|its|it's|that|that's|this|these|those|they|their|she|her|he|his|him|both|neither|so|then|and|but|or|because|which|also)\b)/i;

const isChinese = (text: string) => /\p{Script=Han}/u.test(text);
const lengthOf = (text: string) => (isChinese(text) ? text.length : text.split(/\s+/).length);
const shortest = (text: string) => (isChinese(text) ? 14 : 9);
const longest = (text: string) => (isChinese(text) ? 110 : 55);
const isFiller = (text: string) => lengthOf(text) < (isChinese(text) ? 7 : 5);

/**
 * The longest stretch of a turn that stands on its own: whole sentences about the matter, one breath long, that begin
 * with no word for what was said before, without personal data, identity checks, greetings, farewells or what `isBarred`. Null: none.
 */
export function sayableLine(
  segment: StoredSegment,
  isBarred: (sentence: string) => boolean = () => false,
): SayableLine | null {
  const runs: Sentence[][] = [[]];
  for (const sentence of sentencesIn(segment, 0)) {
    if (isUnfit(sentence.text) || isBarred(sentence.text)) runs.push([]);
    else runs.at(-1)?.push(sentence);
  }
  const lines = runs.map((run) => lineOf(run, segment)).filter((line) => line !== null);
  return lines.sort((a, b) => b.text.length - a.text.length)[0] ?? null;
}

const isUnfit = (text: string) =>
  formalities.test(text) || hesitation.test(text) || text.search(placeholderPattern) >= 0;

function lineOf(run: readonly Sentence[], segment: StoredSegment): SayableLine | null {
  let kept = run.slice(run.findIndex((sentence) => opensWell(sentence.text)));
  if (kept.length === 0 || !run.some((sentence) => opensWell(sentence.text))) return null;
  const start = (kept[0]?.start ?? 0) + leadOf(kept[0]?.text ?? '');
  const words = () => segment.text.slice(start, kept.at(-1)?.end ?? start);
  while (kept.length > 1 && (lengthOf(words()) > longest(words()) || isFiller(kept.at(-1)?.text ?? ''))) {
    kept = kept.slice(0, -1);
  }
  const text = words();
  const fits = lengthOf(text) >= shortest(text) && lengthOf(text) <= longest(text);
  return fits && balanced(text) ? { text, start, end: start + text.length } : null;
}

const leadOf = (text: string) => (chineseLead.exec(text) ?? englishLead.exec(text))?.[0].length ?? 0;

function opensWell(text: string): boolean {
  const rest = text.slice(leadOf(text));
  return !isFiller(rest) && !pointsBack.test(rest);
}

/** A cut must not leave half of a quotation. */
function balanced(text: string): boolean {
  const count = (c: RegExp) => text.match(c)?.length ?? 0;
  return count(/[“「『]/g) === count(/[”」』]/g) && count(/"/g) % 2 === 0;
}
