import { isCommonWord } from './chinese-names.ts';
import { surnameLength } from './chinese-surnames.ts';
import { isGivenName, isNoName } from './english-names.ts';
import type { Finding } from './placeholders.ts';

const chinese =
  /^(?:[嗯呃啊哦额好的对對是行，, 。]|我姓|免贵姓?|免貴姓?|姓|我叫|叫|我是|名字){0,4}(\p{Script=Han}{1,4}?)(?=[，,。.！!、 …]|啊|呀|吧|嘛|的话|先生|女士|小姐|$)/u;
const notNames =
  /^(?:是的|对的|好的|不是|没有|可以|知道|什么|干嘛|等等|稍等|等下|谢谢|不用|你好|您好|我的|没错|对啊|嗯嗯|喂|明白|行啊|好啊|怎么|为什么|不知道|忘了|哪个|本人|是我|就是|现在|然后|那个|這個|這樣|系|係|唔係|冇|乜嘢)/;
const english =
  /^(?:(?:yes|yeah|sure|okay|ok|uh|um|well|hi|hello|so|it's|it is|its|this is|that's|that is|i'm|i am|my name is|name is|name's|the name is|you can call me|of course|certainly),? ){0,4}(\p{Script=Latin}[\p{Script=Latin}'’-]{1,20}(?: \p{Script=Latin}\.?(?= ))?(?: \p{Script=Latin}[\p{Script=Latin}'’-]{1,20}){0,3})(?=[,.!?]|$| and (?:my|the|i)\b)/iu;

/** The name that a turn answers with when it was asked for one. */
export function* nameAnswered(text: string): Generator<Finding> {
  const han = chinese.exec(text);
  const word = han?.[1] ?? '';
  if (han && isChineseName(word)) {
    const start = han[0].length - word.length;
    yield { type: 'NAME', start, end: start + word.length };
  }
  const latin = english.exec(text);
  const said = latin?.[1] ?? '';
  if (!latin || said === '') return;
  const words = said.split(' ');
  if (words.some((w) => isNoName(w.toLowerCase().replace('’', "'")))) return;
  if (words.length === 1 && !isGivenName(said.toLowerCase())) return;
  const start = latin[0].length - said.length;
  yield { type: 'NAME', start, end: start + said.length };
}

function isChineseName(word: string): boolean {
  if (notNames.test(word) || isCommonWord(word)) return false;
  const length = surnameLength(word, 0);
  if (length === 0) return false;
  return word.length <= length + 2 && !/[的了是我你您他她吗呢吧啊不没有要在就说]/.test(word.slice(length));
}
