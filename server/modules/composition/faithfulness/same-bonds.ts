import {
  beForms,
  carriesNothing,
  conditionMarks,
  type Match,
  matters,
  measure,
  modals,
  onlys,
  type Placed,
  wordSet,
} from './placed-tokens.ts';
import { changesWhatHolds } from './read-passage.ts';

const limits = wordSet('upto atleast above below 至多 至少 超过 低于 未满 满 以上 以下');

const near = (token: Placed, tokens: readonly Placed[], reach: number) => {
  const all = tokens.filter((other) => matters(other) && !modals.has(other.key));
  const own = all.filter(({ segment }) => segment === token.segment);
  const around = own.length > 1 ? own : all;
  const place = around.findIndex(({ at }) => at === token.at);
  return {
    ahead: around.slice(Math.max(0, place - reach), Math.max(0, place)).map(({ key }) => key),
    behind: around.slice(place + 1, place + 1 + reach).map(({ key }) => key),
  };
};
const shares = (a: readonly string[], b: readonly string[]) => a.some((key) => b.includes(key));

/** Whether what changes the meaning of other words stands with the same ones. */
export function isBound({ said, stated }: Match, saying: readonly Placed[], stating: readonly Placed[]): boolean {
  if (!changesWhatHolds(said) || modals.has(said.key)) return true;
  if (said.sort === 'condition' && conditionMarks.has(said.key)) return true;
  if (limits.has(said.key)) {
    const [wanted, given] = [nearestQuantity(said, saying), nearestQuantity(stated, stating)];
    return wanted === given || (given === undefined && stating[stated.at + 1]?.sort === 'pronoun');
  }
  const isHan = /^\p{Script=Han}/u.test(near(stated, stating, 1).ahead[0] ?? near(stated, stating, 1).behind[0] ?? '');
  const reach = said.key === '前' || said.key === '后' ? 1 : isHan && said.sort === 'quantity' ? 6 : 3;
  if (onlys.has(said.key) && near(stated, stating, 1).ahead.length > 0)
    return shares(near(said, saying, 20).behind, near(stated, stating, 20).behind);
  const [one, other] = [near(said, saying, reach), near(stated, stating, reach)];
  if (said.sort === 'quantity' || reach === 1)
    return shares([...one.ahead, ...one.behind], [...other.ahead, ...other.behind]) || isAlone(one) || isAlone(other);
  if (one.behind.length > 0 && other.behind.length > 0) return shares(one.behind, other.behind);
  return shares([...one.ahead, ...one.behind], [...other.ahead, ...other.behind]);
}

/** The quantity that a limit is for: the closest in its part. */
function nearestQuantity(limit: Placed, tokens: readonly Placed[]): string | undefined {
  const inPart = tokens.filter(({ sort, segment }) => sort === 'quantity' && segment === limit.segment);
  return inPart.toSorted((a, b) => Math.abs(a.at - limit.at) - Math.abs(b.at - limit.at))[0]?.key;
}

const isAlone = ({ ahead, behind }: ReturnType<typeof near>) => ahead.length + behind.length === 0;

/** Quantities of one measure in one part keep their order: from the one to the other. */
export function keepsOrder(matches: readonly Match[]): boolean {
  const quantities = matches.filter(({ stated }) => stated.sort === 'quantity');
  return quantities.every((one, index) =>
    quantities
      .slice(index + 1)
      .every(
        (other) =>
          measure(one.stated.key) !== measure(other.stated.key) ||
          one.stated.segment !== other.stated.segment ||
          one.stated.at < other.stated.at,
      ),
  );
}

/** Words of two parts change places: what the one part says is said of the other. */
export function exchanges(matches: readonly Match[]): boolean {
  const from = new Map<number, Set<number>>();
  for (const { said, stated } of matches)
    from.set(said.segment, (from.get(said.segment) ?? new Set()).add(stated.segment));
  const mixed = [...from.values()].filter(({ size }) => size > 1);
  return mixed.some((one, index) => mixed.slice(index + 1).some((other) => [...one].some((part) => other.has(part))));
}

/** Where a part says in the passive what is done; -1: nowhere. */
const passiveAt = (tokens: readonly Placed[], segment: number) =>
  tokens.findIndex(
    ({ key, segment: own, at }) =>
      own === segment &&
      beForms.has(key) &&
      tokens
        .slice(at + 1, at + 4)
        .some(({ key: verb, written = '' }) => !carriesNothing.has(verb) && /(?:ed|en|wn|id|ld|nt|de)$/.test(written)),
  );

/** Three words in reverse, or a subject that stays the subject though only one of the two texts is passive: who does it to whom has changed. */
export function turnsRound(matches: readonly Match[], said: readonly Placed[], stretch: readonly Placed[]): boolean {
  const pairs = new Set(matches.map((match) => `${match.said.segment} ${match.stated.segment}`));
  return [...pairs].some((pair) => {
    const own = matches
      .filter((match) => `${match.said.segment} ${match.stated.segment}` === pair && !modals.has(match.said.key))
      .toSorted((a, b) => a.stated.at - b.stated.at);
    const [first] = own;
    if (!first) return false;
    const [inSaid, inStated] = [passiveAt(said, first.said.segment), passiveAt(stretch, first.stated.segment)];
    const order = own.map((match) => match.said.at);
    if (inSaid < 0 !== inStated < 0) {
      const isSubject = inSaid < 0 ? first.stated.at < inStated : first.said.at < inSaid;
      return isSubject && order.length > 1 && order.every((at) => at >= first.said.at);
    }
    return order.some((one, i) => order.some((v, j) => j > i && v < one && order.some((last, k) => k > j && last < v)));
  });
}

interface Clause {
  readonly key: string;
  readonly places: readonly number[];
  readonly words: readonly string[];
}

/** English conditions, each with the words up to the next comma or condition. */
function clausesOf(tokens: readonly Placed[]): readonly Clause[] {
  return tokens.flatMap((token, index) => {
    if (token.sort !== 'condition' || !/^[a-z]/.test(token.key) || token.key === 'only') return [];
    const rest = tokens.slice(index + 1);
    const end = rest.findIndex(({ sort, segment }) => segment !== token.segment || sort === 'condition');
    const clause = end < 0 ? rest : rest.slice(0, end);
    const inside = clause.filter((one) => matters(one) && !modals.has(one.key));
    const places = clause.map(({ at }) => at);
    return [{ key: token.key === 'when' ? 'if' : token.key, places, words: inside.map(({ key }) => key) }];
  });
}

/** Each condition of the one is one of the other, in full. */
export function sameConditions(
  said: readonly Placed[],
  stretch: readonly Placed[],
  before: readonly Placed[],
): boolean {
  const [ours, theirs] = [clausesOf(said), clausesOf(stretch)];
  if (ours.length !== theirs.length) return false;
  const known = new Set(before.map(({ key }) => key));
  const pair = (one: Clause, other: Clause) =>
    one.key === other.key &&
    other.words.every((word) => one.words.includes(word)) &&
    one.words.every((word) => other.words.includes(word) || known.has(word));
  return ours.every((one) => theirs.some((other) => pair(one, other)));
}

/** What is said outside of English conditions. */
export function besideConditions(tokens: readonly Placed[]): readonly Placed[] {
  const inside = new Set(clausesOf(tokens).flatMap(({ places }) => places));
  return tokens.filter(({ at }) => !inside.has(at));
}
