import { type DraftPart, newId } from '../../../graph-schema/index.ts';
import { defaultCollection } from '../../default-collection.ts';
import { DomainError } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { holdErasures, type KeyedHash } from '../../publishing/index.ts';
import { newBundleMemory, refuseLostEvidence, writeParts } from './bundle-writer.ts';
import { sealContent, unfinished } from './proposal-rows.ts';

export interface ProposalMeta {
  readonly collectionId: string;
  readonly proposedBy: string;
  readonly runId?: string;
  /** It goes live with this changeset, which is reviewed as a whole. */
  readonly changesetId?: string;
  readonly title: string;
  readonly origin: string;
  readonly rationale: string;
  /** Higher comes first in the review queue. */
  readonly priority?: number;
}

export interface Proposed {
  readonly id: string;
  readonly parts: number;
  readonly unchanged: number;
  readonly unresolved: readonly string[];
}

/** A bundle that is handed in piece by piece; nobody sees it before `finish`. */
export interface OpenBundle {
  add(parts: readonly DraftPart[]): Promise<void>;
  /** Puts it into review. Null: it said nothing that is not in force already, or is proposed already. */
  finish(): Promise<Proposed | null>;
  /** Forgets what was handed in. */
  discard(): Promise<void>;
}

const batch = 500;

/** Begins a bundle. Its parts are written in short transactions, so that a large import holds nobody else back. */
export async function openBundle(database: Database, hash: KeyedHash, meta: ProposalMeta): Promise<OpenBundle> {
  const id = newId('proposal');
  const memory = newBundleMemory();
  const counts = { parts: 0, unchanged: 0, ordinal: 0 };
  const unresolved: string[] = [];
  await refuseUnknownCollection(database, meta.collectionId);
  await database.query(
    `insert into proposals (id, collection_id, run_id, type, title, origin, rationale, status, governance, proposed_by, content_hash, parts_count, priority, changeset_id)
     values ($1, $2, $3, 'bundle', $4, $5, $6, 'draft', 'one_review', $7, '${unfinished}', 0, $8, $9)`,
    [
      id,
      meta.collectionId,
      meta.runId ?? null,
      meta.title,
      meta.origin,
      meta.rationale,
      meta.proposedBy,
      meta.priority ?? 0,
      meta.changesetId ?? null,
    ],
  );
  const discard = async () => {
    await database.query('delete from proposals where id = $1', [id]);
  };
  return {
    async add(parts) {
      // Short transactions, so that a large import holds nobody else back.
      for (let start = 0; start < parts.length; start += batch) {
        const drafts = parts.slice(start, start + batch);
        const written = await database.transaction((tx) =>
          writeParts(
            { tx, hash, proposalId: id, collectionId: meta.collectionId, memory, firstOrdinal: counts.ordinal },
            drafts,
          ),
        );
        for (const itemId of written.itemIds) memory.seen.add(itemId);
        counts.ordinal += drafts.length;
        counts.parts += written.rows.length;
        counts.unchanged += written.unchanged;
        unresolved.push(...written.unresolved);
      }
    },
    async finish() {
      if (counts.parts === 0) {
        await discard();
        return null;
      }
      const kept = await database.transaction((tx) => finishBundle(tx, hash, id, meta, unresolved));
      if (!kept) await discard();
      return kept ? { id, parts: counts.parts, unchanged: counts.unchanged, unresolved } : null;
    },
    discard,
  };
}

async function refuseUnknownCollection(executor: Executor, collectionId: string): Promise<void> {
  if (collectionId === defaultCollection) {
    await executor.query('insert into collections (id, name) values ($1, $1) on conflict do nothing', [collectionId]);
    return;
  }
  const found = await executor.query('select 1 from collections where id = $1', [collectionId]);
  if (found.rowCount === 0)
    throw new DomainError(
      'invalid_request',
      `There is no collection "${collectionId}"; ingest something into it first`,
    );
}

/** Puts a finished bundle into review; false when the same is waiting there already. */
async function finishBundle(
  tx: Executor,
  hash: KeyedHash,
  id: string,
  meta: ProposalMeta,
  unresolved: readonly string[],
): Promise<boolean> {
  await holdErasures(tx, 'together');
  const there = await tx.query('select 1 from proposals where id = $1', [id]);
  if (there.rowCount === 0)
    throw new DomainError('conflict', 'The words that this proposal rests on were erased while it was drawn up');
  await refuseLostEvidence(tx, id);
  // Parts that did not change are not shown again, so two bundles are the same when what is left of them is.
  await tx.query(
    `update proposal_parts p set ordinal = n.ordinal - 1000000000
       from (select ordinal as was, row_number() over (order by ordinal) - 1 as ordinal from proposal_parts where proposal_id = $1) n
      where p.proposal_id = $1 and p.ordinal = n.was`,
    [id],
  );
  await tx.query('update proposal_parts set ordinal = ordinal + 1000000000 where proposal_id = $1', [id]);
  const contentHash = await sealContent(tx, hash, id);
  // Two that say the same at the same time wait for each other here, and the second finds the first.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${meta.collectionId}/${contentHash}`]);
  const twin = await tx.query(
    `select 1 from proposals where content_hash = $1 and id <> $2 and collection_id = $3
        and status in ('draft', 'in_review', 'changes_requested', 'rejected') limit 1`,
    [contentHash, id, meta.collectionId],
  );
  if (twin.rowCount > 0) return false;
  const note =
    unresolved.length === 0
      ? ''
      : `\n${unresolved.length} relations were left out because an end is not known: ${unresolved.slice(0, 10).join('; ')}`;
  await tx.query(
    "update proposals set status = 'in_review', rationale = rationale || $2, updated_at = now() where id = $1",
    [id, note],
  );
  return true;
}
