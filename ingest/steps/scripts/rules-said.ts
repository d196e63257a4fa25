import type { StoredSource } from '../../ports.ts';
import { type Particular, particularsIn } from './generalise.ts';

// Of the customers, this many are told a rule alike, and at least so many; a time limit is a rule sooner than an amount.
const leastOfAll = 0.05;
const fewest = { time: 2, other: 3 } as const;
// Of those told a figure with this unit, and of those told one after the same words, this many are told the same.
const leastOfUnit = { time: 0.3, other: 0.6 } as const;
const leastOfPlace = 0.6;
const timeUnit =
  /(?:日|天|周|週|星期|礼拜|禮拜|小时|小時|钟头|鐘頭|分钟|分鐘|月|年|\b(?:day|week|month|year|hour|minute))$/;
// What the customer owes, has or is left with, whatever the others are told.
const customersOwn =
  /[您你](?:(?:的|名下的?)?(?:这|這|那)?[笔筆张張个個]|这边|這邊|的?[账帳]上|名下|还[有剩欠差]|還[有剩欠差]|欠|[上本]个?[月期])|\b(?:you (?:owe|have left|still have)|you've (?:got )?\S+ left|your (?:balance|outstanding|remaining|total|loan|bill|statement) (?:is|was|comes to))/i;

/** For each text, for each value, whom it was said to. */
type Told = Map<string, Map<string, Set<string>>>;

/**
 * Whether agents name a figure to several customers alike, so that it is a rule of the matter: among those told a figure
 * with its unit, or after the same words, it is a usual one. A balance that two customers share by chance is none.
 */
export function rulesSaid(calls: readonly StoredSource[]): (particular: Particular) => boolean {
  const [values, byUnit, byPlace]: [Map<string, Set<string>>, Told, Told] = [new Map(), new Map(), new Map()];
  const customers = new Set<string>();
  for (const call of calls) {
    const customer = call.call?.customerPseudonym ?? call.key;
    customers.add(customer);
    for (const { role, text } of call.segments) {
      if (role !== 'agent') continue;
      for (const { value, unit, of } of particularsIn(text)) {
        setOf(values, value).add(customer);
        setOf(inner(byUnit, unit), value).add(customer);
        setOf(inner(byPlace, of), value).add(customer);
      }
    }
  }
  // Asked for each line that names the figure.
  const sizes = new Map<object, number>();
  const customersTold = (values: ReadonlyMap<string, ReadonlySet<string>>) => {
    const size = sizes.get(values) ?? new Set([...values.values()].flatMap((set) => [...set])).size;
    sizes.set(values, size);
    return size;
  };
  const share = (told: Told, key: string, value: string) => {
    const values = told.get(key);
    const own = values?.get(value)?.size ?? 0;
    return { own, of: values ? own / Math.max(1, customersTold(values)) : 0 };
  };
  return ({ value, unit, of, clause }) => {
    const sort = timeUnit.test(unit) ? 'time' : 'other';
    const enough = Math.max(fewest[sort], leastOfAll * customers.size);
    if ((values.get(value)?.size ?? 0) < enough || customersOwn.test(clause)) return false;
    const place = share(byPlace, of, value);
    return share(byUnit, unit, value).of >= leastOfUnit[sort] || (place.own >= enough && place.of >= leastOfPlace);
  };
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const own = map.get(key) ?? new Set();
  map.set(key, own);
  return own;
}

function inner(told: Told, key: string): Map<string, Set<string>> {
  const own = told.get(key) ?? new Map<string, Set<string>>();
  told.set(key, own);
  return own;
}
