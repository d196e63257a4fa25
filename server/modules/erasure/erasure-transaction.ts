import { newId } from '../../../graph-schema/index.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { Executor } from '../../ports/database.ts';
import {
  appendAudit,
  decideOnVersions,
  holdErasures,
  type KeyedHash,
  takePublishingLock,
} from '../../publishing/index.ts';
import { enqueueMining } from '../ingest-runs/index.ts';
import { eraseCalls } from './erase-calls.ts';
import { eraseChangesets } from './erase-changesets.ts';
import { eraseProposals, lockQuotingProposals } from './erase-proposals.ts';
import { eraseSources } from './erase-sources.ts';
import {
  eraseAnswers,
  eraseCards,
  eraseComments,
  eraseItemKeys,
  eraseKeptUploads,
  eraseQuestions,
} from './erase-traces.ts';
import { type ErasedVersion, eraseVersions } from './erase-versions.ts';
import { type ErasureReport, type ErasureTarget, erasureActor, erasureQueue, type Found } from './erasure.ts';
import { findTarget, lockTarget } from './find-target.ts';
import { quotingAttestations, wordsOnlyThere } from './words-only-there.ts';

export interface ErasureRequest {
  readonly target: ErasureTarget;
  readonly requestedBy: string;
}

const reason = 'What it rested on was erased';

/** The hash under which an erasure is found again, that tells nobody without the key whose it was. */
export const subjectHash = (hash: KeyedHash, target: ErasureTarget): string =>
  hash.of(target.kind === 'customer' ? `customer/${target.pseudonym}` : `source/${target.sourceId}`);

/**
 * Erases a target in the caller's transaction; null: there is nothing of it. Locks come in the order in which reviewing
 * takes them: proposals, then the log.
 */
export async function eraseTarget(
  tx: Executor,
  hash: KeyedHash,
  { target, requestedBy }: ErasureRequest,
): Promise<ErasureReport | null> {
  await holdErasures(tx, 'alone');
  const found = await findTarget(tx, target);
  if (found.sourceIds.length === 0 && found.callIds.length === 0) return null;
  await lockTarget(tx, found);
  const onlyThere = await wordsOnlyThere(tx, found);
  const quoting = await quotingAttestations(tx, found, onlyThere);
  const sourceIds = [...new Set([...found.sourceIds, ...quoting])].sort();
  const keys = await transcriptKeys(tx, sourceIds);
  const sources = await eraseSources(tx, sourceIds);
  const calls = await eraseCalls(tx, found.callIds);
  const proposals = await lockQuotingProposals(tx, sourceIds, onlyThere);
  const partItems = await itemsOfParts(tx, proposals.proposalIds);
  await takePublishingLock(tx);
  const erased = await eraseVersions(tx, sourceIds, onlyThere);
  const position = await retract(tx, hash, erased.versions);
  const drawnUp = await eraseProposals(tx, hash, proposals, onlyThere);
  const remarks = await eraseComments(tx, proposals.proposalIds, erased.versions, onlyThere);
  const comments = remarks + (await eraseChangesets(tx, onlyThere));
  await eraseItemKeys(tx, keys, erased.versions, partItems);
  const cards = await eraseCards(tx, sourceIds, erased.versions);
  const answers = await eraseAnswers(tx, [...sourceIds, ...found.callIds, ...proposals.proposalIds]);
  const questions = await eraseQuestions(tx, found.callIds, onlyThere);
  const counts = {
    ...sources,
    ...calls,
    gaps: calls.gaps + questions,
    ...drawnUp,
    cards,
    comments,
    answers,
    uploads: await eraseKeptUploads(tx),
    versions: erased.versions.length,
    vectors: erased.vectors,
  };
  const id = newId('erasure');
  const erasedAt = await record(tx, hash, { id, target, requestedBy, counts, position });
  return {
    id,
    target: target.kind,
    outcome: 'erased',
    erasedAt,
    counts,
    retracted: {
      position,
      versions: erased.versions.filter(({ standing }) => standing).map(({ standing: _known, ...version }) => version),
    },
    keptVersions: erased.kept,
    miningRuns: await mineAnew(tx, found),
    finished: false,
  };
}

async function transcriptKeys(tx: Executor, sourceIds: readonly string[]): Promise<readonly string[]> {
  const found = await tx.query<{ key: string }>(
    "select key from sources where id = any($1) and type in ('transcript', 'recording')",
    [sourceIds],
  );
  return found.rows.map(({ key }) => key);
}

async function itemsOfParts(tx: Executor, proposalIds: readonly string[]): Promise<readonly string[]> {
  const found = await tx.query<{ item_id: string }>(
    'select distinct item_id from proposal_parts where proposal_id = any($1)',
    [proposalIds],
  );
  return found.rows.map(({ item_id }) => item_id);
}

/** One decision for all that was not retracted already; the position, or null when there was nothing. */
async function retract(tx: Executor, hash: KeyedHash, versions: readonly ErasedVersion[]): Promise<number | null> {
  const standing = versions.filter((version) => version.standing);
  if (standing.length === 0) return null;
  const decision = await decideOnVersions(
    tx,
    hash,
    { action: 'retract', approval: 'system', decidedBy: erasureActor, reason },
    standing,
  );
  return decision.position;
}

/** Ids, counts and keyed hashes, in the chain and for whoever erases again; asks for what must be done after the commit. */
async function record(
  tx: Executor,
  hash: KeyedHash,
  erasure: ErasureRequest & {
    readonly id: string;
    readonly counts: ErasureReport['counts'];
    readonly position: number | null;
  },
): Promise<string> {
  const { id, target, requestedBy, counts, position } = erasure;
  const subject = subjectHash(hash, target);
  const written = await tx.query<{ erased_at: Date }>(
    `insert into erasures (id, target, subject_hash, requested_by, counts, position) values ($1, $2, $3, $4, $5::jsonb, $6)
     returning erased_at`,
    [id, target.kind, subject, requestedBy, JSON.stringify(counts), position],
  );
  await appendAudit(tx, {
    actor: requestedBy,
    action: 'erasure',
    subject: id,
    details: { target: target.kind, subjectHash: subject, position, ...counts },
  });
  await enqueueJob(tx, erasureQueue, { erasureId: id });
  const row = written.rows[0];
  if (!row) throw new Error('the erasure was not written');
  return row.erased_at.toISOString();
}

/** Statistics of calls are drawn from all calls of a collection, so those that remain are mined again. */
async function mineAnew(tx: Executor, { sourceIds, collectionIds }: Found): Promise<string[]> {
  const runs: string[] = [];
  for (const collectionId of collectionIds) {
    const spoken = await tx.query(
      "select 1 from sources where id = any($1) and collection_id = $2 and type in ('transcript', 'recording') limit 1",
      [sourceIds, collectionId],
    );
    if (spoken.rowCount === 0) continue;
    const run = await enqueueMining(tx, collectionId, erasureActor);
    if (run !== null) runs.push(run);
  }
  return runs;
}
