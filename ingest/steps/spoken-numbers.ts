const small =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
const large = 'hundred|thousand|million';

/** English words of a number, as the inside of a group. */
export const englishNumberWord = `${small}|${large}`;
/** A number in English words (forty-five, two hundred), as the inside of a group. */
export const englishNumberWords = `(?:${englishNumberWord})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine|${large}))*`;
/** Characters of spoken Chinese numbers, for a character class. */
export const chineseNumberClass = '〇零一二三四五六七八九十百千万亿两';
export const englishWeekdays = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
export const englishMonths = 'january|february|march|april|may|june|july|august|september|october|november|december';
