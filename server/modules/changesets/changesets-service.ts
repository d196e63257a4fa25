import { newId, type Role } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import {
  appendAudit,
  type Decision,
  type KeyedHash,
  publishChangeset,
  refuseMovedItems,
} from '../../publishing/index.ts';
import { isComplete, reviewNeeds } from '../proposals/index.ts';
import { type ChangesetCommand, nextChangesetStatus } from './changeset.ts';
import type { ChangesetGround } from './changeset-ground.ts';
import {
  basesOf,
  type ChangesetContent,
  type ChangesetRow,
  lockChangeset,
  presentContent,
  readContent,
  readMarks,
  withdrawalsOf,
} from './changeset-rows.ts';
import { decideItems, type ItemDecision, touch } from './decide-items.ts';
import { effectiveInstant, moveMembers } from './effective-at.ts';
import { addMember, rebaseMembers, releaseMembers, removeMember, resumeMembers } from './member-proposals.ts';
import { addNewImpact, type ComparisonRequest, prepareChange } from './prepare-change.ts';
import { type ChangesetReview, type ChangesetReviewed, reviewChangeset } from './review-changeset.ts';

export interface ChangesetFields {
  readonly title?: string | undefined;
  readonly rationale?: string | undefined;
  /** A local time in `zone`, or an instant; null: as soon as it is published. */
  readonly effectiveAt?: string | null | undefined;
  readonly zone?: string | undefined;
}

/** Changes that go live together: drawn up, decided item by item, reviewed as a whole, published as one. */
export interface ChangesetsService {
  create(makerId: string, fields: ChangesetFields & { readonly title: string }): Promise<string>;
  edit(id: string, etag: number, editorId: string, fields: ChangesetFields): Promise<void>;
  /** Compares a new version with what is in force, and draws up what that makes necessary. */
  compare(id: string, etag: number, editorId: string, request: ComparisonRequest): Promise<void>;
  decide(id: string, etag: number, editorId: string, decisions: readonly ItemDecision[]): Promise<void>;
  addProposal(id: string, etag: number, editorId: string, proposalId: string): Promise<void>;
  removeProposal(id: string, etag: number, editorId: string, proposalId: string): Promise<void>;
  /** Refused while an item that leans on what changes is not decided. */
  submit(id: string, etag: number, editorId: string): Promise<void>;
  reopen(id: string, etag: number, editorId: string): Promise<void>;
  abandon(id: string, etag: number, editorId: string): Promise<void>;
  /** Takes what was decided meanwhile as the base; items that moved are to be decided anew. */
  rebase(id: string, etag: number, editorId: string): Promise<void>;
  review(
    id: string,
    etag: number,
    reviewer: { readonly id: string; readonly roles: readonly Role[] },
    review: ChangesetReview,
  ): Promise<ChangesetReviewed>;
  /** Puts all of it into the log in one transaction; at once, or from its moment on. */
  publish(id: string, etag: number, publisherId: string, reason: string): Promise<Decision>;
}

