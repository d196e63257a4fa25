import type { ProposalDraft } from '../../../graph-schema/index.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { appendAudit, type KeyedHash, type MovedPart, movedParts, publishProposal } from '../../publishing/index.ts';
import { editParts, type PartEdit } from './edit-parts.ts';
import { type Editor, refuseForeign } from './editor.ts';
import { type OpenBundle, openBundle, type ProposalMeta, type Proposed } from './open-bundle.ts';
import { nextStatus } from './proposal.ts';
import { lockProposal, type ProposalRow, refuseMember, sealContent, unfinished } from './proposal-rows.ts';
import { type BulkResult, type BulkTarget, reviewEach } from './review-each.ts';
import { type ReviewCommand, type Reviewer, type ReviewResult, reviewProposal } from './review-proposal.ts';
import {
  type MergeCommand,
  mergeProposals,
  type SplitCommand,
  type SplitResult,
  splitProposal,
} from './split-and-merge.ts';

/** Suggestions of changes, from drawing up to the decision. */
export interface ProposalsService {
  openBundle(meta: ProposalMeta): Promise<OpenBundle>;
  propose(draft: ProposalDraft, meta: Omit<ProposalMeta, 'title' | 'origin' | 'rationale'>): Promise<Proposed | null>;
  edit(
    id: string,
    etag: number,
    editor: Editor,
    change: { title?: string | undefined; rationale?: string | undefined; parts?: readonly PartEdit[] | undefined },
  ): Promise<void>;
  withdraw(id: string, etag: number, editor: Editor): Promise<void>;
  submit(id: string, etag: number, editor: Editor): Promise<void>;
  /** Takes what is in force now as the new base; earlier approvals no longer count. */
  rebase(id: string, etag: number, editor: Editor): Promise<readonly MovedPart[]>;
  review(id: string, etag: number, reviewer: Reviewer, command: ReviewCommand): Promise<ReviewResult>;
  /** The same decision on each, each checked for itself: one that is refused holds the others back in no way. */
  reviewEach(
    targets: readonly BulkTarget[],
    reviewer: Reviewer,
    command: Omit<ReviewCommand, 'contentHash'>,
  ): Promise<readonly BulkResult[]>;
  /** Makes a proposal of its own of some parts; both are reviewed anew. */
  split(id: string, etag: number, editor: Editor, command: SplitCommand): Promise<SplitResult>;
  /** Takes another open proposal in, which is withdrawn; the whole is reviewed anew. */
  merge(id: string, etag: number, editor: Editor, command: MergeCommand): Promise<void>;
  /** Publishes without review, by a named system decision that says so wherever the versions show. */
  publishBySystem(
    id: string,
    decidedBy: `system:${string}`,
    reason: string,
  ): Promise<{ position: number; decidedAt: Date }>;
  /** Drops bundles of a run that were never finished. */
  dropUnfinished(tx: Executor, runId: string): Promise<void>;
}

export function createProposalsService(database: Database, hash: KeyedHash, wakeUps: WakeUps): ProposalsService {
  const change = (
    id: string,
    etag: number,
    editor: Editor,
    command: 'edit' | 'withdraw' | 'submit',
    work: (tx: Executor, row: ProposalRow) => Promise<void>,
  ) =>
    database.transaction(async (tx) => {
      const row = await lockProposal(tx, id, etag);
      await refuseForeign(tx, row, editor, command);
      if (command === 'withdraw') refuseMember(row);
      const status = nextStatus(row.status, command);
      await work(tx, row);
      await sealContent(tx, hash, id);
      await tx.query('update proposals set status = $2, etag = etag + 1, updated_at = now() where id = $1', [
        id,
        status,
      ]);
      await appendAudit(tx, { actor: editor.id, action: `proposal.${command}`, subject: id });
    });

  const review: ProposalsService['review'] = async (id, etag, reviewer, command) => {
    const result = await database.transaction((tx) => reviewProposal(tx, hash, id, etag, reviewer, command));
    if (result.published) wakeUps.notify('decisions');
    return result;
  };

  return {
    openBundle: (meta) => openBundle(database, hash, meta),
    async propose(draft, meta) {
      const bundle = await openBundle(database, hash, {
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
    edit: (id, etag, editor, { title, rationale, parts }) =>
      change(id, etag, editor, 'edit', async (tx) => {
        if (parts) await editParts(tx, hash, id, parts);
        await tx.query(
          `update proposals set title = coalesce($2, title), rationale = coalesce($3, rationale),
                                edited_by = array(select distinct unnest(edited_by || $4::text)) where id = $1`,
          [id, title ?? null, rationale ?? null, editor.id],
        );
      }),
    withdraw: (id, etag, editor) => change(id, etag, editor, 'withdraw', async () => {}),
    submit: (id, etag, editor) => change(id, etag, editor, 'submit', async () => {}),
    async rebase(id, etag, editor) {
      const moved = await movedParts(database, id);
      await change(id, etag, editor, 'edit', async (tx) => {
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
    review,
    reviewEach: (targets, reviewer, command) =>
      reviewEach(targets, ({ id, etag, contentHash }) => review(id, etag, reviewer, { ...command, contentHash })),
    split: (id, etag, editor, command) =>
      database.transaction((tx) => splitProposal(tx, hash, id, etag, editor, command)),
    merge: (id, etag, editor, command) =>
      database.transaction((tx) => mergeProposals(tx, hash, id, etag, editor, command)),
    async publishBySystem(id, decidedBy, reason) {
      const published = await database.transaction(async (tx) => {
        const row = await lockProposal(tx, id, null);
        const status = nextStatus(row.status, 'complete');
        await tx.query('update proposals set status = $2, etag = etag + 1, updated_at = now() where id = $1', [
          id,
          status,
        ]);
        return publishProposal(tx, hash, {
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
    async dropUnfinished(tx, runId) {
      await tx.query("delete from proposals where run_id = $1 and status = 'draft' and content_hash = $2", [
        runId,
        unfinished,
      ]);
    },
  };
}
