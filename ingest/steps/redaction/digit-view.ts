const hanDigits: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  '○': '0',
  洞: '0',
  一: '1',
  幺: '1',
  二: '2',
  两: '2',
  兩: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
  拐: '7',
  勾: '9',
};

const spoken =
  /[0-9零〇○洞一幺二两兩三四五六七八九拐勾](?:[ \-，,、。.]{0,2}[0-9零〇○洞一幺二两兩三四五六七八九拐勾]){6,}/g;
const worthLooking = /[\uff01-\uff5e\u3000\u00a0\u2010-\u2015\u2212\u00ad\u2000-\u200f零〇○幺一二三四五六七八九]/;

/**
 * The same text, unit by unit, with full-width forms as ASCII, dashes and spaces as `-` and ` `, and digits that are
 * spoken one by one (幺三八…, seven or more in a row) as digits. Offsets in it are offsets in the text.
 */
export function digitView(text: string): string {
  if (!worthLooking.test(text)) return text;
  const narrow = text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u3000\u00a0\u00ad\u2000-\u200f]/g, ' ');
  return narrow.replace(spoken, (run) => run.replace(/[^0-9 -]/g, (c) => hanDigits[c] ?? ' '));
}
