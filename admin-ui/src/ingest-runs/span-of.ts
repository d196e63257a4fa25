/** A number of seconds as so many of a unit: not more exact than an estimate is. */
export function spanOf(seconds: number): { readonly n: string; readonly unit: 's' | 'min' | 'h' } {
  if (seconds < 90) return { n: String(Math.round(seconds)), unit: 's' };
  if (seconds < 5_400) return { n: String(Math.round(seconds / 60)), unit: 'min' };
  return { n: (seconds / 3_600).toFixed(1), unit: 'h' };
}
