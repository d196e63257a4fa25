import type { ItemKind } from '../../../graph-schema/index.ts';
import { itemLabel } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { checkedContent, checkedRelation, partHash, utc } from './part-rows.ts';

/** A change of one part; fields that are absent stay as they are. */
export interface PartEdit {
  readonly ordinal: number;
  readonly content?: Readonly<Record<string, unknown>> | undefined;
  readonly struck?: boolean | undefined;
  readonly validFrom?: string | null | undefined;
  readonly validTo?: string | null | undefined;
}

interface Row {
  sort: 'node' | 'edge';
  kind: string;
  label: string;
  content: unknown;
  conditions: unknown;
  audience: string[];
  governance: PartHashInput['governance'];
  valid_from: Date | null;
  valid_to: Date | null;
  struck: boolean;
}
type PartHashInput = Parameters<typeof partHash>[1];

export async function editParts(
  tx: Executor,
  hash: KeyedHash,
  proposalId: string,
  edits: readonly PartEdit[],
): Promise<void> {
  for (const edit of edits) await editPart(tx, hash, proposalId, edit);
}

/** An outline counts characters of the text, so it goes with a text that was changed. */
function withoutStaleOutline(
  before: unknown,
  edited: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { outline: _counted, ...rest } = edited;
  return (before as { text?: unknown } | null)?.text === edited['text'] ? edited : rest;
}

async function editPart(tx: Executor, hash: KeyedHash, proposalId: string, edit: PartEdit): Promise<void> {
  const found = await tx.query<Row>(
    `select sort, kind, label, content, conditions, audience, governance, valid_from, valid_to, struck
       from proposal_parts where proposal_id = $1 and ordinal = $2`,
    [proposalId, edit.ordinal],
  );
  const row = found.rows[0];
  const path = `parts.${edit.ordinal}`;
  if (!row) throw new DomainError('not_found', `${path}: the proposal has no such part`);
  const content =
    edit.content === undefined
      ? row.content
      : row.sort === 'node'
        ? checkedContent(row.kind as ItemKind, withoutStaleOutline(row.content, edit.content), path)
        : checkedRelation(edit.content, path);
  const validFrom = edit.validFrom === undefined ? (row.valid_from?.toISOString() ?? null) : utc(edit.validFrom);
  const validTo = edit.validTo === undefined ? (row.valid_to?.toISOString() ?? null) : utc(edit.validTo);
  if (validFrom !== null && validTo !== null && new Date(validTo) <= new Date(validFrom)) {
    throw new DomainError('invalid_request', `${path}: the interval ends before or when it begins`);
  }
  const label =
    row.sort === 'node' && edit.content !== undefined
      ? itemLabel(row.kind as ItemKind, checkedContent(row.kind as ItemKind, content, path))
      : row.label;
  const contentHash = partHash(hash, {
    content,
    conditions: row.conditions,
    audience: row.audience,
    governance: row.governance,
    validFrom,
    validTo,
  });
  await tx.query(
    `update proposal_parts set content = $3::jsonb, label = $4, valid_from = $5, valid_to = $6, struck = $7, content_hash = $8
      where proposal_id = $1 and ordinal = $2`,
    [
      proposalId,
      edit.ordinal,
      JSON.stringify(content),
      label,
      validFrom,
      validTo,
      edit.struck ?? row.struck,
      contentHash,
    ],
  );
}
