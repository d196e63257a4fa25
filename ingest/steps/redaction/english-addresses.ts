import type { Finding, RedactionMode } from './placeholders.ts';
import { type Signs, signs } from './signs.ts';

const spoken =
  '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|oh)';
const house = `(?:\\d{1,5}(?:-\\d{1,4})?[A-Za-z]?|${spoken}(?:[ -]${spoken}){0,3})`;
const sure =
  'street|road|avenue|ave|lane|boulevard|blvd|terrace|crescent|highway|hwy|parkway|pkwy|mews|alley|esplanade|quay|rd|turnpike';
const doubtful =
  'st|drive|dr|court|ct|way|place|pl|close|square|sq|gardens|circle|row|trail|path|grove|hill|park|rise|view|walk|ln|parade|broadway';
const inner = "(?:[A-Za-z][A-Za-z'’.-]{0,20}|\\d{1,3}(?:st|nd|rd|th))";
const unitWord = '(?:flat|apt|apartment|unit|suite|ste|room|rm|block|blk|tower|floor|level|house|building|bldg)';
const unitPart = `(?:${unitWord}\\.? ?#?(?:[A-Za-z]?\\d{1,5}[A-Za-z]?|[A-Za-z]|${spoken}(?:[ -]${spoken}){0,3})|#\\d{1,5}[A-Za-z]?|\\d{1,3}\\/F|\\d{1,2}(?:st|nd|rd|th) floor)`;
const ukPostcode = '[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}';
const state =
  'A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]|Kowloon|Hong Kong|New Territories|N\\.?T\\.?|H\\.?K\\.?';
// Town, state and postcode behind a street.
const tail = `(?:,? (?:${unitPart}))?(?:,? ?(?:in )?[A-Z][A-Za-z'’-]{1,20}(?: [A-Z][A-Za-z'’-]{1,20}){0,2}(?=,|\\.? (?:${state})\\b| (?:${ukPostcode})|[.!?]?$)){0,3}(?:,? (?:${state})\\b)?(?:,? (?:\\d{5}(?:-\\d{4})?|${ukPostcode}))?(?![A-Za-z0-9])`;
const prefix = `(?:(?:${unitPart}),? ){0,4}`;
const notInner =
  /\b(?:the|a|an|this|that|minutes?|hours?|days?|weeks?|months?|years?|percent|dollars?|of|and|or|business|times?|miles?|more|other|different|people|points?|is|was|are|in|on|at|to|for|from|by|with|my|your|no|any|some|half|long|only|same|best|right|wrong|all)\b/i;

const street = new RegExp(
  `(?<![A-Za-z0-9.$£€])(${prefix}${house},? (${inner}(?: ${inner}){0,3}?) (?:(${sure})|(${doubtful}))\\b\\.?(?: (?:north|south|east|west|n|s|e|w|ne|nw|se|sw)\\b)?)(${tail})`,
  'gi',
);
const box =
  /(?<![A-Za-z0-9])p\.? ?o\.? ?box (?:number )?(?:\d[\d -]{0,7}\d|\d)(?:,? [A-Z][A-Za-z]{2,20})?(?:,? (?:[A-Z]{2} )?\d{5})?(?![A-Za-z0-9])/gi;
const postcode = new RegExp(`(?<![A-Za-z0-9])${ukPostcode}(?![A-Za-z0-9])`, 'g');
const cuedPostcode = new RegExp(
  `(?:\\b(?:post ?code|postal code|zip(?: code)?|zipcode)|邮编|郵編|邮政编码|郵政編碼|郵遞區號)(?:[ ,:：是为為]|is|it's|number){0,6}(${ukPostcode}|\\d{5}(?:-\\d{4})?|\\d{6}|\\d{3})(?![A-Za-z0-9])`,
  'gi',
);
const building = new RegExp(
  `(?<![A-Za-z0-9])(?:${unitPart},? ){1,4}${inner}(?: ${inner}){0,3}(?:,? ?(?:${sure}|court|house|mansion|building|gardens|estate|garden|tower|centre|plaza))\\b${tail}`,
  'gi',
);

const unitParts = new RegExp(unitPart, 'gi');
// What a text holds that those match.
const streetWord = new RegExp(` (?:${sure}|${doubtful})\\b`, 'i');
const houseWord = new RegExp(`(?<![A-Za-z0-9])${spoken}`, 'i');
const unitBegin = new RegExp(`(?<![A-Za-z0-9])(?:${unitWord}|#|\\d)`, 'i');

/** Addresses as they are written and said in English. In a document only those behind the words for a home. */
export function* findEnglishAddresses(
  text: string,
  held: Signs,
  mode: RedactionMode,
  expected: boolean,
): Generator<Finding> {
  const cued = (held & signs.digit) !== 0 && (held & (signs.mail | signs.latin)) !== 0;
  for (const match of cued ? text.matchAll(cuedPostcode) : []) {
    const said = match[1] ?? '';
    const start = match.index + match[0].length - said.length;
    yield { type: 'ADDRESS', start, end: start + said.length };
  }
  if ((held & signs.latin) === 0 || !/[A-Za-z]{2}/.test(text)) return;
  const numbered = (held & signs.digit) !== 0;
  const onStreet = streetWord.test(text) && (numbered || houseWord.test(text));
  const aboutHome =
    /\b(?:live|lives|living|address|reside|residing|home|moved|deliver|delivered|mail|send|ship|post|located)\b/i;
  for (const match of onStreet ? text.matchAll(street) : []) {
    const [whole, , middle = '', certain] = match;
    if (notInner.test(middle)) continue;
    const cap = /^\p{Lu}/u.test(middle);
    const home = expected || aboutHome.test(text.slice(Math.max(0, match.index - 60), match.index));
    if (
      mode === 'document'
        ? !/\b(?:home address|lives at|residing at)\b/i.test(text.slice(Math.max(0, match.index - 40), match.index))
        : certain === undefined && !cap && !home
    )
      continue;
    yield { type: 'ADDRESS', start: match.index, end: match.index + whole.trimEnd().length };
  }
  if (mode === 'document') return;
  const patterns = [
    ...(unitBegin.test(text) ? [building] : []),
    ...(numbered ? [box] : []),
    ...(numbered && held & signs.capital ? [postcode] : []),
  ];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      if (pattern === building && notInner.test(match[0].replace(unitParts, ''))) continue;
      yield { type: 'ADDRESS', start: match.index, end: match.index + match[0].length };
    }
  }
}
