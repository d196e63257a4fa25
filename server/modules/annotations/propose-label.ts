import { type Evidence, otherValue } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { ProposalsService } from '../proposals/index.ts';
import { readTask, type Task } from './annotation-rows.ts';
import { draftFromLabel, type LabelInCall, type ProposableAs, type StandingScenario } from './draft-from-label.ts';

interface Options {
  readonly database: Database;
  readonly proposals: Pick<ProposalsService, 'propose'>;
}

export interface LabelProposal {
  readonly taskId: string;
  readonly labelId: string;
  readonly as: ProposableAs;
  readonly name?: string | undefined;
  readonly proposedBy: string;
}

/** How sure a proposal is that rests on what one expert says, two agree on, or somebody settled. */
const confidences = { done: 0.6, agreed: 0.8, adjudicated: 0.9 } as const;

/** Draws up a proposal from a label that holds; its id. Publishing is left to review, as for every proposal. */
export async function proposeLabel({ database, proposals }: Options, asked: LabelProposal): Promise<string> {
  const task = await readTask(database, asked.taskId);
  if (task.status === 'open' || task.status === 'disputed' || task.decided === null) {
    throw new DomainError('wrong_state', 'What holds of this call is not settled yet; propose from it when it is');
  }
  const given = await labelInCall(database, task, confidences[task.status], asked);
  const parts = draftFromLabel(asked.as, given);
  const title =
    asked.name ??
    (given.label.note === '' ? [...(given.words[0] ?? '')].slice(0, 60).join('') || task.title : given.label.note);
  const proposed = await proposals.propose(
    { title, origin: 'annotation', rationale: '', parts },
    { collectionId: task.collectionId, proposedBy: asked.proposedBy },
  );
  if (!proposed) {
    throw new DomainError('conflict', 'This says nothing new: it is in force, or proposed, in the same words already');
  }
  return proposed.id;
}

async function labelInCall(
  executor: Executor,
  task: Task,
  confidence: number,
  { labelId, name }: LabelProposal,
): Promise<LabelInCall> {
  const decided = task.decided ?? [];
  const label = decided.find(({ id }) => id === labelId);
  if (!label) throw notFound('label of this call', labelId);
  const texts = await executor.query<{ id: string; text: string; language: LabelInCall['language'] }>(
    `select s.id, s.text, o.language from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id
      where s.id = any($1) and s.erased_at is null`,
    [label.spans.map(({ segmentId }) => segmentId)],
  );
  const bySegment = new Map(texts.rows.map((row) => [row.id, row]));
  const words = label.spans.map(({ segmentId, start, end }) => bySegment.get(segmentId)?.text.slice(start, end) ?? '');
  const scenario = decided.find(({ kind, value }) => kind === 'scenario' && value !== otherValue);
  return {
    taskId: task.id,
    label,
    words: words.filter((word) => word !== ''),
    scenarioId: scenario?.value ?? null,
    riskKinds: decided.filter(({ kind }) => kind === 'risk').map(({ value }) => value),
    language: texts.rows[0]?.language ?? null,
    confidence,
    name,
    standing:
      label.kind === 'scenario' && label.value !== otherValue ? await standingScenario(executor, label.value) : null,
  };
}

async function standingScenario(executor: Executor, itemId: string): Promise<StandingScenario | null> {
  const found = await executor.query<{
    key: string;
    version: number;
    content: StandingScenario['content'];
    conditions: StandingScenario['conditions'];
    audience: StandingScenario['audience'];
    valid_from: Date | null;
    valid_to: Date | null;
  }>(
    `select i.key, v.version, v.content, v.conditions, v.audience, v.valid_from, v.valid_to
       from items i join item_versions v on v.item_id = i.id
      where i.id = $1 and i.kind = 'scenario' and v.erased_at is null order by v.version desc limit 1`,
    [itemId],
  );
  const row = found.rows[0];
  if (!row) return null;
  const evidence = await executor.query<{ kind: Evidence['kind']; segment_id: string; start: number; end: number }>(
    `select e.kind, e.segment_id, e.start_unit as start, e.end_unit as end from evidence e join segments s on s.id = e.segment_id
      where e.item_id = $1 and e.version = $2 and s.erased_at is null order by e.ordinal`,
    [itemId, row.version],
  );
  return {
    key: row.key,
    content: row.content,
    conditions: row.conditions,
    audience: row.audience,
    validFrom: row.valid_from?.toISOString() ?? null,
    validTo: row.valid_to?.toISOString() ?? null,
    evidence: evidence.rows.map(({ kind, segment_id, start, end }) => ({
      kind,
      span: { segmentId: segment_id, start, end },
    })),
  };
}
