import type { DraftPart, ItemKind, ProposalDraft } from '../../../graph-schema/index.ts';
import {
  bareTitle,
  type DocumentContext,
  joinDrafts,
  type KnownTitle,
  nameKey,
  type SameItem,
} from '../../../ingest/index.ts';
import type { StoredSource } from '../../../ingest/ports.ts';
import type { Executor } from '../../ports/database.ts';
import { type NearDuplicate, nearDuplicates } from './document-signatures.ts';
import { keepApart } from './keep-apart.ts';
import { type LatestStatement, latestStatements } from './latest-statements.ts';
import { insertMerge, type NewMerge, readMerges } from './merges-store.ts';

type Titled = 'product' | 'regulation' | 'procedure';
const titled: readonly Titled[] = ['product', 'regulation', 'procedure'];

interface Joining {
  readonly collectionId: string;
  readonly revisionId: string;
  /** Who started the run. */
  readonly mergedBy: string;
}

/** What the collection knows, for mining one more document. */
export async function documentContext(executor: Executor, collectionId: string): Promise<DocumentContext> {
  const knownTitles = (await latestStatements(executor, collectionId, titled)).map(titleOf);
  return { knownTitles, knownProducts: knownTitles.filter(({ kind }) => kind === 'product') };
}

function titleOf({ kind, key, content }: LatestStatement<Titled>): KnownTitle {
  return { kind, key, name: content.name, aliases: 'aliases' in content ? content.aliases : [] };
}

/**
 * Ties what was mined from a document to what the collection knows: an item that is a known one under another name is
 * written under its key, with the reason kept; a term that another document states differently is kept beside it, in
 * conflict with it.
 */
export async function joinDocument(
  executor: Executor,
  source: StoredSource,
  drafts: readonly ProposalDraft[],
  joining: Joining,
): Promise<ProposalDraft[]> {
  const { collectionId, mergedBy } = joining;
  const { same, apart } = await readMerges(executor, collectionId);
  const alike = await nearDuplicates(executor, { ...joining, sourceId: source.sourceId, text: bodyOf(source) });
  const fresh = await newMerges(executor, source, drafts, collectionId, { same, apart, alike });
  for (const merge of fresh) await insertMerge(executor, collectionId, mergedBy, merge);
  const items = await withContents(executor, collectionId, [...same, ...fresh]);
  const joined = joinDrafts(drafts, items).map((draft) => withReasons(draft, fresh, source));
  return keepApart(executor, collectionId, source, joined);
}

async function withContents(executor: Executor, collectionId: string, same: readonly SameItem[]): Promise<SameItem[]> {
  if (same.length === 0) return [];
  const keys = same.map(({ key }) => key);
  const known = await latestStatements(executor, collectionId, titled, keys);
  return same.map((one) => {
    const content = known.find(({ kind, key }) => kind === one.kind && key === one.key)?.content;
    return content ? { ...one, content } : one;
  });
}

const bodyOf = ({ segments }: StoredSource) => segments.map(({ text }) => text).join('\n');

interface Known {
  readonly same: readonly SameItem[];
  readonly apart: ReadonlySet<string>;
  readonly alike: readonly NearDuplicate[];
}

async function newMerges(
  executor: Executor,
  source: StoredSource,
  drafts: readonly ProposalDraft[],
  collectionId: string,
  { same, apart, alike }: Known,
): Promise<NewMerge[]> {
  const own = drafts.flatMap(({ parts }) => parts).find((part) => isOwnItem(part, source));
  if (own?.sort !== 'node') return [];
  const kind = own.kind as Titled;
  const settled = same.some((one) => one.kind === kind && one.aliasKey === own.key);
  if (settled || apart.has(`${kind}/${own.key}`)) return [];
  const known = (await latestStatements(executor, collectionId, [kind])).filter(
    (item) => item.key !== own.key && !item.sourceIds.includes(source.sourceId),
  );
  const names = [source.title, ...(source.document?.aliases ?? [])];
  const merge = byName(own.key, names, known) ?? byText(source, known, alike);
  if (!merge) return [];
  const { item, ...why } = merge;
  const evidence = [...own.evidence.slice(0, 3), ...item.evidence.slice(0, 3)];
  return [
    {
      kind,
      aliasKey: own.key,
      aliasName: source.title,
      key: item.key,
      name: item.content.name,
      sourceId: source.sourceId,
      evidence,
      ...why,
    },
  ];
}

function isOwnItem(part: DraftPart, source: StoredSource): boolean {
  const kinds: readonly ItemKind[] = titled;
  return part.sort === 'node' && kinds.includes(part.kind) && part.key === nameKey(source.title);
}

type Why = Pick<NewMerge, 'reason' | 'similarity' | 'otherSource'> & { readonly item: LatestStatement<Titled> };

/** A known item has the document's title among its other names, or the document has the item's among its own. */
function byName(key: string, names: readonly string[], known: readonly LatestStatement<Titled>[]): Why | null {
  const keys = new Set(names.map(nameKey));
  const found = known.filter(({ content, key: itsKey }) => {
    const aliases = 'aliases' in content ? content.aliases : [];
    return aliases.some((alias) => nameKey(alias) === key) || keys.has(itsKey) || keys.has(nameKey(content.name));
  });
  const [only] = found;
  return only && found.length === 1
    ? { item: only, reason: 'alias', similarity: 1, otherSource: only.sourceIds[0] ?? null }
    : null;
}

/**
 * Nearly the same text under a title that differs only as copies of a file do. Documents of two products are often
 * alike, so the text alone joins nothing.
 */
function byText(
  source: StoredSource,
  known: readonly LatestStatement<Titled>[],
  alike: readonly NearDuplicate[],
): Why | null {
  for (const other of alike) {
    // What another document said of the item since leaves the first one no longer among its sources.
    const item = known.find(
      ({ key, sourceIds, content }) =>
        (sourceIds.includes(other.sourceId) || key === nameKey(other.title)) &&
        bareTitle(content.name) === bareTitle(source.title),
    );
    if (item) return { item, reason: 'near_duplicate', similarity: other.similarity, otherSource: other.sourceId };
  }
  return null;
}

function withReasons(draft: ProposalDraft, merges: readonly NewMerge[], { language }: StoredSource): ProposalDraft {
  const notes = merges.map(({ aliasName, name, reason, similarity }) => {
    const percent = Math.round(similarity * 100);
    if (language === 'en')
      return reason === 'alias'
        ? `"${aliasName}" is another name of "${name}"; both are one item here.`
        : `The text is ${percent}% the same as that of "${name}"; "${aliasName}" and it are one item here.`;
    return reason === 'alias'
      ? `“${aliasName}”是“${name}”的另一名称，两者在此合为一个条目。`
      : `文本与“${name}”有${percent}%相同，“${aliasName}”与之在此合为一个条目。`;
  });
  return notes.length === 0 ? draft : { ...draft, rationale: [draft.rationale, ...notes].join('\n').slice(0, 4_000) };
}
