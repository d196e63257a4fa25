import type {
  Applicability,
  Audience,
  ChangesetAction,
  Evidence,
  Governance,
  ItemKind,
} from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import { editParts, sealContent } from '../proposals/index.ts';
import { nextChangesetStatus } from './changeset.ts';
import type { ChangesetGround } from './changeset-ground.ts';
import { type ChangesetRow, lockChangeset } from './changeset-rows.ts';
import { evidenceOf } from './compare-document.ts';
import { withEffectiveAt } from './effective-at.ts';
import { updateOrigin } from './prepare-change.ts';

/** What is to become of one item that is in force. */
export interface ItemDecision {
  readonly itemId: string;
  readonly action: ChangesetAction;
  readonly note: string;
  /** The edited words; with `update` only. */
  readonly content?: Readonly<Record<string, unknown>> | undefined;
}

interface StandingRow {
  item_id: string;
  proposal_id: string | null;
  sort: 'node' | 'edge';
  kind: ItemKind;
  key: string;
  label: string | null;
  content: Readonly<Record<string, unknown>> | null;
  collection_id: string;
  conditions: Applicability;
  audience: Audience[];
  governance: Governance;
  confidence: number;
  valid_to: Date | null;
  evidence: Evidence[] | null;
}

/** Writes down what becomes of items, with who says so; edited words become proposals that go live with the changeset. */
export async function decideItems(
  ground: ChangesetGround,
  row: ChangesetRow,
  editorId: string,
  decisions: readonly ItemDecision[],
): Promise<void> {
  const { database, hash } = ground;
  const standing = await readStanding(database, row.id, decisions);
  const proposed = new Map<string, string>();
  try {
    for (const decision of decisions) {
      const item = standing.get(decision.itemId);
      if (item && decision.action === 'update' && item.proposal_id === null)
        proposed.set(item.item_id, await proposeUpdate(ground, row, editorId, item, decision));
    }
    await database.transaction(async (tx) => {
      const locked = await lockChangeset(tx, row.id, row.etag);
      nextChangesetStatus(locked.status, 'edit');
      for (const decision of decisions) {
        const item = standing.get(decision.itemId);
        if (!item) continue;
        const { action, note } = decision;
        const earlier = item.proposal_id;
        if (earlier !== null && action === 'update') await editUpdate(tx, ground, earlier, editorId, decision);
        if (earlier !== null && action !== 'update') await withdrawProposals(tx, [earlier]);
        const proposalId = action === 'update' ? (earlier ?? proposed.get(item.item_id) ?? null) : null;
        await tx.query(
          `update changeset_items set action = $3, note = $4, proposal_id = $5, decided_by = $6, decided_at = now()
            where changeset_id = $1 and item_id = $2`,
          [row.id, item.item_id, action, note, proposalId, editorId],
        );
        await appendAudit(tx, {
          actor: editorId,
          action: `changeset.${action}`,
          subject: row.id,
          details: { itemId: item.item_id, noteHash: hash.of(note) },
        });
      }
      await touch(tx, row.id, editorId);
    });
  } catch (error) {
    await withdrawProposals(database, [...proposed.values()]);
    throw error;
  }
}

/** Notes that somebody changed it, so that whoever looked at it before looks again. */
export async function touch(tx: Executor, id: string, editorId: string): Promise<void> {
  await tx.query(
    `update changesets set etag = etag + 1, updated_at = now(),
            edited_by = array(select distinct unnest(edited_by || $2::text)) where id = $1`,
    [id, editorId],
  );
}

/** Takes proposals back that were drawn up for a changeset. */
export async function withdrawProposals(tx: Executor, proposalIds: readonly string[]): Promise<void> {
  await tx.query(
    `update proposals set status = 'withdrawn', etag = etag + 1, updated_at = now() where id = any($1) and status <> 'withdrawn'`,
    [proposalIds],
  );
}

async function readStanding(
  executor: Executor,
  id: string,
  decisions: readonly ItemDecision[],
): Promise<ReadonlyMap<string, StandingRow>> {
  const found = await executor.query<StandingRow>(
    `select x.item_id, x.proposal_id, i.sort, i.kind, i.key, i.collection_id, v.label, v.content, v.conditions, v.audience, v.governance,
            v.confidence, v.valid_to, ${evidenceOf('v')} as evidence
       from changeset_items x join items i on i.id = x.item_id join item_versions v on v.item_id = x.item_id and v.version = x.version
      where x.changeset_id = $1 and x.item_id = any($2)`,
    [id, decisions.map(({ itemId }) => itemId)],
  );
  const standing = new Map(found.rows.map((row) => [row.item_id, row]));
  for (const [index, { itemId, action, content }] of decisions.entries()) {
    const path = `decisions.${index}`;
    const item = standing.get(itemId);
    if (!item)
      throw new DomainError('not_found', `${path}.itemId: this changeset touches no such item; load its items again`);
    if ((action === 'update') !== (content !== undefined))
      throw new DomainError(
        'invalid_request',
        `${path}.content: "update" needs the edited words, and nothing else takes any`,
      );
    if (action === 'update' && item.sort === 'edge')
      throw new DomainError('invalid_request', `${path}.action: a relation is kept, suspended or retired, not updated`);
  }
  return standing;
}

async function proposeUpdate(
  { proposals, state, hash }: ChangesetGround,
  row: ChangesetRow,
  editorId: string,
  item: StandingRow,
  { content, note }: ItemDecision,
): Promise<string> {
  if (hash.ofJson(content) === hash.ofJson(item.content)) throw saysNothingNew(item);
  const parts = withEffectiveAt(
    [
      {
        sort: 'node',
        kind: item.kind,
        key: item.key,
        content: { ...content },
        evidence: item.evidence ?? [],
        conditions: item.conditions,
        audience: item.audience,
        governance: item.governance,
        confidence: item.confidence,
        validFrom: state.now().asOf.toISOString(),
        validTo: item.valid_to?.toISOString() ?? null,
      },
    ],
    row.effective_at,
  );
  const draft = { title: item.label ?? item.key, origin: updateOrigin, rationale: note, parts };
  const meta = { collectionId: item.collection_id, proposedBy: editorId, changesetId: row.id };
  const proposed = await proposals.propose(draft, meta);
  if (proposed) return proposed.id;
  throw saysNothingNew(item);
}

const saysNothingNew = ({ label, key }: StandingRow) =>
  new DomainError(
    'conflict',
    `"${label ?? key}" would read as it does now, or the same words wait for a review elsewhere; change them, or choose "keep"`,
  );

async function editUpdate(
  tx: Executor,
  { hash }: ChangesetGround,
  proposalId: string,
  editorId: string,
  { content, note }: ItemDecision,
): Promise<void> {
  await editParts(tx, hash, proposalId, [{ ordinal: 0, content }]);
  await sealContent(tx, hash, proposalId);
  await tx.query(
    `update proposals set rationale = $2, etag = etag + 1, updated_at = now(),
            edited_by = array(select distinct unnest(edited_by || $3::text)) where id = $1`,
    [proposalId, note, editorId],
  );
}
