import type { DraftPart } from '../../../graph-schema/index.ts';
import { withoutDoubles } from '../draft-parts.ts';

type Node = Extract<DraftPart, { sort: 'node' }>;

const mostEvidence = 20;
const plain = (say: unknown) =>
  String(say ?? '')
    // 1.5% and 15 are not the same.
    .replace(/(?!%|(?<=\d)\.(?=\d))[\p{P}\p{Z}]/gu, '')
    .toLowerCase();
const textsOf = (part: Node, field: string): string[] => {
  const value = part.content[field];
  return Array.isArray(value) ? value.map(String) : [];
};

/** Scripts that say the same become the first of them, which is used wherever one of them was. */
export function withoutSameLines(parts: readonly DraftPart[]): DraftPart[] {
  const [firsts, keys] = [new Map<string, Node>(), new Map<string, string>()];
  for (const part of parts) {
    if (part.sort !== 'node' || part.kind !== 'script') continue;
    const said = plain(part.content['say']);
    const first = firsts.get(said);
    firsts.set(said, first ? joined(first, part) : part);
    keys.set(part.key, first?.key ?? part.key);
  }
  const byKey = new Map([...firsts.values()].map((part) => [part.key, part]));
  const own = parts.flatMap((part): DraftPart[] => {
    if (part.sort === 'node')
      return part.kind === 'script' ? [byKey.get(part.key)].flatMap((own) => own ?? []) : [part];
    if (part.kind !== 'USES_SCRIPT' || !('key' in part.to)) return [part];
    return [{ ...part, to: { ...part.to, key: keys.get(part.to.key) ?? part.to.key } }];
  });
  return withoutDoubles(own);
}

function joined(first: Node, other: Node): Node {
  const both = (field: string, most: number) =>
    [...new Set([...textsOf(first, field), ...textsOf(other, field)])].slice(0, most);
  const cited = new Set(first.evidence.map(({ span }) => span.segmentId));
  const evidence = [...first.evidence, ...other.evidence.filter(({ span }) => !cited.has(span.segmentId))];
  return {
    ...first,
    content: { ...first.content, avoid: both('avoid', 5), emotions: both('emotions', 20) },
    evidence: evidence.slice(0, mostEvidence),
  };
}
