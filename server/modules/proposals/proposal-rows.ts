import type { Governance, ProposalStatus } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { strictest } from './proposal.ts';
import { weighProposal } from './queue-weight.ts';

export interface ProposalRow {
  id: string;
  status: ProposalStatus;
  governance: Governance;
  proposed_by: string;
  edited_by: string[];
  etag: number;
  content_hash: string;
  run_id: string | null;
  /** The changeset that it goes live with. */
  changeset_id: string | null;
}

/** Stands for the hash of a bundle that is handed in piece by piece: nobody but its run knows it. */
export const unfinished = 'unfinished';

/** Locks a proposal to the end of the transaction; refuses one that moved on from `etag`, unless that is null. */
export async function lockProposal(tx: Executor, id: string, etag: number | null): Promise<ProposalRow> {
  const found = await tx.query<ProposalRow>(
    'select id, status, governance, proposed_by, edited_by, etag, content_hash, run_id, changeset_id from proposals where id = $1 and content_hash <> $2 for update',
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

/** The hash over all that the proposal states now, the strictest governance among its parts, and its place in the queue. */
export async function sealContent(tx: Executor, hash: KeyedHash, id: string): Promise<string> {
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
  await weighProposal(tx, id);
  return contentHash;
}

/** Refuses what would decide alone on a proposal that goes live with a changeset. */
export function refuseMember({ changeset_id }: ProposalRow): void {
  if (changeset_id === null) return;
  throw new DomainError(
    'wrong_state',
    `This proposal goes live with changeset ${changeset_id}; review the changeset, or take the proposal out of it first`,
    { current: { changesetId: changeset_id } },
  );
}
