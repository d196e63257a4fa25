import { counts, type Segment, type Token } from './read-tokens.ts';

const words = (text: string) => new Set(text.split(' '));

/** Whoever the terms speak of and the sentence speaks to; a student or a pensioner is more than that. */
const roles = words(
  'customer client consumer user member holder cardholder policyholder borrower applicant buyer purchaser payer insured guest passenger traveler tenant lesse subscriber claimant depositor investor debtor caller owner',
);
const chineseRole = /^(?:被保险人|(?:账户|保单)持有人|\p{Script=Han}{0,2}[人者客户员家])$/u;
const moreThanRole = /^(?:其[他它]|另)|年人|疾人|[国地]人|[老新女男军病商][人者客户员]/u;
const compoundRole = words('card account policy bank loan');
const nominatives = words('you it they he she 您 你');
const possessives = words('your their its');
const universals = words('each every any all');
/** Verbs that add nothing to what they stand before, and words for "every one". */
const chineseLight = /^(?:进行|提出|办理|予以|给予|执行|通过|实施|作出|所有|每位|每个|任何)+$/u;
const chineseEvery = /^(?:每位|每个|每名|所有|任何)/;
const participle = /(?:ed|en|paid|sent|put)$/;

interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * Whether words of the segments that were not said say when, to whom or of what the rest holds. Only a role that the
 * sentence calls "you", a name, a verb that adds nothing and a goal ("paid to the account") may be left out; and the
 * predicate of one part where the sentence goes on with the predicate of another.
 */
export function leavesOutWords(
  segments: readonly Segment[],
  used: readonly boolean[],
  said: readonly Token[],
  names: readonly (readonly string[])[],
): boolean {
  let at = 0;
  return segments.some(({ tokens }, index) => {
    const { length } = tokens.filter(counts);
    const mine = used.slice(at, at + length);
    at += length;
    if (mine.every(Boolean)) return false;
    const runs = unsaidRuns(tokens, mine);
    const goesOn = index + 1 < segments.length && mine.at(-1) === false;
    return (goesOn ? runs.slice(0, -1) : runs).some((run) => !mayStayUnsaid(tokens, run, said, names));
  });
}

/** Runs of tokens that were not said, from the first to the last of each that counts. */
function unsaidRuns(tokens: readonly Token[], used: readonly boolean[]): readonly Run[] {
  const runs: { from: number; to: number }[] = [];
  let counted = 0;
  let open = false;
  for (const [index, token] of tokens.entries()) {
    if (!counts(token)) continue;
    const wasSaid = used[counted] ?? false;
    counted += 1;
    const last = runs.at(-1);
    if (wasSaid) open = false;
    else if (open && last) last.to = index;
    else {
      runs.push({ from: index, to: index });
      open = true;
    }
  }
  return runs;
}

function mayStayUnsaid(
  tokens: readonly Token[],
  { from, to }: Run,
  said: readonly Token[],
  names: readonly (readonly string[])[],
): boolean {
  const keys = tokens
    .slice(from, to + 1)
    .filter(counts)
    .map(({ key }) => key);
  const before = tokens.slice(0, from);
  const lead = before.at(-1)?.key ?? '';
  if (tokens.slice(from, to + 1).every(({ sort, key }) => !counts({ sort, key }) || key.startsWith('%'))) return true;
  if (names.some((name) => name.length === keys.length && name.every((key, i) => key === keys[i]))) return true;
  const text = keys.join('');
  if (chineseLight.test(text) || (chineseEvery.test(text) && isRole([text.replace(chineseEvery, '')]))) return true;
  if (isRole(keys)) return universals.has(lead) || isSpokenTo(tokens, { from, to }, said);
  if (isSameThing(tokens, { from, to }, said)) return true;
  const goal = before.findLastIndex(counts);
  return (
    before.slice(goal + 1).some(({ key }) => key === 'to') &&
    participle.test(before[goal]?.written ?? '') &&
    tokens.slice(from, to + 1).every(({ sort }) => sort === 'word' || sort === 'filler')
  );
}

const definite = words('the your this our');
const another = words('first second third next last same other old new former previous additional full partial');

/** "The returned goods" and then "the goods": one word that says which, of what is known already. */
function isSameThing(tokens: readonly Token[], { from, to }: Run, said: readonly Token[]): boolean {
  const [token, noun] = [tokens[from], tokens[to + 1]];
  if (from !== to || token?.written === undefined || another.has(token.key) || another.has(token.written)) return false;
  if (!definite.has(tokens[from - 1]?.key ?? '') || noun?.sort !== 'word') return false;
  return said.some(({ key }, index) => key === noun.key && definite.has(said[index - 1]?.key ?? ''));
}

/** Whether the words name whoever the terms speak of: the customer, the holder of the card, 投保人. */
export function isRole(keys: readonly string[]): boolean {
  const last = keys.at(-1) ?? '';
  if (roles.has(last)) return keys.length === 1 || (keys.length === 2 && compoundRole.has(keys[0] ?? ''));
  const text = keys.join('');
  return text.length > 1 && chineseRole.test(text) && !moreThanRole.test(text);
}

/** Whether the sentence says "you" (or "they") just where the role stands. */
function isSpokenTo(tokens: readonly Token[], { from, to }: Run, said: readonly Token[]): boolean {
  const next = tokens.slice(to + 1).find(counts)?.key;
  const previous = tokens.slice(0, from).findLast(counts)?.key;
  const isQualified = tokens[from - 1]?.key === '的';
  return said.some(({ key }, index) => {
    const after = said.slice(index + 1).find(counts)?.key;
    if (possessives.has(key)) return after !== undefined && after === previous;
    if (!nominatives.has(key)) return false;
    const ahead = said.slice(0, index).findLast(counts)?.key;
    return isQualified || (after !== undefined && after === next) || (ahead !== undefined && ahead === previous);
  });
}
