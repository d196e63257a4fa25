import type { DraftPart } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import type { ChangesetGround } from './changeset-ground.ts';
import { type ChangesetRow, lockChangeset } from './changeset-rows.ts';
import { type Comparison, compareDocument, type Target } from './compare-document.ts';
import { withEffectiveAt } from './effective-at.ts';
import { impactOf } from './impact.ts';
import { isWhole } from './passages.ts';

export interface ComparisonRequest {
  /** The regulation or product of which it is a new version. */
  readonly targetId: string;
  /** The source whose latest revision is that version; or the run that uploaded it. */
  readonly sourceId?: string | undefined;
  readonly runId?: string | undefined;
}

/** Origin of the proposal that a comparison draws up. */
export const comparisonOrigin = 'changeset:comparison';
/** Origin of the proposals that carry edited words of items that lean on what changes. */
export const updateOrigin = 'changeset:update';

/**
 * Compares a new version of a regulation or product with what is in force, and draws up what that makes necessary: the
 * new versions as a proposal, the retirement of what is gone, and every item that leans on it, still to be decided.
 * Whatever an earlier comparison of this changeset drew up is given up.
 */
export async function prepareChange(
  ground: ChangesetGround,
  row: ChangesetRow,
  editorId: string,
  { targetId, sourceId, runId }: ComparisonRequest,
): Promise<void> {
  const { database, state } = ground;
  const target = await readTarget(ground, targetId);
  const revisionId =
    sourceId === undefined ? await uploadedBy(database, runId ?? '') : await latestRevision(database, sourceId);
  const comparison = await compareDocument(ground, target, revisionId, state.now());
  await database.transaction((tx) => giveUpEarlier(tx, row.id, revisionId, editorId));
  const effectiveAt = row.effective_at ?? comingDate(comparison, state.now().asOf);
  await proposeNewVersions(ground, { row, target, editorId, effectiveAt }, comparison.parts);
  await writeItems(ground, row, editorId, { ...comparison, target, revisionId, effectiveAt });
}

async function readTarget({ database, state }: ChangesetGround, targetId: string): Promise<Target> {
  const item = state.get(targetId);
  const version = state.inForce(targetId, state.now())?.version;
  if (item?.sort !== 'node' || version === undefined) {
    throw new DomainError(
      'not_found',
      'targetId: nothing of that id is in force; name the regulation or product that is replaced',
    );
  }
  if (!isWhole(item.kind)) {
    throw new DomainError(
      'invalid_request',
      `targetId: new versions are compared for a regulation or a product, not for a ${item.kind}`,
    );
  }
  const found = await database.query<{ key: string; name: string }>(
    `select i.key, v.content ->> 'name' as name from items i join item_versions v on v.item_id = i.id and v.version = $2 where i.id = $1`,
    [targetId, version],
  );
  const named = found.rows[0];
  if (!named) throw notFound('item', targetId);
  return { itemId: targetId, kind: item.kind, collectionId: item.collectionId, ...named };
}

async function latestRevision(executor: Executor, sourceId: string): Promise<string> {
  const found = await executor.query<{ id: string }>(
    `select r.id from source_revisions r join sources s on s.id = r.source_id
      where s.id = $1 and s.type = 'document' and s.erased_at is null order by r.revision desc limit 1`,
    [sourceId],
  );
  const revision = found.rows[0];
  if (!revision)
    throw new DomainError('not_found', 'sourceId: there is no such document; upload the new version first');
  return revision.id;
}

/** The one document that a run brought. */
async function uploadedBy(executor: Executor, runId: string): Promise<string> {
  const found = await executor.query<{ id: string }>(
    `select r.id from source_revisions r join sources s on s.id = r.source_id
      where r.run_id = $1 and s.type = 'document' and s.erased_at is null limit 2`,
    [runId],
  );
  const [revision, another] = found.rows;
  if (revision && !another) return revision.id;
  throw new DomainError(
    'invalid_request',
    revision
      ? 'runId: this upload brought several documents; name the one that is the new version by its sourceId'
      : 'runId: this upload brought no document that was not there already; look at its files, or name the document by its sourceId',
  );
}

function comingDate({ effectiveFrom }: Comparison, now: Date): Date | null {
  return effectiveFrom !== null && effectiveFrom > now ? effectiveFrom : null;
}

/** What an earlier comparison drew up, and what the upload itself proposed of the same document. */
async function giveUpEarlier(tx: Executor, id: string, revisionId: string, editorId: string): Promise<void> {
  const given = await tx.query<{ id: string }>(
    `update proposals p set status = 'withdrawn', etag = etag + 1, updated_at = now()
      where (p.changeset_id = $1 and p.origin in ('${comparisonOrigin}', '${updateOrigin}') and p.status <> 'withdrawn')
         or (p.changeset_id is null and p.run_id is not null and p.status in ('draft', 'in_review', 'changes_requested')
             and (select bool_and(exists (select 1 from jsonb_array_elements(x.evidence) e join segments g on g.id = e.value -> 'span' ->> 'segmentId'
                                           where g.revision_id = $2)) from proposal_parts x where x.proposal_id = p.id))
      returning p.id`,
    [id, revisionId],
  );
  for (const { id: proposalId } of given.rows)
    await appendAudit(tx, { actor: editorId, action: 'proposal.withdraw', subject: proposalId });
  await tx.query('delete from changeset_items where changeset_id = $1', [id]);
}

