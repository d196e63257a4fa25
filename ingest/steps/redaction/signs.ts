/**
 * Which signs a text holds, as bits of one number. Most texts hold few of those that a recogniser cannot do without:
 * one look at each unit of a text spares looking for most of what is not there.
 */
export type Signs = number;

const bit = (n: number): Signs => (2 ** n) | 0;

/** The bits: each stands for any of some signs. */
export const signs = {
  digit: bit(0),
  latin: bit(1),
  capital: bit(2),
  /** Beyond ASCII. */
  other: bit(3),
  bracket: bit(4),
  at: bit(5),
  colon: bit(6),
  hyphen: bit(7),
  /** Written in full width, or a dash or blank of its own. */
  wide: bit(8),
  spokenDigit: bit(9),
  calls: bit(10),
  name: bit(11),
  person: bit(12),
  is: bit(13),
  staff: bit(14),
  title: bit(15),
  surname: bit(16),
  card: bit(17),
  phone: bit(18),
  identity: bit(19),
  tail: bit(20),
  account: bit(21),
  policy: bit(22),
  plate: bit(23),
  code: bit(24),
  dwelling: bit(25),
  houseUnit: bit(26),
  houseNumber: bit(27),
  birth: bit(28),
  mail: bit(29),
} as const satisfies Readonly<Record<string, Signs>>;

const held: Readonly<Partial<Record<keyof typeof signs, string>>> = {
  digit: '0123456789',
  latin: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  capital: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  bracket: '[',
  at: '@＠',
  colon: ':：',
  hyphen: '-',
  spokenDigit: '零〇○洞一幺二两兩三四五六七八九拐勾十壹贰貳叁肆伍陆陸柒捌玖双雙仨',
  calls: '叫呼喊',
  name: '名',
  person: '人主公婆夫妻',
  is: '是',
  staff: '服员員席理问問长長管事家表号號任师師总',
  title: '生士姐太夫姨傅',
  surname: '姓',
  card: '卡',
  phone: '机機话話式电電留码碼',
  identity: '证證照卡保编編',
  tail: '尾末后後前',
  account: '账賬帐帳口折摺客员員',
  policy: '保',
  plate: '牌',
  code: '码碼值令背',
  dwelling: '址住寄送',
  houseUnit: '号號弄巷栋棟幢座楼樓层層元室房户戶门門期梯F组組队隊',
  houseNumber: '一二三四五六七八九十百零〇两幺甲乙丙丁东西南北東',
  birth: '生诞',
  mail: '特鼠圈邮郵',
};

const wide = [
  [0xff01, 0xff5e],
  [0x2000, 0x2015],
  [0x2212, 0x2212],
  [0x3000, 0x3000],
  [0xa0, 0xa0],
  [0xad, 0xad],
] as const;

const table = tableOf();

function tableOf(): Int32Array {
  const bits = new Int32Array(0x1_0000);
  bits.fill(signs.other, 128);
  const add = (code: number, sign: Signs) => {
    bits[code] = (bits[code] ?? 0) | sign;
  };
  for (const [name, units] of Object.entries(held)) {
    for (const unit of units) add(unit.charCodeAt(0), signs[name as keyof typeof signs]);
  }
  for (const [from, to] of wide) for (let code = from; code <= to; code++) add(code, signs.wide);
  return bits;
}

/** The signs of a text, in one look at each of its units. */
export function signsOf(text: string): Signs {
  let found = 0;
  for (let i = 0; i < text.length; i++) found |= table[text.charCodeAt(i)] ?? 0;
  return found;
}

/** How many units of a text are such a sign; no more than `most` are counted. */
export function countOf(text: string, sign: Signs, most: number): number {
  let count = 0;
  for (let i = 0; i < text.length && count < most; i++) {
    if ((table[text.charCodeAt(i)] ?? 0) & sign) count += 1;
  }
  return count;
}

/**
 * The same text, unit by unit, with full-width forms as ASCII, and dashes and spaces as `-` and ` `. Offsets in it are
 * offsets in the text. `held` are the text's signs.
 */
export function narrowed(text: string, held: Signs = signsOf(text)): string {
  if ((held & signs.wide) === 0) return text;
  let [output, from] = ['', 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (((table[code] ?? 0) & signs.wide) === 0) continue;
    output += text.slice(from, i) + narrow(code);
    from = i + 1;
  }
  return output + text.slice(from);
}

function narrow(code: number): string {
  if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
  return (code >= 0x2010 && code <= 0x2015) || code === 0x2212 ? '-' : ' ';
}
