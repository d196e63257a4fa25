import type { FactValue, Quantity } from '../../graph-schema/index.ts';
import { boundAt } from './documents-values/bounds.ts';
import { perWords } from './documents-values/measures.ts';
import { quantitiesOf } from './documents-values/quantities.ts';

type Range = Extract<FactValue, { type: 'range' }>;

/** A quantity or range that a text states, and where; UTF-16 units, half-open. */
export interface StatedValue {
  readonly start: number;
  readonly end: number;
  readonly value: Quantity | Range;
}

/**
 * Reads the one typed value that a short text states: a quantity with its bound, a range, a rate with its floor and
 * ceiling, or one value for each case. Numbers that fit none of these keep their words as `text`: a half-understood
 * term is worse than a quoted one.
 */
export function parseFactValue(text: string): FactValue {
  if (/^\s*\d{1,3}(?:,?\d{3})*(?:\.\d+)?\s*$/.test(text))
    return { type: 'count', count: Number(text.replace(/,/g, '')) };
  const stated = statedValues(text);
  const only = stated[0];
  const whole = withoutNumbersLeft(text, stated);
  if (only && whole) {
    // "Waived above 20,000" states no price of 20,000.
    if (stated.length === 1 && !free.test(text) && !inPassing(text, only)) return only.value;
    const one = free.test(text) ? null : (spanOf(stated) ?? limitedRate(text, stated));
    if (one) return one;
  }
  const tiers = whole ? tiersOf(text, stated) : null;
  return tiers ?? { type: 'text', text: text.trim().slice(0, 4_000) || '—' };
}

/** Every quantity and range that the text states, in order, with what each is per and which bound it is. */
export function statedValues(text: string): StatedValue[] {
  const ranges: StatedValue[] = [];
  const quantities = quantitiesOf(text).map((hit) => ({
    ...hit,
    value: inContext(text, hit.start, hit.end, hit.value),
  }));
  for (let i = 0; i < quantities.length; i++) {
    const [hit, next] = [quantities[i], quantities[i + 1]];
    if (!hit) continue;
    if (next && sameSort(hit.value, next.value) && joined(text, hit, next)) {
      ranges.push({ start: hit.start, end: next.end, value: rangeOf(hit.value, next.value) });
      i++;
    } else ranges.push(withBareLow(text, hit));
  }
  return ranges;
}

/** A number that a condition holds, or that is part of a name: 超过2%时提示, if 3 days have passed, a five-year rate. */
function inPassing(text: string, { start, end }: StatedValue): boolean {
  if (/[a-z\d]-(?:day|week|month|year|hour|minute)$/i.test(text.slice(start, end)) && /^ [a-z]/.test(text.slice(end)))
    return true;
  const clause = clauseAround(text, start, end).trim();
  if (clause.length >= text.trim().length - 1) return false;
  return (
    /^(?:若|如果|如|当|當|if|when|once|unless|where)(?![a-z])/i.test(clause) ||
    /(?:时|時|的|的情况下|的情形)$/.test(clause)
  );
}

const joins = /^\s*(?:至|到|~|～|—|–|-|−|to|through)\s*$/i;
/** Joined by "to", or by "and" behind "between". */
function joined(text: string, low: { start: number; end: number }, high: { start: number }): boolean {
  const between = text.slice(low.end, high.start);
  return joins.test(between) || (/^\s*and\s*$/i.test(between) && /between\s*$/i.test(text.slice(0, low.start)));
}

const bareLow = /(?<![\d.,:A-Za-z])(\d{1,3}(?:[,，]\d{3})+|\d+(?:\.\d+)?)\s*(?:至|到|~|～|—|–|-|−|\bto\b|\band\b)\s*$/i;

/** "3-5 working days", "3至5年": the first number has the unit of the second. */
function withBareLow(text: string, hit: { start: number; end: number; value: Quantity }): StatedValue {
  const low = bareLow.exec(text.slice(0, hit.start));
  const number = Number((low?.[1] ?? '').replace(/[,，]/g, ''));
  if (!low || hit.value.type === 'date') return hit;
  const from: Quantity =
    hit.value.type === 'amount'
      ? { ...hit.value, amount: number }
      : hit.value.type === 'rate'
        ? { ...hit.value, percent: number }
        : { ...hit.value, count: number };
  return numberOf(from) < numberOf(hit.value)
    ? { start: low.index, end: hit.end, value: rangeOf(from, hit.value) }
    : hit;
}

export function numberOf(value: Quantity): number {
  switch (value.type) {
    case 'amount':
      return value.amount;
    case 'rate':
      return value.percent;
    case 'duration':
    case 'count':
      return value.count;
    case 'date':
      return Date.parse(value.date);
  }
}

/** Whether two quantities can be compared: amounts of one currency, durations of one unit. */
export function sameSort(a: Quantity, b: Quantity): boolean {
  if (a.type === 'amount' && b.type === 'amount') return a.currency === b.currency;
  if (a.type === 'duration' && b.type === 'duration') return a.unit === b.unit;
  return a.type === b.type;
}

function unbound<Q extends Quantity>(value: Q): Q {
  const { bound: _, ...plain } = value;
  return plain as Q;
}

function rangeOf(low: Quantity, high: Quantity): Range {
  return { type: 'range', low: unbound(low), high: unbound(high) };
}

const clauseStops = /[，,。；;\n]|(?<=[a-z\d])\.(?=\s|$)/;

