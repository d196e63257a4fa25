import type { FactValue, Quantity } from '../../../graph-schema/index.ts';
import { numberOf, type StatedValue, sameSort } from '../fact-value.ts';

type Plain = StatedValue['value'];

/** The quantities and ranges inside a value: its tiers, its floor and ceiling. */
export function valuesIn(value: FactValue): Plain[] {
  switch (value.type) {
    case 'text':
      return [];
    case 'tiers':
      return value.tiers.map((tier) => tier.value);
    case 'rate':
      return [value, value.minimum, value.maximum].filter((one) => one !== undefined);
    default:
      return [value];
  }
}

const per = (value: Plain) => (value.type === 'range' || !('per' in value) ? undefined : value.per);
const low = (value: Plain): Quantity => (value.type === 'range' ? value.low : value);

/** Whether two values speak of the same measure: one unit or currency, and for the same time where both say. */
export function comparable(a: Plain, b: Plain): boolean {
  if (!sameSort(low(a), low(b))) return false;
  const [first, second] = [low(a), low(b)];
  if (first.type === 'count' && second.type === 'count' && first.unit !== second.unit) return false;
  return per(a) === undefined || per(b) === undefined || per(a) === per(b);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function spanOf(value: Plain): Span {
  if (value.type === 'range') return { from: numberOf(value.low), to: numberOf(value.high) };
  const number = numberOf(value);
  switch (value.bound) {
    case 'at_least':
    case 'more_than':
      return { from: number, to: Number.POSITIVE_INFINITY };
    case 'at_most':
    case 'less_than':
      return { from: Number.NEGATIVE_INFINITY, to: number };
    default:
      return { from: number, to: number };
  }
}

/**
 * Whether both can hold: equal values, or a value within the bound or range of the other. Two bounds on one side agree
 * only when they are equal; two on opposite sides, when they overlap.
 */
export function agree(a: Plain, b: Plain): boolean {
  const [one, other] = [spanOf(a), spanOf(b)];
  const sameSide =
    (one.from === Number.NEGATIVE_INFINITY && other.from === Number.NEGATIVE_INFINITY) ||
    (one.to === Number.POSITIVE_INFINITY && other.to === Number.POSITIVE_INFINITY);
  if (sameSide) return one.from === other.from && one.to === other.to;
  if (a.type === 'range' && b.type === 'range') return one.from === other.from && one.to === other.to;
  return one.from <= other.to && other.from <= one.to;
}

/** Whether two values of the same term contradict each other; values of different measures do not. */
export function contradict(a: FactValue, b: FactValue): boolean {
  const [ours, theirs] = [valuesIn(a), valuesIn(b)];
  const [first, second] = [ours[0], theirs[0]];
  if (!first || !second || !comparable(first, second)) return false;
  if (a.type === b.type && a.type !== 'tiers') return !agreeExactly(first, second);
  return !ours.some((one) => theirs.some((other) => comparable(one, other) && agree(one, other)));
}

/** One term in two documents: the number and its bound must be the same. */
function agreeExactly(a: Plain, b: Plain): boolean {
  const [one, other] = [spanOf(a), spanOf(b)];
  const open = (span: Span) => !Number.isFinite(span.from) || !Number.isFinite(span.to);
  if (open(one) !== open(other)) {
    const bounds = [one.from, one.to, other.from, other.to].filter((value) => Number.isFinite(value));
    return new Set(bounds).size === 1;
  }
  return one.from === other.from && one.to === other.to;
}
