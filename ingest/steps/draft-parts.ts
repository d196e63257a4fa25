import type {
  DraftPart,
  Evidence,
  EvidenceKind,
  ItemContent,
  ItemKind,
  RelationContent,
  RelationType,
} from '../../graph-schema/index.ts';

/** What all parts of a bundle share: when they hold, and how sure the proposer is, 0..1. */
export interface DraftFrame {
  readonly validFrom: Date | null;
  readonly validTo: Date | null;
  readonly confidence: number;
}

export interface DraftKey<K extends ItemKind = ItemKind> {
  readonly kind: K;
  readonly key: string;
}

const frameOf = (frame: DraftFrame) => ({
  validFrom: frame.validFrom?.toISOString() ?? null,
  validTo: frame.validTo?.toISOString() ?? null,
  confidence: frame.confidence,
  conditions: {},
  audience: ['agent' as const, 'expert' as const],
});

/** Drops undefined fields, since contents are strict and JSON. */
function withoutUndefined(content: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined && value !== null));
}

/** An item to propose; `content` needs the fields of its kind that have no default. */
export function nodePart<K extends ItemKind>(
  ref: DraftKey<K>,
  content: Partial<ItemContent<K>>,
  evidence: readonly Evidence[],
  frame: DraftFrame,
): DraftPart {
  return {
    sort: 'node',
    kind: ref.kind,
    key: ref.key,
    content: withoutUndefined(content),
    evidence: [...evidence],
    ...frameOf(frame),
  };
}

/** A relation between two items to propose. */
export function edgePart(
  type: RelationType,
  from: DraftKey,
  to: DraftKey,
  evidence: readonly Evidence[],
  frame: DraftFrame,
  content: RelationContent = {},
): DraftPart {
  return {
    sort: 'edge',
    kind: type,
    from: { kind: from.kind, key: from.key },
    to: { kind: to.kind, key: to.key },
    content,
    evidence: [...evidence],
    ...frameOf(frame),
  };
}

export function span(
  segment: { readonly id: string },
  start: number,
  end: number,
  kind: EvidenceKind = 'states',
): Evidence {
  return { kind, span: { segmentId: segment.id, start, end } };
}

/** The text without the white space around it, as a span. */
export function trimmedSpan(
  segment: { readonly id: string; readonly text: string },
  start = 0,
  end = segment.text.length,
): Evidence {
  const own = segment.text.slice(start, end);
  const lead = own.length - own.trimStart().length;
  const length = own.trim().length;
  return length === 0 ? span(segment, start, end) : span(segment, start + lead, start + lead + length);
}

/** Cuts at most `length` units, at a character's boundary, and marks the cut. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** Each item and relation once: the first part that proposes it stands. */
export function withoutDoubles(parts: readonly DraftPart[]): DraftPart[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    const ends = part.sort === 'node' ? part.key : JSON.stringify([part.from, part.to]);
    const key = `${part.kind}|${ends}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
