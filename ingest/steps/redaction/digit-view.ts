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

const said = '零〇○洞一幺二两兩三四五六七八九拐勾';
// People pause between groups, or think.
const pause = '[ \\-，,、。.…~嗯呃啊]{0,4}';
const spoken = new RegExp(`[0-9${said}](?:${pause}[0-9${said}]){6,}`, 'g');
const worthLooking = /[\uff01-\uff5e\u3000\u00a0\u2010-\u2015\u2212\u00ad\u2000-\u200f零〇○幺一二三四五六七八九]/;

/**
 * The same text, unit by unit, with full-width forms as ASCII, dashes and spaces as `-` and ` `, and digits that are
 * spoken one by one (幺三八…, seven or more in a row) as digits. Offsets in it are offsets in the text.
 */
export function digitView(text: string): string {
  if (!worthLooking.test(text)) return text;
  return narrowed(text).replace(spoken, (run) => run.replace(/[^0-9 -]/g, (c) => hanDigits[c] ?? ' '));
}

function narrowed(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u3000\u00a0\u00ad\u2000-\u200f]/g, ' ');
}

/** Seven or more digits that were spoken one by one in Chinese: where they stand, and the digits. */
export interface SpokenRun {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

const saidDigit = new RegExp(`[${said}]`, 'g');

/** The runs of spoken digits of a text; counting from one to seven is none. */
export function spokenRuns(text: string): SpokenRun[] {
  if (!worthLooking.test(text)) return [];
  return [...narrowed(text).matchAll(spoken)].flatMap((match) => {
    const digits = match[0].replace(/[^0-9]/g, (c) => hanDigits[c] ?? '');
    if ((match[0].match(saidDigit)?.length ?? 0) < 7 || isCounting(digits)) return [];
    return [{ start: match.index, end: match.index + match[0].length, digits }];
  });
}

const isCounting = (digits: string) => [...digits].every((d, i) => i === 0 || Number(d) === Number(digits[i - 1]) + 1);
