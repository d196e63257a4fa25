import type { DraftPart, ItemRef, ProposalDraft } from '../../../graph-schema/index.ts';
import { contradict } from '../../../ingest/index.ts';
import type { StoredSource } from '../../../ingest/ports.ts';
import type { Executor } from '../../ports/database.ts';
import { type LatestStatement, latestStatements } from './latest-statements.ts';

type Node = Extract<DraftPart, { sort: 'node' }>;
type KnownFact = LatestStatement<'product_fact'>;

/**
 * A term that another document states with another value, for the same case and not for a later time, is proposed as a
 * term of its own in conflict with the other one: which is right is for experts to say. A later document is the next
 * version, as ever.
 */
export async function keepApart(
  executor: Executor,
  collectionId: string,
  source: StoredSource,
  drafts: readonly ProposalDraft[],
): Promise<ProposalDraft[]> {
  const facts = drafts
    .flatMap(({ parts }) => parts)
    .filter((part): part is Node => part.sort === 'node' && part.kind === 'product_fact');
  if (facts.length === 0) return [...drafts];
  const keys = facts.map(({ key }) => key);
  const known = new Map(
    (await latestStatements(executor, collectionId, ['product_fact'], keys)).map((fact) => [fact.key, fact]),
  );
  return drafts.map((draft) => apart(draft, source, known));
}

function apart(draft: ProposalDraft, source: StoredSource, known: ReadonlyMap<string, KnownFact>): ProposalDraft {
  const moved = new Map<string, string>();
  const conflicts: DraftPart[] = [];
  for (const part of draft.parts) {
    if (part.sort !== 'node' || part.kind !== 'product_fact') continue;
    const other = known.get(part.key);
    if (!other || !inConflict(part, other, source.sourceId)) continue;
    const key = `${part.key} (${source.key})`.slice(0, 500);
    moved.set(part.key, key);
    conflicts.push(conflictPart({ kind: 'product_fact', key }, other, part));
  }
  if (moved.size === 0) return draft;
  const ref = (end: ItemRef): ItemRef =>
    'key' in end && end.kind === 'product_fact' ? { ...end, key: moved.get(end.key) ?? end.key } : end;
  const parts = draft.parts.map((part) =>
    part.sort === 'edge'
      ? { ...part, from: ref(part.from), to: ref(part.to) }
      : { ...part, key: part.kind === 'product_fact' ? (moved.get(part.key) ?? part.key) : part.key },
  );
  return {
    ...draft,
    rationale: `${draft.rationale}\n${note(conflicts.length, source)}`.slice(0, 4_000),
    parts: [...parts, ...conflicts],
  };
}

function inConflict(part: Node, other: KnownFact, sourceId: string): boolean {
  if (other.sourceIds.includes(sourceId)) return false;
  const { value, appliesWhen } = part.content as Partial<KnownFact['content']>;
  if (!value || !other.content.value || (appliesWhen ?? '') !== (other.content.appliesWhen ?? '')) return false;
  const later =
    part.validFrom !== null && Date.parse(part.validFrom) > (other.validFrom?.getTime() ?? Number.NEGATIVE_INFINITY);
  return !later && contradict(value, other.content.value);
}

function conflictPart(from: { kind: 'product_fact'; key: string }, other: KnownFact, part: Node): DraftPart {
  const { validFrom, validTo, audience, evidence } = part;
  return {
    sort: 'edge',
    kind: 'CONFLICTS_WITH',
    from,
    to: { itemId: other.itemId },
    content: {},
    evidence: [...evidence, ...other.evidence.slice(0, 3).map((one) => ({ ...one, kind: 'contradicts' as const }))],
    validFrom,
    validTo,
    conditions: {},
    audience,
    confidence: 0.8,
  };
}

function note(count: number, { language, key }: StoredSource): string {
  return language === 'en'
    ? `${count} of these terms contradict what another document states; both stand here, marked as in conflict. Approve the one that is right, and retract or reject the other.`
    : `其中${count}条与另一份文档的说法相左，这里并列提出并标为冲突（来自“${key}”）。请批准正确的一条，撤回或驳回另一条。`;
}
