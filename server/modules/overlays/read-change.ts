import {
  type Applicability,
  type Audience,
  applicabilitySchema,
  type Evidence,
  type ItemContent,
  type ItemKind,
  itemLabel,
  itemText,
  type RelationType,
} from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { IndexedVersion } from '../../ports/text-index.ts';
import type { VersionRef } from '../../publishing/index.ts';
import type { VersionContent } from '../guidance/index.ts';
import { alwaysKnown, type OverlaidChange, overlaidPosition } from './overlaid-state.ts';

/** What is to be looked at as if it were published. */
export type ChangeSource = { readonly changesetId: string } | { readonly proposalIds: readonly string[] };

export interface ProposedChange extends OverlaidChange {
  readonly texts: readonly IndexedVersion[];
  readonly contents: readonly VersionContent[];
  /** When it is to take effect; null: at once. */
  readonly effectiveAt: Date | null;
}

/** More than this is not a small change, and is kept out of a process's memory. */
const mostParts = 20_000;

/** Reads what a changeset or proposals would publish and take out of force. Refuses what is not there or was decided. */
export async function readChange(executor: Executor, source: ChangeSource): Promise<ProposedChange> {
  const { proposalIds, withdrawn, effectiveAt } = await sourceOf(executor, source);
  const parts = await readParts(executor, proposalIds);
  const citations = await readCitations(executor, parts);
  const published = parts.map((part) => ({ item: itemOf(part), version: versionOf(part, effectiveAt) }));
  const nodes = parts.filter(({ sort }) => sort === 'node');
  return {
    published,
    withdrawn,
    effectiveAt,
    texts: nodes.map((part) => ({
      itemId: part.item_id,
      version: part.next_version,
      position: overlaidPosition,
      kind: part.kind as ItemKind,
      collectionId: part.collection_id,
      text: itemText(part.kind as ItemKind, part.content),
    })),
    contents: nodes.map((part) => contentOf(part, citations)),
  };
}

async function sourceOf(executor: Executor, source: ChangeSource) {
  return 'changesetId' in source
    ? changesetOf(executor, source.changesetId)
    : proposalsOf(executor, source.proposalIds);
}

async function changesetOf(executor: Executor, changesetId: string) {
  const found = await executor.query<{ status: string; effective_at: Date | null }>(
    'select status, effective_at from changesets where id = $1',
    [changesetId],
  );
  const changeset = found.rows[0];
  if (!changeset) throw notFound('changeset', changesetId);
  if (changeset.status === 'published' || changeset.status === 'abandoned') {
    throw new DomainError(
      'wrong_state',
      `This changeset is ${changeset.status}; compare two times of what is in force instead`,
    );
  }
  const proposals = await executor.query<{ id: string }>(
    `select id from proposals where changeset_id = $1 and status not in ('rejected', 'withdrawn') order by id`,
    [changesetId],
  );
  const gone = await executor.query<{ item_id: string; version: number }>(
    `select item_id, version from changeset_items where changeset_id = $1 and action in ('suspend', 'retire') order by item_id`,
    [changesetId],
  );
  return {
    proposalIds: proposals.rows.map(({ id }) => id),
    withdrawn: gone.rows.map(({ item_id, version }): VersionRef => ({ itemId: item_id, version })),
    effectiveAt: changeset.effective_at,
  };
}

async function proposalsOf(executor: Executor, proposalIds: readonly string[]) {
  const found = await executor.query<{ id: string; status: string; published: boolean }>(
    `select id, status, exists (select from decisions d where d.proposal_id = proposals.id) as published
       from proposals where id = any($1)`,
    [proposalIds],
  );
  const known = new Map(found.rows.map((row) => [row.id, row]));
  for (const id of proposalIds) {
    const proposal = known.get(id);
    if (!proposal) throw notFound('proposal', id);
    if (proposal.published || proposal.status === 'rejected' || proposal.status === 'withdrawn') {
      const what = proposal.published ? 'published' : proposal.status;
      throw new DomainError('wrong_state', `Proposal ${id} is ${what}; choose proposals that are not decided yet`);
    }
  }
  return { proposalIds: [...new Set(proposalIds)], withdrawn: [] as VersionRef[], effectiveAt: null };
}

