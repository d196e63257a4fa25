import type { Finding } from './placeholders.ts';
import { type Signs, signs } from './signs.ts';

const han = '[0-9零〇○一二三四五六七八九十廿卅两幺]';
const month =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const ordinals =
  'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth';
const day = `(?:\\d{1,2}(?:st|nd|rd|th)?|(?:twenty|thirty)[ -](?:${ordinals})|(?:${ordinals}))`;
const yearWords =
  "(?:19|20)\\d{2}|'?\\d{2}(?!\\d)|(?:nineteen|twenty|two thousand)(?:[ -](?:and|oh|hundred|ten|eleven|twelve|\\w{3,5}teen|\\w{3,5}ty|one|two|three|four|five|six|seven|eight|nine)){1,3}";

/** A calendar day as it is written or said, in Chinese or English, with or without its year. */
const date = [
  `(?:(?:民國|民国|公元|西元) ?)?${han}{2,4} ?年(?:份)?(?: ?${han}{1,3} ?月(?:份)?(?: ?${han}{1,3} ?[日号號]?)?)?`,
  `${han}{1,3} ?月 ?${han}{1,3} ?[日号號]?`,
  '(?:19|20)\\d{2} ?[-/.] ?\\d{1,2} ?[-/.] ?\\d{1,2}',
  '\\d{1,2} ?[-/.] ?\\d{1,2} ?[-/.] ?(?:(?:19|20)\\d{2}|\\d{2})(?!\\d)',
  '(?:19|20)\\d{2} ?(?:0[1-9]|1[0-2]) ?(?:0[1-9]|[12]\\d|3[01])(?!\\d)',
  '(?:19|20)\\d{2} (?:0?[1-9]|1[0-2]) (?:0?[1-9]|[12]\\d|3[01])(?!\\d)',
  '(?:0[1-9]|[12]\\d|3[01]|[1-9]) (?:0?[1-9]|1[0-2]) (?:19|20)?\\d{2}(?!\\d)',
  '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:19|20)\\d{2}(?!\\d)',
  `${month}\\.?,? (?:the )?${day}(?:,? (?:of )?(?:${yearWords}))?`,
  `(?:the )?${day} (?:of |day of )?${month}\\.?(?:,? (?:${yearWords}))?`,
].join('|');

const cue =
  '(?:出生年月日?|出生日期|出生|生日|生辰|生于|生於|诞生|date of birth|birth ?date|birthday|\\bdob\\b|d\\.o\\.b\\.?|was born|were born|\\bborn)';
const gap =
  "(?:'s\\b|[ ,，:：。、.…-]|[是为為係在嗯呃啊哦呢就的我]|您的|应该|年月日?|阳历|农历|農曆|阴历|身份证上|\\b(?:is|it's|its|on|in|that's|was|of|uh|um|my|your|as|we have)\\b){0,10}";
const cued = new RegExp(`${cue}${gap}(${date})`, 'gi');
const bornBehind = new RegExp(`(?<![0-9零一二三四五六七八九十])(${date})[ ,，]{0,2}(?:出生|生的|生人|生日)`, 'gi');
const anyDate = new RegExp(`(?<![0-9A-Za-z])(?:${date})`, 'gi');

/** Dates of birth: days behind their cue or right before it; any day where one is expected. */
export function* findBirthDates(text: string, held: Signs, expected: boolean): Generator<Finding> {
  const mayHold = expected || (held & (signs.birth | signs.latin)) !== 0;
  const has = mayHold && (expected || /出生|生日|生辰|生于|生於|诞生|生的|生人|birth|born|dob|d\.o\.b/i.test(text));
  if (!has) return;
  for (const pattern of expected ? [anyDate] : [cued, bornBehind]) {
    for (const match of text.matchAll(pattern)) {
      const said = match[1] ?? match[0];
      const start = match.index + match[0].indexOf(said);
      const plain = said.trimEnd();
      yield { type: 'BIRTHDATE', start, end: start + plain.length };
    }
  }
}
