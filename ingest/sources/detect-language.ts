import type { Language } from '../../graph-schema/index.ts';

// Frequent characters that exist in one script only, pair by pair.
const simplified =
  '这们来说没时会过个为么样国问题让给对开关还钱银行户张电话业务请报应该发现从经长见车东马门间听书学习贷费账单额处续违约险'.replace(
    /[行户业务张]/g,
    '',
  );
const traditional =
  '這們來說沒時會過個為麼樣國問題讓給對開關還錢銀戶張電話業務請報應該發現從經長見車東馬門間聽書學習貸費賬單額處續違約險帳臺灣匯';

const hansOnly = new Set([...simplified].filter((c) => !traditional.includes(c)));
const hantOnly = new Set([...traditional].filter((c) => !simplified.includes(c)));

/** The language that most of the text is written in; null when it has no letters to tell by. */
export function detectLanguage(text: string): Language | null {
  const sample = text.slice(0, 20_000);
  const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = sample.match(/[A-Za-z]{2,}/g)?.length ?? 0;
  if (han === 0 && words === 0) return null;
  if (words > han) return 'en';
  let [hans, hant] = [0, 0];
  for (const c of sample) {
    if (hansOnly.has(c)) hans++;
    else if (hantOnly.has(c)) hant++;
  }
  return hant > hans ? 'zh-Hant' : 'zh-Hans';
}
