import type { DraftPart, Evidence, ItemKind, RelationType } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';

/** What takes an item back to one of its versions, ready to be proposed. */
export interface Reversion {
  readonly collectionId: string;
  readonly label: string;
  readonly part: DraftPart;
}

interface Row {
  collection_id: string;
  sort: 'node' | 'edge';
  kind: string;
  key: string;
  from_id: string | null;
  to_id: string | null;
  label: string | null;
  content: Record<string, unknown> | null;
  conditions: DraftPart['conditions'];
  audience: DraftPart['audience'];
  governance: DraftPart['governance'];
  confidence: number;
  valid_from: Date | null;
  valid_to: Date | null;
  evidence: { kind: Evidence['kind']; segmentId: string; start: number; end: number }[];
}

/**
 * The words of an earlier version with the evidence of them that still lives, as a change of the item. A validity that is
 * over is left open. Throws not_found, and wrong_state when its words or all of its evidence were erased.
 */
export async function revertingPart(executor: Executor, itemId: string, version: number): Promise<Reversion> {
  const found = await executor.query<Row>(
    `select i.collection_id, i.sort, i.kind, i.key, i.from_id, i.to_id, v.label, v.content, v.conditions, v.audience, v.governance,
            v.confidence, v.valid_from, v.valid_to,
            coalesce((select jsonb_agg(jsonb_build_object('kind', e.kind, 'segmentId', e.segment_id, 'start', e.start_unit, 'end', e.end_unit)
                                       order by e.ordinal)
                        from evidence e join segments s on s.id = e.segment_id and s.erased_at is null
                       where e.item_id = v.item_id and e.version = v.version), '[]') as evidence
       from item_versions v join items i on i.id = v.item_id where v.item_id = $1 and v.version = $2`,
    [itemId, version],
  );
  const row = found.rows[0];
  if (!row) throw notFound('version', `${itemId}@${version}`);
  if (row.content === null || row.evidence.length === 0) {
    throw new DomainError(
      'wrong_state',
      `Version ${version} cannot come back: ${row.content === null ? 'its words were' : 'the evidence of its words was'} erased; propose new words with living evidence`,
    );
  }
  const over = row.valid_to !== null && row.valid_to <= new Date();
  const shared = {
    evidence: row.evidence.map(({ kind, segmentId, start, end }) => ({ kind, span: { segmentId, start, end } })),
    validFrom: row.valid_from?.toISOString() ?? null,
    validTo: over ? null : (row.valid_to?.toISOString() ?? null),
    conditions: row.conditions,
    audience: row.audience,
    confidence: row.confidence,
    // What was tightened since stays so: only the stricter is said.
    ...(row.governance === 'two_reviews' ? { governance: row.governance } : {}),
  };
  const { content } = row;
  const part: DraftPart =
    row.sort === 'node'
      ? { sort: 'node', kind: row.kind as ItemKind, key: row.key, content, ...shared }
      : {
          sort: 'edge',
          kind: row.kind as RelationType,
          from: { itemId: row.from_id ?? '' },
          to: { itemId: row.to_id ?? '' },
          content,
          ...shared,
        };
  return { collectionId: row.collection_id, label: row.label ?? row.key, part };
}
