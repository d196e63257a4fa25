import { type DraftPart, parseInstant } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { editParts, sealContent } from '../proposals/index.ts';

/** The moment that a clock in the zone shows; text with an offset means that offset. Null: as soon as it is published. */
export function effectiveInstant(text: string | null, zone: string): Date | null {
  if (text === null) return null;
  try {
    return parseInstant(text, zone);
  } catch {
    throw new DomainError(
      'invalid_request',
      'effectiveAt: not a moment in that zone; write it as 2026-04-01T00:00, and zone as Asia/Shanghai',
    );
  }
}

/** Parts that hold from that moment on; without one, those of the past keep their own beginning. */
export function withEffectiveAt(parts: readonly DraftPart[], effectiveAt: Date | null): DraftPart[] {
  const from = effectiveAt?.toISOString();
  return parts.map((part) => ({ ...part, validFrom: from ?? part.validFrom, ...endAfter(part.validTo, effectiveAt) }));
}

/** An end that lies before the beginning would leave no interval, so it goes. */
const endAfter = (validTo: string | null, from: Date | null) =>
  validTo !== null && from !== null && new Date(validTo) <= from ? { validTo: null } : {};

interface PartRow {
  proposal_id: string;
  ordinal: number;
  valid_to: Date | null;
}

/** Moves everything that goes live with the changeset to that moment; null: to the moment when it is published. */
export async function moveMembers(
  tx: Executor,
  hash: KeyedHash,
  changesetId: string,
  effectiveAt: Date | null,
): Promise<void> {
  const found = await tx.query<PartRow>(
    `select x.proposal_id, x.ordinal, x.valid_to from proposal_parts x join proposals p on p.id = x.proposal_id
      where p.changeset_id = $1 and p.status <> 'withdrawn' and ($2::timestamptz is not null or x.valid_from > now())
        and x.valid_from is distinct from $2 order by x.proposal_id, x.ordinal`,
    [changesetId, effectiveAt],
  );
  const byProposal = new Map<string, PartRow[]>();
  for (const part of found.rows) byProposal.set(part.proposal_id, [...(byProposal.get(part.proposal_id) ?? []), part]);
  for (const [proposalId, rows] of byProposal) {
    const edits = rows.map(({ ordinal, valid_to }) => ({
      ordinal,
      validFrom: effectiveAt?.toISOString() ?? null,
      ...(effectiveAt !== null && valid_to !== null && valid_to <= effectiveAt ? { validTo: null } : {}),
    }));
    await editParts(tx, hash, proposalId, edits);
    await sealContent(tx, hash, proposalId);
    await tx.query('update proposals set etag = etag + 1, updated_at = now() where id = $1', [proposalId]);
  }
}