export function createChangesetsService(ground: ChangesetGround): ChangesetsService {
  const { database, hash, wakeUps, timeZone } = ground;

  const change = (
    id: string,
    etag: number,
    actor: string,
    command: ChangesetCommand,
    work: (tx: Executor, row: ChangesetRow) => Promise<void>,
  ) =>
    database.transaction(async (tx) => {
      const row = await lockChangeset(tx, id, etag);
      const status = nextChangesetStatus(row.status, command);
      await work(tx, row);
      await tx.query('update changesets set status = $2 where id = $1', [id, status]);
      await touch(tx, id, actor);
      await appendAudit(tx, { actor, action: `changeset.${command}`, subject: id });
    });
  const openRow = (id: string, etag: number) =>
    database.transaction(async (tx) => {
      const row = await lockChangeset(tx, id, etag);
      nextChangesetStatus(row.status, 'edit');
      return row;
    });

  return {
    async create(makerId, { title, rationale = '', effectiveAt = null, zone = timeZone }) {
      const id = newId('changeset');
      await database.transaction(async (tx) => {
        await tx.query(
          `insert into changesets (id, title, rationale, status, effective_at, zone, created_by) values ($1, $2, $3, 'open', $4, $5, $6)`,
          [id, title, rationale, effectiveInstant(effectiveAt, zone), zone, makerId],
        );
        await appendAudit(tx, { actor: makerId, action: 'changeset.create', subject: id });
      });
      return id;
    },
    edit: (id, etag, editorId, { title, rationale, effectiveAt, zone }) =>
      change(id, etag, editorId, 'edit', async (tx, row) => {
        const inZone = zone ?? row.zone ?? timeZone;
        const from = effectiveAt === undefined ? row.effective_at : effectiveInstant(effectiveAt, inZone);
        if (effectiveAt !== undefined) await moveMembers(tx, hash, id, from);
        await tx.query(
          `update changesets set title = coalesce($2, title), rationale = coalesce($3, rationale), effective_at = $4, zone = $5 where id = $1`,
          [id, title ?? null, rationale ?? null, from, inZone],
        );
      }),
    async compare(id, etag, editorId, request) {
      await prepareChange(ground, await openRow(id, etag), editorId, request);
    },
    async decide(id, etag, editorId, decisions) {
      await decideItems(ground, await openRow(id, etag), editorId, decisions);
    },
    addProposal: (id, etag, editorId, proposalId) =>
      change(id, etag, editorId, 'edit', async (tx, row) => {
        await addMember(tx, id, proposalId);
        if (row.effective_at !== null) await moveMembers(tx, hash, id, row.effective_at);
      }),
    removeProposal: (id, etag, editorId, proposalId) =>
      change(id, etag, editorId, 'edit', (tx) => removeMember(tx, id, proposalId)),
    async submit(id, etag, editorId) {
      const fresh = await addNewImpact(ground, await openRow(id, etag));
      await change(id, etag, editorId, 'submit', async (tx, row) => {
        const content = await readContent(tx, hash, row);
        refuseUndecided(content, fresh);
        await refuseMovedItems(
          tx,
          content.members.map((member) => member.id),
          basesOf(content),
        );
      });
    },
    reopen: (id, etag, editorId) => change(id, etag, editorId, 'reopen', (tx) => resumeMembers(tx, id)),
    abandon: (id, etag, editorId) => change(id, etag, editorId, 'abandon', (tx) => releaseMembers(tx, id)),
    rebase: (id, etag, editorId) => change(id, etag, editorId, 'edit', (tx) => rebaseMembers(tx, id)),
    review: (id, etag, reviewer, review) =>
      database.transaction((tx) => reviewChangeset(tx, hash, id, etag, reviewer, review)),
    async publish(id, etag, publisherId, reason) {
      const decision = await database.transaction((tx) => publish(tx, hash, { id, etag, publisherId, reason }));
      wakeUps.notify('decisions');
      return decision;
    },
  };
}

function refuseUndecided({ items, members }: ChangesetContent, fresh: number): void {
  const undecided = items.filter(({ action }) => action === null);
  if (undecided.length > 0)
    throw new DomainError(
      'wrong_state',
      `${undecided.length} items that lean on what changes are not decided${fresh > 0 ? ` (${fresh} of them came since it was compared)` : ''}; say of each whether it is updated, suspended, retired or kept`,
      { current: { undecided: undecided.slice(0, 100).map(({ item_id }) => item_id) } },
    );
  if (members.length === 0 && !items.some(({ action }) => action === 'retire' || action === 'suspend'))
    throw new DomainError(
      'wrong_state',
      'This changeset changes nothing yet; compare a new version, or add a proposal',
    );
}

interface Publishing {
  readonly id: string;
  readonly etag: number;
  readonly publisherId: string;
  readonly reason: string;
}

async function publish(
  tx: Executor,
  hash: KeyedHash,
  { id, etag, publisherId, reason }: Publishing,
): Promise<Decision> {
  const row = await lockChangeset(tx, id, etag);
  const status = nextChangesetStatus(row.status, 'publish');
  const content = await readContent(tx, hash, row);
  const marks = await readMarks(tx, id, content.hash);
  if (!isComplete(reviewNeeds(content.governance, presentContent, marks)))
    throw new DomainError(
      'content_changed',
      'What is in this changeset changed after it was approved; reopen it, and have it reviewed again',
    );
  const proposalIds = content.members.map((member) => member.id);
  await refuseMovedItems(tx, proposalIds, basesOf(content));
  const decision = await publishChangeset(tx, hash, {
    changesetId: id,
    proposalIds,
    withdrawals: withdrawalsOf(content),
    from: row.effective_at,
    decidedBy: publisherId,
    reason: reason === '' ? row.title : reason,
    contentHash: content.hash,
  });
  await tx.query(`update proposals set status = 'approved', etag = etag + 1, updated_at = now() where id = any($1)`, [
    proposalIds,
  ]);
  // The etag stays, so that the approvals go on to be those of this content.
  await tx.query(
    `update changesets set status = $2, updated_at = now(), published_by = $3, published_at = $4, position = $5 where id = $1`,
    [id, status, publisherId, decision.decidedAt, decision.position],
  );
  await appendAudit(tx, {
    actor: publisherId,
    action: 'changeset.publish',
    subject: id,
    details: { position: decision.position, contentHash: content.hash },
  });
  return decision;
}