interface Proposing {
  readonly row: ChangesetRow;
  readonly target: Target;
  readonly editorId: string;
  readonly effectiveAt: Date | null;
}

async function proposeNewVersions(
  { proposals }: ChangesetGround,
  { row, target, editorId, effectiveAt }: Proposing,
  parts: readonly DraftPart[],
): Promise<void> {
  if (parts.length === 0) return;
  await proposals.propose(
    {
      title: row.title,
      origin: comparisonOrigin,
      rationale: row.rationale,
      parts: withEffectiveAt(parts, effectiveAt),
    },
    { collectionId: target.collectionId, proposedBy: editorId, changesetId: row.id, priority: 100 },
  );
}

async function writeItems(
  ground: ChangesetGround,
  row: ChangesetRow,
  editorId: string,
  comparison: Comparison & { readonly target: Target; readonly revisionId: string; readonly effectiveAt: Date | null },
): Promise<void> {
  const { database, state, graph, timeZone } = ground;
  const { target, revisionId, effectiveAt, retire, touched, passages, entries } = comparison;
  const replaced = new Set([target.itemId, ...passages.map(({ itemId }) => itemId)]);
  const itemIds = target.kind === 'product' && touched.length > 0 ? [...touched, target.itemId] : touched;
  const impacted = await impactOf(database, { graph, state, at: state.now(), itemIds, replaced });
  await database.transaction(async (tx) => {
    await lockChangeset(tx, row.id, row.etag);
    await insertItems(tx, row.id, 'difference', retire, editorId);
    await insertItems(tx, row.id, 'impact', impacted, null);
    await tx.query(
      `update changesets set target_id = $2, revision_id = $3, comparison = $4::jsonb, collection_id = $5, effective_at = $6,
              zone = coalesce(zone, $7), etag = etag + 1, updated_at = now(),
              edited_by = array(select distinct unnest(edited_by || $8::text)) where id = $1`,
      [
        row.id,
        target.itemId,
        revisionId,
        JSON.stringify(entries),
        target.collectionId,
        effectiveAt,
        timeZone,
        editorId,
      ],
    );
    await appendAudit(tx, {
      actor: editorId,
      action: 'changeset.compare',
      subject: row.id,
      details: { targetId: target.itemId, revisionId, impacted: impacted.length, retired: retire.length },
    });
  });
}

/** Adds items with the version in force; those that go with the difference itself are retired by default. */
export async function insertItems(
  tx: Executor,
  changesetId: string,
  cause: 'difference' | 'impact',
  items: readonly { readonly itemId: string; readonly version: number; readonly leansOn?: readonly string[] }[],
  retiredBy: string | null,
): Promise<void> {
  await tx.query(
    `insert into changeset_items (changeset_id, item_id, version, base_position, cause, leans_on, action, decided_by, decided_at)
     select $1, r."itemId", r.version,
            (select max(e.position) from decision_entries e where e.item_id = r."itemId"), $2,
            array(select jsonb_array_elements_text(coalesce(r."leansOn", '[]'))),
            case when $3::text is null then null else 'retire' end, $3, case when $3::text is null then null else now() end
       from jsonb_to_recordset($4::jsonb) as r ("itemId" text, version int, "leansOn" jsonb)
         on conflict (changeset_id, item_id) do nothing`,
    [changesetId, cause, retiredBy, JSON.stringify(items)],
  );
}

/** Adds whatever leans on the changes by now and was not there when they were compared; returns how many. */
export async function addNewImpact(
  { database, graph, state }: Pick<ChangesetGround, 'graph' | 'state'> & { readonly database: Database },
  row: ChangesetRow,
): Promise<number> {
  const found = await database.query<{ comparison: Comparison['entries'] }>(
    'select comparison from changesets where id = $1',
    [row.id],
  );
  const entries = found.rows[0]?.comparison ?? [];
  const touched = entries.flatMap(({ change, oldItemId }) => (change === 'unchanged' || !oldItemId ? [] : [oldItemId]));
  const old = entries.flatMap(({ oldItemId }) => oldItemId ?? []);
  const whole = row.target_id === null ? undefined : state.get(row.target_id);
  const itemIds = whole?.kind === 'product' && touched.length > 0 ? [...touched, whole.itemId] : touched;
  const replaced = new Set([...old, ...(row.target_id ? [row.target_id] : [])]);
  const impacted = await impactOf(database, { graph, state, at: state.now(), itemIds, replaced });
  const before = await countItems(database, row.id);
  await insertItems(database, row.id, 'impact', impacted, null);
  return (await countItems(database, row.id)) - before;
}

async function countItems(executor: Executor, id: string): Promise<number> {
  const found = await executor.query<{ n: number }>(
    'select count(*)::int as n from changeset_items where changeset_id = $1',
    [id],
  );
  return found.rows[0]?.n ?? 0;
}
