import type { DraftPart, ProposalDraft } from '../../../graph-schema/index.ts';
import type { KnownTitle, StoredSource } from '../../ports.ts';
import { type DraftKey, edgePart, span } from '../draft-parts.ts';
import { sentenceAround } from '../sentence-around.ts';
import { nameKey } from '../unify-script.ts';

type Node = Extract<DraftPart, { sort: 'node' }>;

/**
 * Adds relations from what a document says to other documents that it names by their title: in title marks or quotes,
 * or, for a title of several words, plainly. The item whose evidence lies closest around the mention is where it starts.
 */
export function withTitleMentions(
  drafts: readonly ProposalDraft[],
  source: StoredSource,
  titles: readonly KnownTitle[],
): ProposalDraft[] {
  const named = titleNames(titles);
  if (named.size === 0) return [...drafts];
  return drafts.map((draft) => ({ ...draft, parts: [...draft.parts, ...mentions(draft.parts, source, named)] }));
}

type Names = ReadonlyMap<string, KnownTitle>;

function titleNames(titles: readonly KnownTitle[]): Names {
  const names = new Map<string, KnownTitle>();
  const twice = new Set<string>();
  for (const title of titles) {
    for (const name of new Set([title.name, ...title.aliases].map(nameKey))) {
      const known = names.get(name);
      if (known && (known.key !== title.key || known.kind !== title.kind)) twice.add(name);
      names.set(name, title);
    }
  }
  for (const name of twice) names.delete(name);
  return names;
}

function mentions(parts: readonly DraftPart[], source: StoredSource, names: Names): DraftPart[] {
  const nodes = parts.filter((part): part is Node => part.sort === 'node');
  const tied = new Set(parts.flatMap((part) => (part.sort === 'edge' ? [endsOf(part)] : [])));
  const found: DraftPart[] = [];
  for (const segment of source.segments) {
    for (const { start, end, title } of titlesIn(segment.text, names)) {
      const from = closest(nodes, segment.id, start, end);
      const to: DraftKey = { kind: title.kind, key: title.key };
      if (!from || nodes.some((node) => node.kind === to.kind && node.key === to.key)) continue;
      const around = sentenceAround(segment.text, start, end);
      const edge = edgePart('MENTIONS', from, to, [span(segment, around.start, around.end)], frameOf(from));
      if (edge.sort !== 'edge' || tied.has(endsOf(edge))) continue;
      tied.add(endsOf(edge));
      found.push(edge);
    }
  }
  return found;
}

/** An item that is tied already, however, is not tied again. */
const endsOf = ({ from, to }: Extract<DraftPart, { sort: 'edge' }>) => JSON.stringify([from, to]);

const frameOf = ({ validFrom, validTo }: Node) => ({
  validFrom: validFrom === null ? null : new Date(validFrom),
  validTo: validTo === null ? null : new Date(validTo),
  confidence: 0.8,
});

function closest(nodes: readonly Node[], segmentId: string, start: number, end: number): Node | null {
  let best: { node: Node; length: number } | null = null;
  for (const node of nodes) {
    for (const { span: own } of node.evidence) {
      if (own.segmentId !== segmentId || own.start > start || own.end < end) continue;
      const length = own.end - own.start;
      if (!best || length < best.length) best = { node, length };
    }
  }
  return best?.node ?? null;
}

const quotes = /《([^《》\n]{2,80})》|[“"]([^”"\n]{4,80})[”"]/g;
const capitals = /\b[A-Z][\w’'-]*(?:[ -](?:[A-Z][\w’'-]*|of|on|and|for|the|in|to|&))+/g;

function* titlesIn(text: string, names: Names): Generator<{ start: number; end: number; title: KnownTitle }> {
  for (const match of text.matchAll(quotes)) {
    const title = names.get(nameKey(match[1] ?? match[2] ?? ''));
    if (title) yield { start: match.index, end: match.index + match[0].length, title };
  }
  for (const match of text.matchAll(capitals)) {
    const words = match[0].split(/(?<=\s)/);
    for (let from = 0; from + 3 <= words.length; from++) {
      const offset = words.slice(0, from).join('').length;
      const title = names.get(nameKey(match[0].slice(offset)));
      if (title) yield { start: match.index + offset, end: match.index + match[0].length, title };
    }
  }
}
