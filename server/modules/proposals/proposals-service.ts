import {
  type DraftPart,
  type Governance,
  newId,
  type ProposalDraft,
  type ProposalStatus,
  type Role,
} from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import {
  appendAudit,
  type KeyedHash,
  type MovedPart,
  movedParts,
  publishProposal,
  refuseMovedBase,
} from '../../publishing/index.ts';
import { newBundleMemory, refuseLostEvidence, writeParts } from './bundle-writer.ts';
import { editParts, type PartEdit } from './edit-parts.ts';
import { actingRole, isComplete, nextStatus, type ReviewMark, reviewNeeds, strictest } from './proposal.ts';

/** The one collection that a fresh installation has. */
export const defaultCollection = 'main';

export interface ProposalMeta {
  readonly collectionId: string;
  readonly proposedBy: string;
  readonly runId?: string;
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

export interface Reviewer {
  readonly id: string;
  readonly roles: readonly Role[];
}

export interface ReviewCommand {
  readonly decision: 'approve' | 'reject' | 'request_changes';
  readonly comment: string;
  /** The hash of the content that the reviewer saw. */
  readonly contentHash: string;
}

export interface ReviewResult {
  readonly reviewId: string;
  readonly status: ProposalStatus;
  readonly published: { readonly position: number; readonly decidedAt: Date } | null;
}

/** Suggestions of changes, from drawing up to the decision. */
export interface ProposalsService {
  openBundle(meta: ProposalMeta): Promise<OpenBundle>;
  propose(draft: ProposalDraft, meta: Omit<ProposalMeta, 'title' | 'origin' | 'rationale'>): Promise<Proposed | null>;
  edit(
    id: string,
    etag: number,
    actor: string,
    change: { title?: string | undefined; rationale?: string | undefined; parts?: readonly PartEdit[] | undefined },
  ): Promise<void>;
  withdraw(id: string, etag: number, actor: string): Promise<void>;
  submit(id: string, etag: number, actor: string): Promise<void>;
  /** Takes what is in force now as the new base; earlier approvals no longer count. */
  rebase(id: string, etag: number, actor: string): Promise<readonly MovedPart[]>;
  review(id: string, etag: number, reviewer: Reviewer, command: ReviewCommand): Promise<ReviewResult>;
  /** Publishes without review, by a named system decision that says so wherever the versions show. */
  publishBySystem(
    id: string,
    decidedBy: `system:${string}`,
    reason: string,
  ): Promise<{ position: number; decidedAt: Date }>;
  /** Drops bundles of a run that were never finished. */
  dropUnfinished(runId: string): Promise<void>;
}

interface ProposalRow {
  id: string;
  status: ProposalStatus;
  governance: Governance;
  proposed_by: string;
  edited_by: string[];
  etag: number;
  content_hash: string;
  run_id: string | null;
}

const batch = 500;
// While a bundle is handed in piece by piece nobody but its run knows it.
const unfinished = 'unfinished';

export function createProposalsService(database: Database, hash: KeyedHash, wakeUps: WakeUps): ProposalsService {
  const openBundle = async (meta: ProposalMeta): Promise<OpenBundle> => {
    const id = newId('proposal');
    const memory = newBundleMemory();
    const counts = { parts: 0, unchanged: 0, ordinal: 0 };
    const unresolved: string[] = [];
    await refuseUnknownCollection(database, meta.collectionId);
    await database.query(
      `insert into proposals (id, collection_id, run_id, type, title, origin, rationale, status, governance, proposed_by, content_hash, parts_count, priority)
       values ($1, $2, $3, 'bundle', $4, $5, $6, 'draft', 'one_review', $7, '${unfinished}', 0, $8)`,
      [
        id,
        meta.collectionId,
        meta.runId ?? null,
        meta.title,
        meta.origin,
        meta.rationale,
        meta.proposedBy,
        meta.priority ?? 0,
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
  };

  const change = (
    id: string,
    etag: number,
    actor: string,
    command: 'edit' | 'withdraw' | 'submit',
    work: (tx: Executor, row: ProposalRow) => Promise<void>,
  ) =>
    database.transaction(async (tx) => {
      const row = await lockProposal(tx, id, etag);
      const status = nextStatus(row.status, command);
      await work(tx, row);
      await sealContent(tx, hash, id);
      await tx.query('update proposals set status = $2, etag = etag + 1, updated_at = now() where id = $1', [
        id,
        status,
      ]);
      await appendAudit(tx, { actor, action: `proposal.${command}`, subject: id });
    });

  return {
    openBundle,
    async propose(draft, meta) {
      const bundle = await openBundle({
        ...meta,
        title: draft.title,
        origin: draft.origin,
        rationale: draft.rationale,
      });
      try {
        await bundle.add(draft.parts);
        return await bundle.finish();
      } catch (error) {
        await bundle.discard();
        throw error;
      }
    },
    edit: (id, etag, actor, { title, rationale, parts }) =>
      change(id, etag, actor, 'edit', async (tx) => {
        if (parts) await editParts(tx, hash, id, parts);
        await tx.query(
          `update proposals set title = coalesce($2, title), rationale = coalesce($3, rationale),
                                edited_by = array(select distinct unnest(edited_by || $4::text)) where id = $1`,
          [id, title ?? null, rationale ?? null, actor],
        );
      }),
    withdraw: (id, etag, actor) => change(id, etag, actor, 'withdraw', async () => {}),
    submit: (id, etag, actor) => change(id, etag, actor, 'submit', async () => {}),
    async rebase(id, etag, actor) {
      const moved = await movedParts(database, id);
      await change(id, etag, actor, 'edit', async (tx) => {
        await tx.query(
          `update proposal_parts p
              set base_version = (select max(v.version) from item_versions v where v.item_id = p.item_id),
                  base_position = (select max(e.position) from decision_entries e where e.item_id = p.item_id)
            where p.proposal_id = $1`,
          [id],
        );
      });
      return moved;
    },
    async review(id, etag, reviewer, command) {
      const result = await database.transaction((tx) => reviewProposal(tx, id, etag, reviewer, command));
      if (result.published) wakeUps.notify('decisions');
      return result;
    },
    async publishBySystem(id, decidedBy, reason) {
      const published = await database.transaction(async (tx) => {
        const row = await lockProposal(tx, id, null);
        const status = nextStatus(row.status, 'complete');
        await tx.query('update proposals set status = $2, etag = etag + 1, updated_at = now() where id = $1', [
          id,
          status,
        ]);
        return publishProposal(tx, {
          proposalId: id,
          approval: 'system',
          decidedBy,
          reason,
          contentHash: row.content_hash,
        });
      });
      wakeUps.notify('decisions');
      return published;
    },
    async dropUnfinished(runId) {
      await database.query("delete from proposals where run_id = $1 and status = 'draft' and content_hash = $2", [
        runId,
        unfinished,
      ]);
    },
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

async function lockProposal(tx: Executor, id: string, etag: number | null): Promise<ProposalRow> {
  const found = await tx.query<ProposalRow>(
    'select id, status, governance, proposed_by, edited_by, etag, content_hash, run_id from proposals where id = $1 and content_hash <> $2 for update',
    [id, unfinished],
  );
  const row = found.rows[0];
  if (!row) throw notFound('proposal', id);
  if (etag !== null && row.etag !== etag) {
    throw new DomainError(
      'etag_mismatch',
      'Somebody changed this proposal since you loaded it; load it again and look at what changed',
      {
        current: { etag: row.etag, status: row.status },
      },
    );
  }
  return row;
}

/** The hash over all that the proposal states now, and the strictest governance among its parts. */
async function sealContent(tx: Executor, hash: KeyedHash, id: string): Promise<string> {
  const parts = await tx.query<{ digest: string; governances: Governance[]; count: number }>(
    `select string_agg(item_id || content_hash || md5(evidence::text) || struck, ',' order by ordinal) as digest,
            coalesce(array_agg(distinct governance) filter (where not struck), '{}') as governances, count(*)::int as count
       from proposal_parts where proposal_id = $1`,
    [id],
  );
  const row = parts.rows[0];
  if (!row) throw new Error('the parts cannot be read');
  const contentHash = hash.of(row.digest);
  await tx.query(
    `update proposals set content_hash = $2, governance = $3, parts_count = $4, type = case when $4 = 1 then 'item' else 'bundle' end where id = $1`,
    [id, contentHash, strictest(row.governances), row.count],
  );
  return contentHash;
}

/** Puts a finished bundle into review; false when the same is waiting there already. */
async function finishBundle(
  tx: Executor,
  hash: KeyedHash,
  id: string,
  meta: ProposalMeta,
  unresolved: readonly string[],
): Promise<boolean> {
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

async function reviewProposal(
  tx: Executor,
  id: string,
  etag: number,
  reviewer: Reviewer,
  command: ReviewCommand,
): Promise<ReviewResult> {
  const row = await lockProposal(tx, id, etag);
  const role = actingRole(reviewer.roles);
  if (role === null) throw new DomainError('forbidden', 'Reviewing needs the role reviewer, product or compliance');
  if (row.proposed_by === reviewer.id || row.edited_by.includes(reviewer.id)) {
    throw new DomainError('own_proposal', 'Nobody reviews what they proposed or edited themselves; ask a colleague');
  }
  if (row.content_hash !== command.contentHash) {
    throw new DomainError(
      'content_changed',
      'You looked at other content than what stands here now; load the proposal again',
      { current: { contentHash: row.content_hash } },
    );
  }
  // What the proposal's status does not allow is refused before anything is written.
  const verdict = nextStatus(row.status, command.decision);
  const reviews = await loadReviews(tx, id);
  if (reviews.some((review) => review.reviewerId === reviewer.id && review.proposalEtag === etag)) {
    throw new DomainError(
      'already_reviewed',
      'You reviewed this content already; another person must do the second review',
    );
  }
  // Nobody should spend their approval on what the next one will be refused for.
  if (command.decision === 'approve') await refuseMovedBase(tx, id);
  const reviewId = newId('review');
  await tx.query(
    `insert into reviews (id, proposal_id, reviewer_id, acting_role, decision, comment, proposal_etag, content_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [reviewId, id, reviewer.id, role, command.decision, command.comment, etag, row.content_hash],
  );
  const mark: ReviewMark = {
    reviewerId: reviewer.id,
    actingRole: role,
    decision: command.decision,
    proposalEtag: etag,
  };
  const complete = command.decision === 'approve' && isComplete(reviewNeeds(row.governance, etag, [...reviews, mark]));
  const status = complete ? nextStatus(row.status, 'complete') : verdict;
  // The etag names the content; a review does not change it, so that a second reviewer judges the same.
  await tx.query('update proposals set status = $2, updated_at = now() where id = $1', [id, status]);
  await appendAudit(tx, {
    actor: reviewer.id,
    action: `review.${command.decision}`,
    subject: id,
    details: { reviewId, role, contentHash: row.content_hash },
  });
  if (!complete) return { reviewId, status, published: null };
  const published = await publishProposal(tx, {
    proposalId: id,
    approval: 'expert',
    decidedBy: reviewer.id,
    reason: command.comment,
    contentHash: row.content_hash,
  });
  return { reviewId, status, published };
}

async function loadReviews(tx: Executor, proposalId: string): Promise<readonly ReviewMark[]> {
  const found = await tx.query<{
    reviewer_id: string;
    acting_role: Role;
    decision: ReviewMark['decision'];
    proposal_etag: number;
  }>(
    'select reviewer_id, acting_role, decision, proposal_etag from reviews where proposal_id = $1 order by created_at',
    [proposalId],
  );
  return found.rows.map((row) => ({
    reviewerId: row.reviewer_id,
    actingRole: row.acting_role,
    decision: row.decision,
    proposalEtag: row.proposal_etag,
  }));
}
