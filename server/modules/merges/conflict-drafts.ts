import type { DraftPart, Evidence, ItemKind, ProposalDraft } from '../../../graph-schema/index.ts';
import { type ComparedText, type Conflict, findConflicts } from '../../../ingest/index.ts';
import type { Executor } from '../../ports/database.ts';
import { type LatestStatement, latestStatements } from './latest-statements.ts';

const speaking = ['clause', 'step', 'script', 'best_practice'] as const;
type Speaking = (typeof speaking)[number];
type Statement = LatestStatement<Speaking>;
type Fact = LatestStatement<'product_fact'>;

/** More than this of one run are a sign of something else, and nobody would look through them. */
const mostConflicts = 200;

/**
 * Terms that a clause, or what agents do and say, contradicts: one proposal for each pair, with both evidences. Nothing
 * is resolved here.
 */
export async function conflictDrafts(executor: Executor, collectionId: string): Promise<ProposalDraft[]> {
  const facts = await latestStatements(executor, collectionId, ['product_fact']);
  if (facts.length === 0) return [];
  const statements = await latestStatements(executor, collectionId, speaking);
  const names = await productNames(executor, collectionId);
  const conflicts = findConflicts(
    facts.flatMap(({ itemId, content }) =>
      content.value
        ? [{ id: itemId, name: content.name, value: content.value, products: namesOf(content.product, names) }]
        : [],
    ),
    statements.map((statement) => textOf(statement)),
  );
  const drafts: ProposalDraft[] = [];
  for (const conflict of conflicts.slice(0, mostConflicts)) {
    const fact = facts.find(({ itemId }) => itemId === conflict.factId);
    const statement = statements.find(({ itemId }) => itemId === conflict.textId);
    if (fact && statement) drafts.push(await draftOf(executor, conflict, fact, statement));
  }
  return drafts;
}

type Names = ReadonlyMap<string, readonly string[]>;

async function productNames(executor: Executor, collectionId: string): Promise<Names> {
  const products = await latestStatements(executor, collectionId, ['product']);
  return new Map(products.map(({ content }) => [content.name, [content.name, ...content.aliases]]));
}

const namesOf = (product: string | undefined, names: Names) =>
  product === undefined ? [] : (names.get(product) ?? [product]);

function textOf({ itemId, kind, content }: Statement): ComparedText {
  const fields = content as {
    name?: string;
    heading?: string;
    text?: string;
    instruction?: string;
    say?: string;
    description?: string;
  };
  const heading = kind === 'clause' ? (fields.heading ?? '') : (fields.name ?? '');
  const text = fields.text ?? fields.instruction ?? fields.say ?? fields.description ?? '';
  return { id: itemId, heading, text, products: [] };
}

async function draftOf(
  executor: Executor,
  conflict: Conflict,
  fact: Fact,
  statement: Statement,
): Promise<ProposalDraft> {
  const { language } = fact.content;
  const other =
    statement.kind === 'clause'
      ? `${(statement as LatestStatement<'clause'>).content.law} ${(statement as LatestStatement<'clause'>).content.article}`
      : labelOf(statement);
  const evidence = [
    ...fact.evidence.slice(0, 3),
    ...(await exactEvidence(executor, statement.evidence, conflict.sentence)).map((one) => ({
      ...one,
      kind: 'contradicts' as const,
    })),
  ];
  const edge: DraftPart = {
    sort: 'edge',
    kind: 'CONFLICTS_WITH',
    from: { itemId: fact.itemId },
    to: { itemId: statement.itemId },
    content: {},
    evidence,
    validFrom: null,
    validTo: null,
    conditions: {},
    audience: ['expert'],
    confidence: 0.7,
  };
  const english = language === 'en';
  const practice: readonly ItemKind[] = ['step', 'script', 'best_practice'];
  const inPractice = practice.includes(statement.kind);
  return {
    title: (english ? `Conflict: ${fact.content.name} and ${other}` : `冲突：${fact.content.name} 与 ${other}`).slice(
      0,
      500,
    ),
    origin: 'miner:conflicts',
    rationale: (english
      ? `The term says: ${fact.content.statement}\n${inPractice ? 'In practice' : 'The clause'}: ${conflict.sentence}\nBoth cannot hold. Approving notes the conflict and changes neither; mend the one that is wrong.`
      : `条款写明：${fact.content.statement}\n${inPractice ? '实际做法' : '法规条文'}：${conflict.sentence}\n两者不能同时成立。批准只记录冲突，不改动任何一方；请改正有误的一方。`
    ).slice(0, 4_000),
    parts: [edge],
  };
}

function labelOf({ content }: Statement): string {
  return 'name' in content ? content.name : '';
}

/** The sentence itself where it stands in the evidence word for word, else the evidence as it is. */
async function exactEvidence(
  executor: Executor,
  evidence: readonly Evidence[],
  sentence: string,
): Promise<readonly Evidence[]> {
  const found = await executor.query<{ id: string; text: string }>('select id, text from segments where id = any($1)', [
    evidence.map(({ span }) => span.segmentId),
  ]);
  for (const { span, kind } of evidence) {
    const start = found.rows.find(({ id }) => id === span.segmentId)?.text.indexOf(sentence, span.start) ?? -1;
    if (start >= 0 && start + sentence.length <= span.end)
      return [{ kind, span: { segmentId: span.segmentId, start, end: start + sentence.length } }];
  }
  return evidence.slice(0, 3);
}
