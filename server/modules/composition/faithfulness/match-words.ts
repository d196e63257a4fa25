import { type Match, matters, measure, modals, type Placed } from './placed-tokens.ts';
import { partiesIn } from './same-parties.ts';
import { isRole } from './unsaid-words.ts';

/** Lays the longest runs of what is said onto the stretch first, then onto what stands ahead of it; null: something is new. */
export function matchAll(
  said: readonly Placed[],
  stretch: readonly Placed[],
  before: readonly Placed[],
): readonly Match[] | null {
  const saying = said.filter(matters);
  const places = [stretch.filter(matters), before.filter(matters)] as const;
  const used = [new Set<number>(), new Set<number>()] as const;
  const matches: Match[] = [];
  for (let at = 0; at < saying.length; ) {
    const [inStretch, ahead] = places.map((stated, which) => longestRun(saying, at, stated, used[which === 0 ? 0 : 1]));
    const own = inStretch !== undefined && inStretch.length > 0;
    const run = own && inStretch.length >= (ahead?.length ?? 0) ? inStretch : (ahead ?? { start: 0, length: 0 });
    const which = run === inStretch ? 0 : 1;
    const first = saying[at];
    if (first === undefined) break;
    if (run.length === 0 || (which === 1 && !mayBorrow(saying.slice(at, at + run.length)))) {
      const isCustomer = first.key === '客' && saying[at + 1]?.key === '户';
      if (!isCustomer && !modals.has(first.key) && !isRole([first.key])) return null;
      at += isCustomer ? 2 : 1;
      continue;
    }
    for (let offset = 0; offset < run.length; offset += 1) {
      const [one, other] = [saying[at + offset], places[which][run.start + offset]];
      if (!one || !other) return null;
      matches.push({ said: one, stated: other, inStretch: which === 0 });
      used[which].add(run.start + offset);
    }
    at += run.length;
  }
  return matches;
}

/** What was said ahead may be named again, but brings no negation or limit of its own with it; a lone character names nothing. */
function mayBorrow(run: readonly Placed[]): boolean {
  const text = run.map(({ key }) => key).join('');
  if (/^\p{Script=Han}$/u.test(text)) return false;
  return run.every(({ sort }) => sort === 'word' || sort === 'quantity');
}

function longestRun(
  saying: readonly Placed[],
  at: number,
  stated: readonly Placed[],
  used: ReadonlySet<number>,
): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < stated.length; start += 1) {
    let length = 0;
    while (
      !used.has(start + length) &&
      saying[at + length] !== undefined &&
      saying[at + length]?.key === stated[start + length]?.key
    )
      length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/**
 * What is borrowed from ahead says what the stretch is about. From a part of its own sentence it must be all of that
 * part or begin it, for the rest may be a restriction of what it ends with; and the sentence must not end with it, for
 * then it is what is said, unless "of" or "for" leads to it.
 */
export function borrowsWell(
  matches: readonly Match[],
  parts: readonly Placed[],
  said: readonly Placed[],
  stretch: readonly Placed[],
): boolean {
  const borrowed = matches.filter(({ inStretch }) => !inStretch);
  if (borrowed.length === 0) return true;
  const ofParts = borrowed.filter(({ stated }) => stated.at < parts.length);
  for (const segment of new Set(ofParts.map(({ stated }) => stated.segment))) {
    const whole = parts.filter((token) => token.segment === segment && matters(token));
    const taken = new Set(ofParts.map(({ stated }) => stated.at));
    const firstMissing = whole.findIndex(({ at }) => !taken.has(at));
    if (firstMissing < 0 || !whole.slice(firstMissing).some(({ at }) => taken.has(at))) continue;
    if (!namesTheMeasure(matches, whole, taken)) return false;
  }
  const ofOwn = matches.filter(({ inStretch }) => inStretch).map((match) => match.said);
  const parties = partiesIn(borrowed.map((match) => match.said)).filter((name) => !partiesIn(ofOwn).includes(name));
  if (parties.length > 0 && partiesIn(said).some((name) => !parties.includes(name))) return false;
  const last = matches.at(-1);
  if (last === undefined || last.inStretch) return true;
  if (stretch.some(({ sort }) => sort === 'pronoun')) return true;
  const lastOwn = matches.findLast(({ inStretch }) => inStretch)?.said.at ?? 0;
  return said.slice(lastOwn + 1).some(({ key }) => key === 'of' || key === 'for');
}

/** "The fee is 3 for A, 6 for B": what stands before the amount of one part is named before that of the next. */
function namesTheMeasure(matches: readonly Match[], whole: readonly Placed[], taken: ReadonlySet<number>): boolean {
  const last = whole.findLast(({ at }) => taken.has(at));
  const next = whole.find(({ at }) => at > (last?.at ?? 0));
  const index = matches.findLastIndex(({ stated, inStretch }) => !inStretch && stated.at === last?.at);
  const after = matches[index + 1]?.stated;
  const ofWhole = whole.filter(({ at }) => taken.has(at));
  const isOneRun = ofWhole.every(
    ({ at }, place) =>
      place === 0 || whole.indexOf(ofWhole[place - 1] as Placed) + 1 === whole.findIndex((one) => one.at === at),
  );
  return (
    isOneRun && next?.sort === 'quantity' && after?.sort === 'quantity' && measure(next.key) === measure(after.key)
  );
}
