import { decodeLoosely, type Encoding } from './text-codecs.ts';

// Some of the most frequent characters of modern Chinese, in both scripts.
const frequent = new Set(
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体政相见被利什二等产或新己制身果加月话合回特代内信表化给世位次度门任常先通教原东提立及比员解水名真论处义各入几口认条平系题活更别打变四总何电数安少报才结反受目太量再感建务做接必场件计管期市直资命金指许统区保至形社便决治展司五基书非则听达强即难且权完设式记品住告类求据程边该交规万取领共确今让带导运银卡款账户客费退额元您请吗好呢帮' +
    '這個們來為國時會說對發後過還種經現當沒動開從實無與長機關點業將兩間問應頭體見產話內給門東員論處義幾認條係題變總電數報結務場計資許統區決書則聽達難權設記類據邊該規萬領確讓帶導運銀賬戶帳費額請嗎幫嘅喺唔佢啲',
);

const punctuation = new Set('，。、；：？！“”‘’（）《》〈〉「」『』【】—…·　％￥①②③④⑤⑥⑦⑧⑨⑩');

/** The everyday characters that the makers of GB2312 and of Big5 put first, each into their own first level. */
let everyday: ReadonlySet<string> | null = null;

function everydayCharacters(): ReadonlySet<string> {
  if (everyday) return everyday;
  const characters = new Set<string>();
  const add = (encoding: Encoding, from: number, to: number, trails: readonly (readonly [number, number])[]) => {
    for (let lead = from; lead <= to; lead++)
      for (const [low, high] of trails)
        for (let trail = low; trail <= high; trail++) {
          const character = decodeLoosely(Uint8Array.of(lead, trail), encoding);
          if (/^\p{Script=Han}$/u.test(character)) characters.add(character);
        }
  };
  add('gb18030', 0xb0, 0xd7, [[0xa1, 0xfe]]);
  add('big5', 0xa4, 0xc6, [
    [0x40, 0x7e],
    [0xa1, 0xfe],
  ]);
  everyday = characters;
  return characters;
}

/**
 * How much a text looks as if it was meant so, from -3 to 1: the mean over its characters outside ASCII, or over all
 * of them (`withAscii`). Chinese prose has .7 and more, bytes read in a wrong encoding mostly less than .2.
 */
export function plausibility(text: string, withAscii: boolean): number {
  const common = everydayCharacters();
  let [sum, count] = [0, 0];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) {
      const control = code < 0x20 && code !== 9 && code !== 10 && code !== 13 && code !== 12;
      if (!control && !withAscii) continue;
      sum += control ? -3 : 0.6;
    } else sum += weightOf(character, code, common);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function weightOf(character: string, code: number, common: ReadonlySet<string>): number {
  if (frequent.has(character) || punctuation.has(character)) return 1;
  if (common.has(character)) return 0.6;
  if (code === 0xfffd || /[\p{Co}\p{Cn}\p{Cc}]/u.test(character)) return -3;
  if (/\p{Script=Han}/u.test(character)) return -0.5;
  if (code >= 0xff01 && code <= 0xff5e) return 0.4;
  return /[\p{L}\p{M}]/u.test(character) ? -1 : -0.2;
}
