/** How alike two texts are by the pairs of characters that they share (Dice, 1945), 0..1; case and spaces count nothing. */
export function likeness(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)];
  if (left.size === 0 || right.size === 0) return 0;
  let shared = 0;
  let total = 0;
  for (const [pair, count] of left) {
    total += count;
    shared += Math.min(count, right.get(pair) ?? 0);
  }
  for (const count of right.values()) total += count;
  return (2 * shared) / total;
}

function pairs(text: string): Map<string, number> {
  const letters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s\p{P}]+/gu, ''),
  ];
  const counts = new Map<string, number>();
  for (let index = 1; index < letters.length; index += 1) {
    const pair = `${letters[index - 1]}${letters[index]}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}
