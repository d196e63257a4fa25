import { newId } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import { appendAudit, type KeyedHash } from '../../publishing/index.ts';
import { type Editor, refuseForeign } from './editor.ts';
import { nextStatus } from './proposal.ts';
import { lockProposal, type ProposalRow, refuseMember, sealContent } from './proposal-rows.ts';
import { splitParts } from './split-parts.ts';

export interface SplitCommand {
  readonly ordinals: readonly number[];
  readonly title: string;
}

export interface SplitResult {
  /** The new proposal. */
  readonly id: string;
  /** Relations that stay behind although one of their ends went along. */
  readonly crossing: number;
}

async function editable(tx: Executor, id: string, etag: number, editor: Editor): Promise<ProposalRow> {
  const row = await lockProposal(tx, id, etag);
  await refuseForeign(tx, row, editor, 'edit');
  refuseMember(row);
  return row;
}

// Whoever had a hand in it reviews neither what is left nor what came of it.
const moveOn = `update proposals set status = $2, etag = etag + 1, updated_at = now(),
  edited_by = array(select distinct unnest(edited_by || $3::text[]) order by 1) where id = $1`;

/** Makes a proposal of its own of some parts. Both are reviewed anew, and by nobody who had a hand in them. */
export async function splitProposal(
  tx: Executor,
  hash: KeyedHash,
  id: string,
  etag: number,
  editor: Editor,
  command: SplitCommand,
): Promise<SplitResult> {
  const row = await editable(tx, id, etag, editor);
  const status = nextStatus(row.status, 'edit');
  const parts = await tx.query<{
    ordinal: number;
    sort: 'node' | 'edge';
    item_id: string;
    from_id: string | null;
    to_id: string | null;
  }>('select ordinal, sort, item_id, from_id, to_id from proposal_parts where proposal_id = $1 order by ordinal', [id]);
  const { moved, crossing } = splitParts(
    parts.rows.map(({ ordinal, sort, item_id, from_id, to_id }) => ({
      ordinal,
      sort,
      itemId: item_id,
      fromId: from_id,
      toId: to_id,
    })),
    command.ordinals,
  );
  const created = newId('proposal');
  await tx.query(
    `insert into proposals (id, collection_id, run_id, type, title, origin, rationale, status, governance, proposed_by, edited_by,
                            content_hash, parts_count, priority, derived_from, created_at)
     select $2, collection_id, run_id, type, $3, origin, rationale, $4, governance, proposed_by, edited_by, content_hash, 0, priority, id, created_at
       from proposals where id = $1`,
    [id, created, command.title, status],
  );
  await tx.query('update proposal_parts set proposal_id = $2 where proposal_id = $1 and ordinal = any($3)', [
    id,
    created,
    moved,
  ]);
  for (const one of [id, created]) {
    await tx.query(moveOn, [one, status, [editor.id]]);
    await sealContent(tx, hash, one);
  }
  const details = { into: created, parts: moved.length };
  await appendAudit(tx, { actor: editor.id, action: 'proposal.split', subject: id, details });
  return { id: created, crossing: crossing.length };
}

export interface MergeCommand {
  readonly otherId: string;
  readonly otherEtag: number;
  /** Whose words stay where both are about the same item; evidence of both stays. */
  readonly keep: 'this' | 'other';
}

/**
 * Takes the parts of another open proposal in, which is withdrawn. Nobody who proposed or edited either reviews the whole.
 */
export async function mergeProposals(
  tx: Executor,
  hash: KeyedHash,
  id: string,
  etag: number,
  editor: Editor,
  { otherId, otherEtag, keep }: MergeCommand,
): Promise<void> {
  if (id === otherId) throw new DomainError('invalid_request', 'otherId: name another proposal than this one');
  // Always in the same order, so that two who merge crosswise wait for each other and do not block each other.
  const first = id < otherId;
  const a = await editable(tx, first ? id : otherId, first ? etag : otherEtag, editor);
  const b = await editable(tx, first ? otherId : id, first ? otherEtag : etag, editor);
  const [row, other] = first ? [a, b] : [b, a];
  await refuseOtherCollection(tx, id, otherId);
  await refuseLooser(tx, keep === 'this' ? id : otherId, keep === 'this' ? otherId : id);
  const status = nextStatus(row.status, 'edit');
  const taken = nextStatus(other.status, 'withdraw');
  await uniteParts(tx, id, otherId, keep);
  await tx.query(moveOn, [id, status, [editor.id, other.proposed_by, ...other.edited_by]]);
  await tx.query(
    'update proposals set status = $2, merged_into = $3, etag = etag + 1, updated_at = now() where id = $1',
    [otherId, taken, id],
  );
  await sealContent(tx, hash, id);
  await appendAudit(tx, { actor: editor.id, action: 'proposal.merge', subject: id, details: { from: otherId, keep } });
  await appendAudit(tx, {
    actor: editor.id,
    action: 'proposal.withdraw',
    subject: otherId,
    details: { mergedInto: id },
  });
}

async function refuseOtherCollection(tx: Executor, id: string, otherId: string): Promise<void> {
  const found = await tx.query('select distinct collection_id from proposals where id = any($1)', [[id, otherId]]);
  if (found.rowCount > 1)
    throw new DomainError('invalid_request', 'otherId: proposals of different collections cannot be merged');
}

/** Merging must not be a way around a governance that somebody tightened. */
async function refuseLooser(tx: Executor, kept: string, dropped: string): Promise<void> {
  const found = await tx.query<{ label: string }>(
    `select k.label from proposal_parts k join proposal_parts d on d.item_id = k.item_id and d.proposal_id = $2
      where k.proposal_id = $1 and k.governance = 'one_review' and d.governance = 'two_reviews' limit 1`,
    [kept, dropped],
  );
  const first = found.rows[0];
  if (!first) return;
  throw new DomainError(
    'invalid_request',
    `keep: the other proposal has "${first.label}" reviewed by two; keep its words, or strike the part out first`,
  );
}

const said = [
  'label',
  'content',
  'conditions',
  'audience',
  'governance',
  'confidence',
  'valid_from',
  'valid_to',
  'content_hash',
  'struck',
  'base_version',
  'base_position',
] as const;
const others = said.map((column) => `o.${column}`).join(', ');
const asOther = said.map((column) => `, ${column} = o.${column}`).join('');

async function uniteParts(tx: Executor, id: string, otherId: string, keep: 'this' | 'other'): Promise<void> {
  await tx.query(
    `update proposal_parts p
        set evidence = (select jsonb_agg(distinct e.value) from jsonb_array_elements(p.evidence || o.evidence) e)
            ${keep === 'other' ? asOther : ''}
       from proposal_parts o
      where p.proposal_id = $1 and o.proposal_id = $2 and o.item_id = p.item_id`,
    [id, otherId],
  );
  await tx.query(
    `insert into proposal_parts (proposal_id, ordinal, sort, kind, item_id, key, from_id, to_id, evidence, ${said.join(', ')})
     select $1, (select max(ordinal) from proposal_parts where proposal_id = $1) + row_number() over (order by o.ordinal),
            o.sort, o.kind, o.item_id, o.key, o.from_id, o.to_id, o.evidence, ${others}
       from proposal_parts o
      where o.proposal_id = $2 and not exists (select 1 from proposal_parts p where p.proposal_id = $1 and p.item_id = o.item_id)`,
    [id, otherId],
  );
}
