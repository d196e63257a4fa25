import type { DraftPart, ItemKind, RelationDraft } from '../../../graph-schema/index.ts';
import { mineDocument } from '../../../ingest/index.ts';
import type { IngestSettings, ParsedDocument, StoredSource } from '../../../ingest/ports.ts';
import { DomainError } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { GraphIndex, PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { createMiningStore } from '../sources/index.ts';
import { type Alignment, alignPassages } from './align-passages.ts';
import {
  passageKinds,
  type StandingPassage,
  standingPassages,
  standingRelations,
  statedPassages,
  type WholeKind,
} from './passages.ts';
import { type PlannedRelation, planRelations, type StandingRelation } from './plan-relations.ts';

/** A regulation or product of which a new version came. */
export interface Target {
  readonly itemId: string;
  readonly kind: WholeKind;
  readonly key: string;
  readonly name: string;
  readonly collectionId: string;
}

/** One line of the difference, by ids: the words are read with versions and proposals. */
export interface DifferenceEntry {
  readonly change: Alignment['change'];
  readonly likeness: number | null;
  readonly oldItemId: string | null;
  readonly oldVersion: number | null;
  /** The natural key of the passage in the new text. */
  readonly newKey: string | null;
  /** The passage that it was split from, or that took it in. */
  readonly otherItemId: string | null;
  readonly otherKey: string | null;
}

/** What the new version of a document does to what is in force. */
export interface Comparison {
  readonly entries: readonly DifferenceEntry[];
  /** Everything that the new version states, with the relations that follow their words. */
  readonly parts: readonly DraftPart[];
  /** When the document says that it takes effect; null: it says nothing. */
  readonly effectiveFrom: Date | null;
  /** Passages whose number no longer exists, and relations that no longer hold. */
  readonly retire: readonly { readonly itemId: string; readonly version: number }[];
  /** Passages whose words changed, moved or went. */
  readonly touched: readonly string[];
  readonly passages: readonly StandingPassage[];
}

interface Ground {
  readonly database: Database;
  readonly graph: GraphIndex;
  readonly state: PublishedState;
  readonly settings: Omit<IngestSettings, 'verbatim'>;
}

const emptyDocument: ParsedDocument = {
  kind: null,
  itemKind: null,
  row: false,
  versionDate: null,
  validFrom: null,
  validTo: null,
  issuer: null,
  aliases: [],
  products: [],
  law: null,
  article: null,
  chapter: null,
};

/** Reads a stored revision as the new version of the target, whatever it calls itself, and compares it with what is in force. */
export async function compareDocument(
  { database, graph, state, settings }: Ground,
  target: Target,
  revisionId: string,
  at: PointInTime,
): Promise<Comparison> {
  const { source } = await createMiningStore(database).document(revisionId);
  const document = { ...(source.document ?? emptyDocument), kind: target.kind };
  const stated = withTargetKeys(mined({ ...source, title: target.name, document }, settings), target);
  const fresh = statedPassages(stated, target.kind);
  if (fresh.length === 0) throw nothingStated(source, target.kind);
  const old = await standingPassages(database, graph, target, at);
  const aligned = alignPassages(old, fresh);
  const movedTo = keysAfter(aligned, old, fresh);
  const relations = planRelations(
    old.map((passage, index) => ({
      itemId: passage.itemId,
      key: passage.key,
      movedTo: movedTo[index] ?? null,
      reworded: fresh.find(({ key }) => key === movedTo[index])?.text !== passage.text,
    })),
    standingRelations(state, old, target.itemId, at),
    await statedRelations(database, stated, target),
  );
  const keys = new Set(fresh.map(({ key }) => key));
  return {
    entries: aligned.map((entry) => entryOf(entry, old, fresh)),
    parts: [...stated, ...(await carriedOn(database, relations.publish, target.kind))],
    effectiveFrom: document.validFrom,
    retire: [
      ...old.filter(({ key }) => !keys.has(key)).map(({ itemId, version }) => ({ itemId, version })),
      ...relations.retire.map(({ edgeId, version }) => ({ itemId: edgeId, version })),
    ],
    touched: aligned.flatMap((entry) =>
      'before' in entry && entry.change !== 'unchanged' ? (old[entry.before]?.itemId ?? []) : [],
    ),
    passages: old,
  };
}

function mined(source: StoredSource, settings: Ground['settings']): readonly DraftPart[] {
  return mineDocument(source, { ...settings, verbatim: false }).flatMap(({ parts }) => parts);
}

function nothingStated({ title }: StoredSource, kind: WholeKind): DomainError {
  const what = kind === 'regulation' ? 'articles' : 'terms';
  return new DomainError(
    'invalid_request',
    `sourceId: no ${what} were found in "${title}"; look at the source as it was read, and upload it in a form whose ${
      kind === 'regulation'
        ? 'articles carry their numbers (第一条, Article 1)'
        : 'terms stand in tables, lists or paragraphs'
    }`,
  );
}

/** The target may be known under another key than the one that its name gives. */
function withTargetKeys(parts: readonly DraftPart[], target: Target): readonly DraftPart[] {
  const whole = parts.find((part) => part.sort === 'node' && part.kind === target.kind);
  if (whole?.sort !== 'node' || whole.key === target.key) return parts;
  const mend = (kind: ItemKind, key: string): string => {
    if (kind === target.kind && key === whole.key) return target.key;
    const own = kind === passageKinds[target.kind] && key.startsWith(`${whole.key}/`);
    return own ? `${target.key}${key.slice(whole.key.length)}` : key;
  };
  const end = (ref: RelationDraft['from']) => ('key' in ref ? { ...ref, key: mend(ref.kind, ref.key) } : ref);
  return parts.map((part) =>
    part.sort === 'node'
      ? { ...part, key: mend(part.kind, part.key) }
      : { ...part, from: end(part.from), to: end(part.to) },
  );
}

/** For each old passage the key under which its words stand now. */
function keysAfter(
  aligned: readonly Alignment[],
  old: readonly StandingPassage[],
  fresh: readonly { readonly key: string }[],
): readonly (string | null)[] {
  const keys: (string | null)[] = old.map(() => null);
  for (const entry of aligned) {
    if (entry.change === 'added') continue;
    const after = entry.change === 'removed' ? entry.mergedInto : entry.after;
    keys[entry.before] = after === null ? null : (fresh[after]?.key ?? null);
  }
  return keys;
}

function entryOf(
  entry: Alignment,
  old: readonly StandingPassage[],
  fresh: readonly { readonly key: string }[],
): DifferenceEntry {
  const before = 'before' in entry ? old[entry.before] : undefined;
  const after = 'after' in entry ? fresh[entry.after] : undefined;
  const splitFrom = entry.change === 'added' && entry.splitFrom !== null ? old[entry.splitFrom] : undefined;
  const mergedInto = entry.change === 'removed' && entry.mergedInto !== null ? fresh[entry.mergedInto] : undefined;
  return {
    change: entry.change,
    likeness: 'likeness' in entry ? entry.likeness : null,
    oldItemId: before?.itemId ?? null,
    oldVersion: before?.version ?? null,
    newKey: after?.key ?? null,
    otherItemId: splitFrom?.itemId ?? null,
    otherKey: mergedInto?.key ?? null,
  };
}

/** Relations that the new text makes, with ends that are published already by their ids. */
async function statedRelations(
  executor: Executor,
  parts: readonly DraftPart[],
  target: Target,
): Promise<readonly PlannedRelation[]> {
  const edges = parts.filter((part): part is RelationDraft => part.sort === 'edge' && part.kind !== 'PART_OF');
  const named = edges.flatMap(({ from, to }) => [from, to]).flatMap((ref) => ('key' in ref ? [ref] : []));
  const found = await executor.query<{ id: string; kind: string; key: string }>(
    `select i.id, i.kind, i.key from items i where i.collection_id = $1 and i.sort = 'node' and (i.kind, i.key) in
        (select r.kind, r.key from jsonb_to_recordset($2::jsonb) as r (kind text, key text))`,
    [target.collectionId, JSON.stringify(named)],
  );
  const ids = new Map(found.rows.map((row) => [`${row.kind} ${row.key}`, row.id]));
  const end = (ref: RelationDraft['from']) => {
    if ('itemId' in ref) return ref;
    const itemId = ids.get(`${ref.kind} ${ref.key}`);
    return itemId === undefined ? { key: ref.key } : { itemId };
  };
  return edges.map(({ kind, from, to }) => ({ type: kind, from: end(from), to: end(to) }));
}

interface EdgeRow {
  item_id: string;
  content: RelationDraft['content'];
  conditions: RelationDraft['conditions'];
  audience: RelationDraft['audience'];
  confidence: number;
  valid_to: Date | null;
  evidence: RelationDraft['evidence'] | null;
}

/** Relations that follow their words to another passage, with what they said and rest on. */
async function carriedOn(
  executor: Executor,
  planned: readonly (PlannedRelation & { readonly like: StandingRelation })[],
  kind: WholeKind,
): Promise<readonly DraftPart[]> {
  const refs = planned.map(({ like }) => ({ itemId: like.edgeId, version: like.version }));
  const found = await executor.query<EdgeRow>(
    `select v.item_id, v.content, v.conditions, v.audience, v.confidence, v.valid_to, ${evidenceOf('v')} as evidence
       from item_versions v join jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int)
         on r."itemId" = v.item_id and r.version = v.version where v.erased_at is null`,
    [JSON.stringify(refs)],
  );
  const rows = new Map(found.rows.map((row) => [row.item_id, row]));
  const end = (ref: PlannedRelation['from']) => ('key' in ref ? { kind: passageKinds[kind], key: ref.key } : ref);
  return planned.flatMap(({ type, from, to, like }): DraftPart[] => {
    const row = rows.get(like.edgeId);
    if (!row?.evidence || row.evidence.length === 0) return [];
    const { content, conditions, audience, confidence, evidence } = row;
    const validTo = row.valid_to?.toISOString() ?? null;
    const said = { content, conditions, audience, confidence, evidence, validFrom: null, validTo };
    return [{ sort: 'edge', kind: type, from: end(from), to: end(to), ...said }];
  });
}

/** SQL of the living evidence of a version as drafts name it. */
export const evidenceOf = (version: string): string =>
  `(select jsonb_agg(jsonb_build_object('kind', e.kind, 'span',
      jsonb_build_object('segmentId', e.segment_id, 'start', e.start_unit, 'end', e.end_unit)) order by e.ordinal)
      from evidence e join segments g on g.id = e.segment_id and g.erased_at is null
     where e.item_id = ${version}.item_id and e.version = ${version}.version)`;