/** The clause around a stretch: commas inside a number do not end it. */
function clauseAround(text: string, start: number, end: number): string {
  const before = text.slice(0, start).split(clauseStops).at(-1) ?? '';
  const after = text.slice(end).split(clauseStops)[0] ?? '';
  return before + text.slice(start, end) + after;
}

function inContext(text: string, start: number, end: number, value: Quantity): Quantity {
  const bound = boundAt(text, start, end);
  const clause = clauseAround(text, start, end);
  const per = takesPer(value) ? perWords.find(([pattern]) => pattern.test(clause))?.[1] : undefined;
  return {
    ...value,
    ...(per !== undefined && takesPer(value) ? { per } : {}),
    ...(bound ? { bound } : {}),
  } as Quantity;
}

const takesPer = ({ type }: Quantity) => type === 'amount' || type === 'rate' || type === 'count';

/** Whether every number of the text belongs to one of the values; clock times and 第3条 are no numbers here. */
function withoutNumbersLeft(text: string, stated: readonly StatedValue[]): boolean {
  const left = [...stated]
    .reverse()
    .reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), text);
  return !/\d/.test(left.replace(/第\s*\d+|\d{1,2}[:：]\d{2}/g, ''));
}

/** 最短20天，最长50天: a floor and a ceiling of one sort are a range. */
function spanOf(stated: readonly StatedValue[]): Range | null {
  const [first, second] = stated.map(({ value }) => value);
  if (stated.length !== 2 || !first || !second || first.type === 'range' || second.type === 'range') return null;
  const [low, high] = first.bound === 'at_least' ? [first, second] : [second, first];
  return low.bound === 'at_least' && high.bound === 'at_most' && sameSort(low, high) ? rangeOf(low, high) : null;
}

/** A rate with the amounts that it charges at least and at most. */
function limitedRate(text: string, stated: readonly StatedValue[]): FactValue | null {
  const [rate, ...limits] = stated.map(({ value }) => value);
  if (rate?.type !== 'rate' || rate.bound !== undefined || limits.length > 2) return null;
  const low = limits.find((value) => value.type === 'amount' && value.bound === 'at_least');
  const high = limits.find((value) => value.type === 'amount' && value.bound === 'at_most');
  if ([low, high].filter((value) => value).length !== limits.length || /[。；;]|\.\s/.test(text.trim())) return null;
  return {
    ...rate,
    ...(low?.type === 'amount' && { minimum: unbound(low) }),
    ...(high?.type === 'amount' && { maximum: unbound(high) }),
  };
}

const free = /免收|免费|免費|不收|减免为零|\b(?:free|waived|no (?:fee|charge))\b/i;

const perSuffix =
  /[/／]\s*(?:[年月日天笔筆张張次期]|year|month|day|transaction|card)|\bper (?:year|month|day|transaction|card)\b/i;

/** "香港1个工作日，其他地区3个工作日", "首年免收，次年起300元": a case and its value, clause by clause. */
function tiersOf(text: string, stated: readonly StatedValue[]): FactValue | null {
  if (/[。！？]\s*\S|[a-z\d)]\.\s+\S/i.test(text)) return null;
  const tiers: { when: string; value: Quantity | Range }[] = [];
  const amount = stated.map(({ value }) => value).find((value) => value.type === 'amount');
  for (const { start, end } of clausesOf(text, stated)) {
    const clause = text.slice(start, end);
    const inside = stated.filter((value) => value.start >= start && value.end <= end);
    const [only] = inside;
    if (inside.length > 1) return null;
    const value = only?.value ?? (free.test(clause) && amount ? { ...unbound(amount), amount: 0 } : null);
    if (value === null) return null;
    const when = only
      ? caseOf(text.slice(start, only.start), text.slice(only.end, end))
      : clause.replace(free, '').trim();
    if (when === '' || /^(?:最高|最低|至少|不超过|不低于|maximum|minimum|max|min|up to|at least|at most)$/i.test(when))
      return null;
    tiers.push({ when, value: value as Quantity | Range });
  }
  const sort = tiers[0]?.value;
  if (tiers.length < 2 || tiers.length > 50 || !sort) return null;
  const plain = (value: Quantity | Range) => (value.type === 'range' ? value.low : value);
  if (!tiers.every(({ value }) => sameSort(plain(value), plain(sort)))) return null;
  if (new Set(tiers.map(({ when }) => when)).size < tiers.length) return null;
  return { type: 'tiers', tiers };
}

/** What a clause says beside its value: the words before it, or behind it where they begin with "for" or "if". */
function caseOf(before: string, after: string): string {
  const lead = before.replace(/^[\s：:、]+|[\s：:、]+$|(?:为|為|is|are)\s*$/g, '');
  if (lead !== '') return lead.replace(/\s+/g, ' ');
  const rest = after.replace(perSuffix, '').trim();
  return /^(?:for|if|when|where|in|on|[（(]|适用|適用)/i.test(rest) ? rest : '';
}

function clausesOf(text: string, stated: readonly StatedValue[]): { start: number; end: number }[] {
  const clauses: { start: number; end: number }[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const stops = i === text.length || /[，,；;\n。]/.test(text[i] ?? '');
    if (!stops || stated.some((value) => value.start < i && i < value.end)) continue;
    if (text.slice(start, i).trim() !== '') clauses.push({ start, end: i });
    start = i + 1;
  }
  return clauses;
}
