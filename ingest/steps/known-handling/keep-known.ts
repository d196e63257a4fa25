import type { DraftPart, ItemRef } from '../../../graph-schema/index.ts';
import type { StoredSource } from '../../ports.ts';
import { spread } from '../scenarios/spread.ts';
import { lineLikeness } from './line-likeness.ts';
import { steadyContent } from './steady-content.ts';

type Node = Extract<DraftPart, { sort: 'node' }>;
type Edge = Extract<DraftPart, { sort: 'edge' }>;

/** Parts that were proposed or published before, looked up by what they are. */
export interface KnownHandling {
  readonly isEmpty: boolean;
  partOf(part: DraftPart): DraftPart | undefined;
  /** The scripts used at an item. */
  scriptsOf(owner: ItemRef): readonly Node[];
}

// At an item not more than so many lines are proposed, those included that are known already.
const mostScripts = { scenario: 4, step: 2 } as const;
// Lines this alike are the same line in other words.
const sameLine = 0.5;
// So many calls tell how common a word is.
const callsRead = 60;
const mostEvidence = 20;

const refText = (ref: ItemRef) => ('itemId' in ref ? ref.itemId : `${ref.kind}\u0000${ref.key}`);
const partText = (part: DraftPart) =>
  part.sort === 'node'
    ? `${part.kind}\u0000${part.key}`
    : `${part.kind}\u0000${refText(part.from)}\u0000${refText(part.to)}`;

export function knownHandling(parts: readonly DraftPart[]): KnownHandling {
  const known = new Map(parts.map((part) => [partText(part), part]));
  const scripts = new Map<string, Node[]>();
  for (const part of parts) {
    if (part.sort !== 'edge' || part.kind !== 'USES_SCRIPT') continue;
    const script = known.get(refText(part.to));
    if (script?.sort !== 'node') continue;
    const owner = refText(part.from);
    scripts.set(owner, [...(scripts.get(owner) ?? []), script]);
  }
  return {
    isEmpty: known.size === 0,
    partOf: (part) => known.get(partText(part)),
    scriptsOf: (owner) => scripts.get(refText(owner)) ?? [],
  };
}

/**
 * What a mining found of how calls are handled, beside what is known of it. A line that says what a known one says at the
 * same place is that one; where the places for lines are taken by known ones that are still said, no other is proposed. What only chance moved stays as it is
 * known, word for word, so that it is no change; what changed is proposed with the rest of it as it is known.
 */
export function keepKnown(
  parts: readonly DraftPart[],
  known: KnownHandling,
  calls: readonly StoredSource[],
): DraftPart[] {
  const segments = known.isEmpty
    ? new Set<string>()
    : new Set(calls.flatMap((call) => call.segments.map(({ id }) => id)));
  return keepLines(parts, known, calls, segments).map((part) => {
    const before = known.partOf(part);
    return before ? settled(before, part, segments) : part;
  });
}

function settled(known: DraftPart, found: DraftPart, segments: ReadonlySet<string>): DraftPart {
  const content = steadyContent(known.content, found.content);
  const alive = known.evidence.filter(({ span }) => segments.has(span.segmentId));
  const isWhole = alive.length === known.evidence.length && alive.length > 0;
  if (content === known.content && isWhole) return known;
  // The words that it was drawn from stay beside it as long as they are there.
  const cited = new Set(alive.map(({ span }) => span.segmentId));
  const fresh = found.evidence.filter(({ span }) => !cited.has(span.segmentId));
  const { conditions, audience, validFrom, validTo } = known;
  const evidence = [...alive.slice(0, mostEvidence / 2), ...fresh].slice(0, mostEvidence);
  return { ...found, content, conditions, audience, validFrom, validTo, evidence } as DraftPart;
}

/** Gives lines the keys of known ones that say the same at the same place, and leaves out those that have no place. */
function keepLines(
  parts: readonly DraftPart[],
  known: KnownHandling,
  calls: readonly StoredSource[],
  segments: ReadonlySet<string>,
): DraftPart[] {
  const nodes = new Map(
    parts.flatMap((part) => (part.sort === 'node' && part.kind === 'script' ? [[part.key, part] as const] : [])),
  );
  const uses = parts.filter((part): part is Edge => part.sort === 'edge' && part.kind === 'USES_SCRIPT');
  const owners = new Map(uses.map(({ from }) => [refText(from), from]));
  const alike = lineLikeness(() => [
    ...[...nodes.values(), ...[...owners.values()].flatMap(known.scriptsOf)].map(saidIn),
    ...spread(calls, callsRead).flatMap(agentLines),
  ]);
  const keyOf = new Map<Edge, string | null>();
  for (const [text, owner] of owners) {
    const own = uses.filter(({ from }) => refText(from) === text);
    const before = known
      .scriptsOf(owner)
      .filter(({ evidence }) => evidence.some(({ span }) => segments.has(span.segmentId)));
    for (const [use, key] of placesOf(own, before, nodes, alike, owner)) keyOf.set(use, key);
  }
  const drawn = new Map<string, Node>();
  const edges = new Map<Edge, Edge>();
  for (const use of uses) {
    const key = keyOf.get(use) ?? null;
    const node = nodes.get(keyOfRef(use.to));
    if (key === null || !node) continue;
    drawn.set(key, { ...node, key });
    edges.set(use, { ...use, to: { kind: 'script', key } });
  }
  const rest = parts.flatMap((part): DraftPart[] => {
    if (part.sort === 'node') return part.kind === 'script' ? [] : [part];
    if (part.kind !== 'USES_SCRIPT') return [part];
    return [edges.get(part)].flatMap((edge) => edge ?? []);
  });
  // Scripts stand before what uses them, as they came.
  const first = rest.findIndex((part) => part.sort === 'edge' && part.kind === 'USES_SCRIPT');
  return first < 0 ? rest : [...rest.slice(0, first), ...drawn.values(), ...rest.slice(first)];
}

const agentLines = ({ segments }: StoredSource) =>
  segments.flatMap(({ role, text }) => (role === 'agent' ? [text] : []));
const keyOfRef = (ref: ItemRef) => ('key' in ref ? ref.key : ref.itemId);
const saidIn = (node: Node | undefined) => String(node?.content['say'] ?? '');

/** For each line that was found at an item the key that it gets; null: its place is taken. */
function placesOf(
  uses: readonly Edge[],
  before: readonly Node[],
  nodes: ReadonlyMap<string, Node>,
  alike: (a: string, b: string) => number,
  owner: ItemRef,
): Map<Edge, string | null> {
  const pairs = uses
    .flatMap((use) => {
      const found = nodes.get(keyOfRef(use.to));
      return before.map((one) => {
        const isSelf = one.key === found?.key;
        return { use, one, similarity: isSelf ? 1 : alike(saidIn(found), saidIn(one)) };
      });
    })
    .filter(({ similarity }) => similarity >= sameLine)
    .sort((a, b) => b.similarity - a.similarity || (a.one.key < b.one.key ? -1 : 1));
  const [places, taken] = [new Map<Edge, string | null>(), new Set<string>()];
  for (const { use, one } of pairs) {
    if (places.has(use) || taken.has(one.key)) continue;
    places.set(use, one.key);
    taken.add(one.key);
  }
  let free = mostScripts['kind' in owner && owner.kind === 'scenario' ? 'scenario' : 'step'] - before.length;
  for (const use of uses) {
    if (places.has(use)) continue;
    places.set(use, free > 0 ? keyOfRef(use.to) : null);
    free--;
  }
  return places;
}
