/**
 * The smallest false discovery rate at which each of the tests is a discovery (Benjamini and Hochberg, JRSS B 57, 1995),
 * in the order given. `dependent` corrects for any dependence between the tests (Benjamini and Yekutieli, Annals of
 * Statistics 29, 2001), at the price of power.
 */
export function qValues(pValues: readonly number[], dependent = false): number[] {
  const tests = pValues.length;
  const factor = dependent ? pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0) : 1;
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[b] ?? 1) - (pValues[a] ?? 1));
  const q = new Array<number>(tests).fill(1);
  let least = 1;
  order.forEach((i, k) => {
    least = Math.min(least, ((pValues[i] ?? 1) * tests * factor) / (tests - k));
    q[i] = least;
  });
  return q;
}

/**
 * The level of confidence at which the intervals of `found` discoveries among `tried` have to be drawn, so that of them too
 * only `rate` miss what they should hold (Benjamini and Yekutieli, JASA 100, 2005).
 */
export function selectedLevel(rate: number, found: number, tried: number): number {
  return tried === 0 ? 1 - rate : 1 - (rate * found) / tried;
}
