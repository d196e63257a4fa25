const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  '○': 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  壹: 1,
  贰: 2,
  貳: 2,
  叁: 3,
  參: 3,
  肆: 4,
  伍: 5,
  陆: 6,
  陸: 6,
  柒: 7,
  捌: 8,
  玖: 9,
};
const units: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 廿: 20, 百: 100, 佰: 100, 千: 1_000, 仟: 1_000 };

/** Characters of numerals in legal numbering, for a character class. */
export const numeralClass = '0-9０-９零〇○一二两兩三四五六七八九十廿百千';

/** Reads a whole number: 12, １２, 十二, 一百零三, 二〇二六, 两万; null when it is none. */
export function parseNumeral(text: string): number | null {
  const narrow = text.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  if (/^\d+$/.test(narrow)) return Number(narrow);
  if (narrow === '') return null;
  const big = /^(.*)([万萬亿億])(.*)$/.exec(narrow);
  if (big) {
    const [head, tail] = [parseNumeral(big[1] ?? ''), big[3] ? parseNumeral(big[3]) : 0];
    const factor = /[万萬]/.test(big[2] ?? '') ? 10_000 : 100_000_000;
    return head === null || tail === null ? null : head * factor + tail;
  }
  const characters = [...narrow];
  if (characters.some((c) => digits[c] === undefined && units[c] === undefined)) return null;
  if (characters.every((c) => digits[c] !== undefined)) return Number(characters.map((c) => digits[c]).join(''));
  let [total, current] = [0, 0];
  for (const c of characters) {
    const unit = units[c];
    if (unit === undefined) current = digits[c] ?? 0;
    else {
      total += c === '廿' ? 20 : (current || 1) * unit;
      current = 0;
    }
  }
  return total + current;
}

const ones = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** Writes a whole number as legal numbering does: 十二, 一百零三; from a thousand on in digits. */
export function chineseNumeral(n: number): string {
  if (n >= 1_000) return String(n);
  const [h, t, o] = [Math.floor(n / 100), Math.floor((n % 100) / 10), n % 10];
  const tens = t === 0 ? (h > 0 && o > 0 ? '零' : '') : `${t === 1 && h === 0 ? '' : ones[t]}十`;
  return `${h > 0 ? `${ones[h]}百` : ''}${tens}${ones[o]}`;
}
