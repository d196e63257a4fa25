import { createLineSpace, lineFeatures } from '../procedures/line-vectors.ts';
import { maskSlots } from '../procedures/mask-slots.ts';
import { cosine } from '../scenarios/call-vectors.ts';

/** What stands in a template for a detail of one call, as it stands in a call. */
const asSaid = (line: string) => maskSlots(line.replace(/\{[^}]*\}/g, '[NAME]'));

/** How alike two lines are, 0..1, by words weighed by how rare they are among `lines`. */
export function lineLikeness(lines: () => readonly string[]): (a: string, b: string) => number {
  let space: ReturnType<typeof createLineSpace> | null = null;
  return (a, b) => {
    if (a === b) return 1;
    space ??= createLineSpace(lines().map((line) => lineFeatures(asSaid(line))));
    const { vectorOf } = space;
    return cosine(vectorOf(lineFeatures(asSaid(a))), vectorOf(lineFeatures(asSaid(b))));
  };
}