interface PartRow {
  item_id: string;
  collection_id: string;
  sort: 'node' | 'edge';
  kind: string;
  from_id: string | null;
  to_id: string | null;
  next_version: number;
  content: ItemContent;
  conditions: Applicability;
  audience: Audience[];
  confidence: number;
  valid_from: Date | null;
  valid_to: Date | null;
  evidence: Evidence[];
}

async function readParts(executor: Executor, proposalIds: readonly string[]): Promise<readonly PartRow[]> {
  // Of two proposals for one item the later one would be published last.
  const { rows } = await executor.query<PartRow>(
    `select distinct on (p.item_id) p.item_id, i.collection_id, p.sort, p.kind, i.from_id, i.to_id,
            coalesce((select max(v.version) from item_versions v where v.item_id = p.item_id), 0) + 1 as next_version,
            p.content, p.conditions, p.audience, p.confidence, p.valid_from, p.valid_to, p.evidence
       from proposal_parts p join items i on i.id = p.item_id
      where p.proposal_id = any($1) and not p.struck order by p.item_id, p.proposal_id desc limit ${mostParts + 1}`,
    [proposalIds],
  );
  if (rows.length > mostParts) {
    throw new DomainError(
      'too_large',
      `This would publish more than ${mostParts} items and relations; evaluate fewer proposals at a time`,
    );
  }
  return rows;
}

function itemOf(row: PartRow): OverlaidChange['published'][number]['item'] {
  const thing = { itemId: row.item_id, collectionId: row.collection_id };
  return row.sort === 'edge'
    ? { ...thing, sort: 'edge', kind: row.kind as RelationType, fromId: row.from_id ?? '', toId: row.to_id ?? '' }
    : { ...thing, sort: 'node', kind: row.kind as ItemKind };
}

function versionOf(row: PartRow, effectiveAt: Date | null): OverlaidChange['published'][number]['version'] {
  const from = row.valid_from && effectiveAt && row.valid_from > effectiveAt ? row.valid_from : effectiveAt;
  return {
    itemId: row.item_id,
    version: row.next_version,
    position: overlaidPosition,
    decidedAt: alwaysKnown,
    interval: { from: from ?? row.valid_from, to: row.valid_to },
    later: [],
    conditions: applicabilitySchema.parse(row.conditions),
    audience: row.audience,
    approval: 'expert',
    confidence: row.confidence,
  };
}

interface CitedSegment {
  readonly text: string;
  readonly locator: string;
  readonly sourceId: string;
  readonly title: string;
}

const citationsEach = 3;
const quoteUnits = 400;

async function readCitations(
  executor: Executor,
  parts: readonly PartRow[],
): Promise<ReadonlyMap<string, CitedSegment>> {
  const segmentIds = new Set(
    parts.flatMap(({ sort, evidence }) =>
      sort === 'node' ? evidence.slice(0, citationsEach).map(({ span }) => span.segmentId) : [],
    ),
  );
  const { rows } = await executor.query<{
    id: string;
    text: string;
    locator: string;
    source_id: string;
    title: string;
  }>(
    `select s.id, s.text, s.locator, o.id as source_id, o.title
       from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id
      where s.id = any($1) and s.erased_at is null`,
    [[...segmentIds]],
  );
  return new Map(rows.map(({ id, source_id, ...row }) => [id, { ...row, sourceId: source_id }]));
}

function contentOf(row: PartRow, segments: ReadonlyMap<string, CitedSegment>): VersionContent {
  const kind = row.kind as ItemKind;
  const ref = { itemId: row.item_id, version: row.next_version };
  return {
    ...ref,
    kind,
    label: itemLabel(kind, row.content),
    content: row.content,
    approvedBy: [],
    since: null,
    citations: row.evidence.slice(0, citationsEach).flatMap(({ span: { segmentId, start, end } }) => {
      const segment = segments.get(segmentId);
      if (!segment) return [];
      const shownEnd = Math.min(end, start + quoteUnits);
      const { sourceId, title, locator, text } = segment;
      return [
        {
          ...ref,
          sourceId,
          title,
          locator,
          span: { segmentId, start, end: shownEnd },
          quote: text.slice(start, shownEnd),
        },
      ];
    }),
  };
}
