import type { NameFinding } from './chinese-names.ts';
import type { RedactionMode } from './placeholders.ts';
import { type Signs, signs } from './signs.ts';

// Frequent given names, for transcripts without capitals.
const givenNames = new Set(
  'james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam henry nathan douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah louis bobby philip johnny tom tony tim jim bob mike steve chris ben sam alex nick matt dan dave greg fred simon martin ian neil graham stuart craig oliver harry luke mohammed ahmed ali omar hassan raj amit sanjay arjun hiroshi kenji pierre jean luca marco carlos luis miguel diego pablo ivan mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy kathleen angela shirley brenda emma anna pamela nicole samantha katherine christine helen debra rachel carolyn janet maria catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn abigail sophia frances jean alice judy isabella julia denise danielle marilyn beverly charlotte natalie theresa diana brittany doris kayla alexis lori marie kate lucy jane claire fiona priya anita sofia elena ana lucia fatima aisha mei yuki ingrid'.split(
    ' ',
  ),
);

// Words that follow a cue in speech without being names; compared in lower case.
const notNames = new Set(
  "a an the and but or so if i it is was are am be been being to of on in at for from with about as by not no yes yeah yep ok okay well just really very still also too only all my your our their his her its this that these those there here what who how when where why which one two three four five six seven eight nine ten sorry glad happy afraid sure calling speaking looking trying going getting having doing asking wondering hoping wanting done fine good great bad ridiculous unacceptable outrageous absurd unbelievable crazy terrible horrible awful annoying frustrating frustrated angry upset mad worried concerned confused disappointed tired sick unhappy unable able ready waiting paying using living working moving leaving staying getting applying transferring regarding because since then now again today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december chinese american british english german french indian japanese korean canadian australian spanish italian russian dutch irish scottish singaporean mainland hong kong taiwan taiwanese china america uk us usa europe beijing shanghai shenzhen guangzhou mr mrs ms miss dr sir madam ma'am please thanks thank hello hi hey right correct wrong true false like me you he she we they them him us customer service bank card account visa mastercard manager supervisor agent desk team department support center centre line call phone number spelled spelt it's that's out up over under new old first second last third another other some any every each both more most much many such same different going gonna wanna absolutely actually probably basically literally obviously honestly currently already always never maybe perhaps almost nearly made been after upon while before once during without credit federal state god internet app online website platinum gold premium global".split(
    ' ',
  ),
);
const organisation =
  /^(?:[ ](?:Bank|Desk|Team|Department|Dept|Insurance|Inc|Ltd|Group|Support|Services?|Centre|Center|Card|Account|Loans?|Mortgage|International|Customer|Financial|Credit|Company|Corporation|Holdings?|Securities|Capital|Trust|Policy|customers?|members?|holders?|cardholders?|clients?|users?|citizens?|nationals?|residents?|account|card|bank|desk))\b/;

const capital = "(?:\\p{Lu}\\p{Ll}+(?:['’-]\\p{Lu}?\\p{Ll}+)*|\\p{Lu}['’]\\p{Lu}\\p{Ll}+|Ma?c\\p{Lu}\\p{Ll}+)";
const initial = '\\p{Lu}\\.?';
const fullName = `${capital}(?:(?: ${initial})? ${capital}){0,3}`;

interface Cue {
  readonly pattern: RegExp;
  /** `named`: what follows is a name, however it is written. `capitals`: only if written as one. `trailing`: see `after`. */
  readonly reads: 'named' | 'capitals';
  readonly modes: readonly RedactionMode[];
  /** The word that it holds; default: others. */
  readonly needs?: 'name';
}

const both: readonly RedactionMode[] = ['speech', 'document'];
const speech: readonly RedactionMode[] = ['speech'];

