import type { DraftPart, ItemKind, ItemRef, ProposalDraft } from '../../../graph-schema/index.ts';

/** One item under two natural keys: what is said of `aliasKey` belongs to `key`. */
export interface SameItem {
  readonly kind: ItemKind;
  readonly aliasKey: string;
  readonly key: string;
  /** The name that the item goes by. */
  readonly name: string;
  /** What it says already; it keeps that, and gains the alias's names. */
  readonly content?: object;
}

/** Kinds whose keys begin with the key of what they belong to, and the field that names it. */
const belonging: Partial<Record<ItemKind, { readonly kinds: readonly ItemKind[]; readonly field?: string }>> = {
  product: { kinds: ['product_fact'], field: 'product' },
  regulation: { kinds: ['clause'], field: 'law' },
  procedure: { kinds: ['step', 'script'] },
};

/**
 * Writes drafts under the keys of the items that they are joined to: the item, what belongs to it, and every relation.
 * An alias's own name becomes one of the other names of the item.
 */
export function joinDrafts(drafts: readonly ProposalDraft[], same: readonly SameItem[]): ProposalDraft[] {
  if (same.length === 0) return [...drafts];
  const keyOf = (kind: string, key: string) => joinedKey(kind, key, same);
  return drafts.map((draft) => ({
    ...draft,
    parts: draft.parts.map((part) => (part.sort === 'node' ? joinedNode(part, same) : joinedEdge(part, keyOf))),
  }));
}

function joinedKey(kind: string, key: string, same: readonly SameItem[]): string {
  for (const one of same) {
    if (kind === one.kind && key === one.aliasKey) return one.key;
    const isPart = belonging[one.kind]?.kinds.some((part) => part === kind);
    if (isPart && key.startsWith(`${one.aliasKey}/`)) return one.key + key.slice(one.aliasKey.length);
  }
  return key;
}

type Node = Extract<DraftPart, { sort: 'node' }>;
type Edge = Extract<DraftPart, { sort: 'edge' }>;

function joinedNode(part: Node, same: readonly SameItem[]): Node {
  const joined = same.find(({ kind, aliasKey }) => kind === part.kind && aliasKey === part.key);
  if (joined) {
    const own = { ...part.content, name: joined.name, ...joined.content };
    if (part.kind === 'procedure') return { ...part, key: joined.key, content: own };
    const names = [...aliasesOf(joined.content), ...aliasesOf(part.content), part.content['name']];
    const aliases = [...new Set(names.map(String))].filter((name) => name !== joined.name);
    return { ...part, key: joined.key, content: { ...own, aliases } };
  }
  const owner = same.find(({ kind, aliasKey }) => belongs(part, kind, aliasKey));
  if (!owner) return part;
  const field = belonging[owner.kind]?.field;
  const content = field === undefined ? part.content : { ...part.content, [field]: owner.name };
  return { ...part, key: joinedKey(part.kind, part.key, same), content };
}

function aliasesOf(content: object = {}): readonly unknown[] {
  const { aliases } = content as { readonly aliases?: unknown };
  return Array.isArray(aliases) ? aliases : [];
}

function belongs(part: Node, kind: ItemKind, aliasKey: string): boolean {
  return (belonging[kind]?.kinds.some((own) => own === part.kind) ?? false) && part.key.startsWith(`${aliasKey}/`);
}

function joinedEdge(part: Edge, keyOf: (kind: string, key: string) => string): Edge {
  const end = (ref: ItemRef): ItemRef => ('key' in ref ? { kind: ref.kind, key: keyOf(ref.kind, ref.key) } : ref);
  return { ...part, from: end(part.from), to: end(part.to) };
}
