import type { Finding } from './placeholders.ts';

/** Units of a text, half-open. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Keeps the findings that touch neither an earlier one nor a stretch that is taken; in the order of the text, whose
 * length bounds all offsets. n log n.
 */
export function withoutOverlaps(findings: readonly Finding[], taken: readonly Stretch[], length: number): Finding[] {
  if (findings.length === 0) return [];
  if (findings.length + taken.length <= few) return oneByOne(findings, taken);
  const [starts, ends] = [counter(length + 1), counter(length + 1)];
  const occupy = ({ start, end }: Stretch) => {
    starts.add(start);
    ends.add(end);
  };
  for (const stretch of taken) occupy(stretch);
  const kept: Finding[] = [];
  for (const finding of findings) {
    // Stretches that begin before its end, less those that are over before its start, are those that it touches.
    if (starts.upTo(finding.end - 1) > ends.upTo(finding.start)) continue;
    occupy(finding);
    kept.push(finding);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** So few that comparing each with each is faster than counting. */
const few = 24;

function oneByOne(findings: readonly Finding[], taken: readonly Stretch[]): Finding[] {
  const kept: Finding[] = [];
  const touches = (a: Stretch, b: Stretch) => a.start < b.end && b.start < a.end;
  for (const finding of findings) {
    if (taken.some((one) => touches(one, finding)) || kept.some((one) => touches(one, finding))) continue;
    kept.push(finding);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Counts of positions with running sums (Fenwick 1994, "A new data structure for cumulative frequency tables"). */
function counter(size: number) {
  const sums = new Uint32Array(size + 1);
  return {
    add: (position: number) => {
      for (let i = position + 1; i <= size; i += i & -i) sums[i] = (sums[i] ?? 0) + 1;
    },
    /** How many were added from 0 to `position`. */
    upTo: (position: number) => {
      let sum = 0;
      for (let i = position + 1; i > 0; i -= i & -i) sum += sums[i] ?? 0;
      return sum;
    },
  };
}