/** The table of English cues: a name may begin where the match ends. */
const cues: readonly Cue[] = [
  {
    pattern:
      /\b(?:my|his|her|the customer'?s?|the (?:account|card) ?holder'?s?) (?:full |first |last |sur|middle |family |given |maiden )?name(?:'s| is| was|:) (?:is )?/gi,
    reads: 'named',
    modes: speech,
    needs: 'name',
  },
  {
    pattern: /\b(?:first|last|full|family|given|middle|maiden|sur) ?name(?:'s| is| was|:) (?:is )?/gi,
    reads: 'named',
    modes: speech,
    needs: 'name',
  },
  // "First name Mary, last name Jones", as names are dictated.
  {
    pattern: /\bfirst name,? (?=\w+,? (?:and )?(?:last|sur|family) ?name\b)/gi,
    reads: 'named',
    modes: speech,
    needs: 'name',
  },
  {
    pattern: /(?<=\bfirst name,? (?:is )?\w+,? (?:and )?)(?:last|sur|family) ?name,? (?:is )?/gi,
    reads: 'named',
    modes: speech,
    needs: 'name',
  },
  { pattern: /\b(?:my|first|last|family|sur) ?name,? /gi, reads: 'capitals', modes: speech, needs: 'name' },
  {
    pattern: /\b(?:the |an? )?(?:account|card|policy|booking|it)(?:'s| is) (?:under|in) (?:the )?name (?:of )?/gi,
    reads: 'named',
    modes: speech,
    needs: 'name',
  },
  {
    pattern: /\b(?:the|card ?holder'?s?|account|customer'?s?|beneficiary|payee) name(?:'s| is|:) /gi,
    reads: 'named',
    modes: speech,
    needs: 'name',
  },
  { pattern: /\bname on (?:the|my) (?:account|card)(?: is|'s) /gi, reads: 'named', modes: speech, needs: 'name' },
  { pattern: /\b(?:you can )?call me /gi, reads: 'capitals', modes: speech },
  { pattern: /\b(?:speaking|spoke|talking|talked) (?:to|with) /gi, reads: 'capitals', modes: speech },
  { pattern: /\b(?:this is|it's|it is|i'm|i am|you're|here is|are you) /gi, reads: 'capitals', modes: speech },
  {
    pattern:
      /\b(?:my (?:husband|wife|son|daughter|mother|father|brother|sister|friend|colleague|manager|supervisor|partner)|colleague|supervisor)(?:'s name is|,)? /gi,
    reads: 'capitals',
    modes: speech,
  },
  { pattern: /\b(?:Mr|Mrs|Ms|Mx|Dr|MR|MRS|MS|mr|mrs|ms)\b\.? ?/g, reads: 'named', modes: both },
  { pattern: /\b(?:Miss|miss|Madam|Sir) (?=[A-Z])/g, reads: 'capitals', modes: both },
  { pattern: /\b(?:Contact(?: person)?|Name|Account manager): ?/g, reads: 'capitals', modes: both },
  { pattern: /\b(?:authors?|contacts?(?:[ _-]?(?:person|name))?): ?["']?/gi, reads: 'capitals', modes: both },
];

// "that's Mary Jones" is a name, "that's Visa" is none: two words at least.
const twoWords = new RegExp(`\\b(?:that's|that is|named|someone called) (?=${capital} ${capital})`, 'gu');

const capitalsAt = new RegExp(fullName, 'yu');
const anyWords = /\p{Script=Latin}+(?:['’-]\p{Script=Latin}+)*(?: \p{Script=Latin}+(?:['’-]\p{Script=Latin}+)*){0,2}/uy;
const trailing = new RegExp(
  `(?<![\\p{L}[])(${fullName}(?<!\\b(?:After|While|Upon|When|Before|Once|Since|During|Without|By|Was|Is|Just|Currently|Now|Not))) (?:speaking(?! (?:with|to|about|of|on))|here(?=[.,!?]| from| at| in)|calling)\\b`,
  'gu',
);
const lowerTrailing = /\b(?:this is|it's|i'm) ([a-z]+(?: [a-z]+)?) (?:speaking|here|calling|from)\b/g;
const spelled = /(?<![A-Za-z])(?:[A-Z](?:-| - ))(?:[A-Z](?:-| - )){2,}[A-Z](?![A-Za-z])/g;
const spelledShort = /(?<![A-Za-z-])[A-Z](?:-| - )[A-Z](?:-| - )[A-Z](?![A-Za-z-])/g;
// Four letters and more, one by one: T H O M A S.
const spelledApart = /(?<![A-Za-z] ?)(?:[A-Z] ){3,}[A-Z](?![A-Za-z])/g;
const speaksOfNames = /我叫|我姓|贵姓|貴姓|姓名|名字|户名|戶名|\bname\b|spell/i;
// As passports and transfer forms write them: LAI, CHIN-FA; CHAN, SIU MING.
const inCapitals = /(?<![A-Za-z-])[A-Z]{2,}, ?[A-Z]{2,}[- ][A-Z]{2,}(?![A-Za-z-])/g;
const spelledAfterCue =
  /\b(?:spell(?:ed|ing|s)?|spelt|that's|it's|name is)[^A-Za-z]{1,3}(?:it |that )?((?:[A-Za-z](?:[-., ]{1,2})){2,}[A-Za-z])(?![A-Za-z'])/g;

// What a text holds that the patterns above match: one look spares many.
const nameWord = /name/i;
const cueWord =
  /name:|call me|speak|spoke|talk|this is|it'?s|it is|i'm|i am|you're|here is|are you|my |colleague|supervisor|\bm(?:r|rs|s|x)\b|\bdr\b|miss|madam|sir|contact|manager|author/i;
const capitalLetter = /\p{Lu}/u;
const wordBehind = /speaking|here|calling|from/;
const spellingCue = /spel|that's|it's|name is/i;

/** Finds English names after the usual cues, with titles, and spelled letter by letter. */
export function findEnglishNames(text: string, held: Signs, mode: RedactionMode): NameFinding[] {
  if ((held & signs.latin) === 0 || !/[A-Za-z]{2}|[A-Z]-/.test(text)) return [];
  const found: NameFinding[] = [];
  // Asked at most once: it reads the whole text.
  let written: boolean | undefined;
  const capitalised = () => {
    written ??= /\p{Lu}\p{Ll}/u.test(text.replace(/\bI\b|^\P{L}*\p{Lu}/gu, ''));
    return written;
  };
  const [named, said] = [nameWord.test(text), cueWord.test(text)];
  for (const cue of cues) {
    if (!(cue.needs === 'name' ? named : said) || !cue.modes.includes(mode)) continue;
    for (const match of text.matchAll(cue.pattern)) {
      const name = nameAt(text, match.index + match[0].length, cue.reads, capitalised);
      if (name) found.push(name);
    }
  }
  if (mode === 'document') return found;
  for (const match of capitalLetter.test(text) ? text.matchAll(twoWords) : []) {
    const name = nameAt(text, match.index + match[0].length, 'capitals', capitalised);
    if (name?.name.includes(' ')) found.push(name);
  }
  const behind = wordBehind.test(text);
  for (const match of behind ? text.matchAll(trailing) : []) {
    const name = trimmed(match[1] ?? '', match.index);
    if (name && !notOwn(name.name)) found.push(name);
  }
  for (const match of behind ? text.matchAll(lowerTrailing) : []) {
    const words = match[1] ?? '';
    if (words.split(' ').some((word) => notNames.has(word))) continue;
    const start = match.index + match[0].indexOf(words, match[0].indexOf(' ', 3));
    found.push({ start, end: start + words.length, name: words });
  }
  const aboutNames = speaksOfNames.test(text);
  if (aboutNames) {
    for (const match of text.matchAll(inCapitals)) {
      found.push({ start: match.index, end: match.index + match[0].length, name: '' });
    }
  }
  const letterByLetter = [
    ...(held & signs.hyphen ? [spelled] : []),
    ...(held & signs.capital ? [spelledApart] : []),
    ...(spellingCue.test(text) ? [spelledAfterCue] : []),
    ...(aboutNames ? [spelledShort] : []),
  ];
  for (const pattern of letterByLetter) {
    for (const match of text.matchAll(pattern)) {
      const letters = match[1] ?? match[0];
      const start = match.index + match[0].lastIndexOf(letters);
      found.push({ start, end: start + letters.length, name: asWord(letters) });
    }
  }
  return found;
}

/** Whether the word, in small letters, is a frequent given name. */
export const isGivenName = (word: string): boolean => givenNames.has(word);
/** Whether the word, in small letters, is no part of a name. */
export const isNoName = (word: string): boolean => notNames.has(word);

/** S-M-I-T-H as it is met elsewhere: Smith. */
const asWord = (letters: string) => {
  const plain = letters.replace(/[^A-Za-z]/g, '');
  return plain.charAt(0).toUpperCase() + plain.slice(1).toLowerCase();
};

const notOwn = (name: string) => name.split(' ').some((word) => notNames.has(word.toLowerCase()));

function nameAt(text: string, start: number, reads: Cue['reads'], capitalised: () => boolean): NameFinding | null {
  capitalsAt.lastIndex = start;
  const capitals = capitalsAt.exec(text);
  if (capitals) {
    const name = trimmed(capitals[0], start);
    if (!name) return null;
    return reads === 'capitals' && organisation.test(text.slice(name.end, name.end + 16))
      ? null
      : beforeOrganisation(name);
  }
  anyWords.lastIndex = start;
  const words = anyWords.exec(text)?.[0].split(' ') ?? [];
  const first = words[0] ?? '';
  if (reads === 'capitals') {
    return givenNames.has(first) ? { start, end: start + first.length, name: first } : null;
  }
  // Where the text is written with capitals a name without one is one of the well-known.
  const known = givenNames.has(first.toLowerCase()) || /^(?:van|von|de|da|del|di|la|le|bin|al|ter)$/.test(first);
  if (!known && capitalised()) return null;
  const stop = words.findIndex((word) => notNames.has(word.toLowerCase()) || word.length < 2);
  const name = words.slice(0, stop < 0 ? words.length : stop).join(' ');
  return name === '' ? null : { start, end: start + name.length, name };
}

/** Drops words behind the name that are none ("Tom Yes"); null when the first one is none. */
function trimmed(name: string, start: number): NameFinding | null {
  const words = name.split(' ');
  const stop = words.findIndex((word) => notNames.has(word.toLowerCase()));
  const kept = words.slice(0, stop < 0 ? words.length : stop).join(' ');
  return kept === '' ? null : { start, end: start + kept.length, name: kept };
}

function beforeOrganisation(name: NameFinding): NameFinding | null {
  const words = name.name.split(' ');
  return words.slice(1).some((word) => organisation.test(` ${word}`)) ? null : name;
}

/** Where a name begins, with the well-known given name before it: Patricia of Patricia [NAME]. */
export function withGivenName(text: string, start: number): number {
  const before = /(?<![\p{L}'’-])(\p{Lu}\p{Ll}+) $/u.exec(text.slice(Math.max(0, start - 24), start));
  const given = before?.[1] ?? '';
  return givenNames.has(given.toLowerCase()) ? start - given.length - 1 : start;
}
