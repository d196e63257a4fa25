import type { DraftPart, Evidence, ItemKind, ProposalDraft } from '../../../graph-schema/index.ts';
import {
  type ComparedText,
  type Conflict,
  findConflicts,
  findProhibited,
  type Prohibited,
} from '../../../ingest/index.ts';
import type { Executor } from '../../ports/database.ts';
import { type LatestStatement, latestStatements } from './latest-statements.ts';

const speaking = ['clause', 'step', 'script', 'best_practice'] as const;
type Speaking = (typeof speaking)[number];
type Statement = LatestStatement<Speaking>;
type Fact = LatestStatement<'product_fact'>;

/** More than this of one run are a sign of something else, and nobody would look through them. */
const mostConflicts = 200;

/**
 * Terms that a clause, or what agents do and say, contradicts, and words of agents that a clause forbids to say or to
 * promise: one proposal for each pair, with both evidences. Nothing is resolved here.
 */
export async function conflictDrafts(executor: Executor, collectionId: string): Promise<ProposalDraft[]> {
  const statements = await latestStatements(executor, collectionId, speaking);
  const drafts = [
    ...(await contradictedTerms(executor, collectionId, statements)),
    ...(await prohibitedWords(executor, statements)),
  ];
  const told = await toldAlready(executor, collectionId);
  return drafts.filter(({ rationale, parts }) =>
    parts.some((part) => part.sort !== 'edge' || !told.has(pairKey(endOf(part.from), endOf(part.to), rationale))),
  );
}

/** By both sentences, without what each is called and what is advised. */
const pairKey = (from: string, to: string, rationale: string) => {
  const sentences = rationale.split('\n').slice(0, 2);
  return [from, to, ...sentences.map((line) => line.replace(/^[^:：]*[:：]\s*/, ''))].join(' ');
};
const endOf = (end: object): string => ('itemId' in end && typeof end.itemId === 'string' ? end.itemId : '');

/**
 * Conflicts that wait or were decided on, in the same words: a call more or less behind them is no reason to ask again.
 */
async function toldAlready(executor: Executor, collectionId: string): Promise<ReadonlySet<string>> {
  const found = await executor.query<{ from_id: string; to_id: string; rationale: string }>(
    `select i.from_id, i.to_id, q.rationale
       from items i join proposal_parts p on p.item_id = i.id join proposals q on q.id = p.proposal_id
      where i.collection_id = $1 and i.sort = 'edge' and i.kind = 'CONFLICTS_WITH' and q.status <> 'withdrawn'`,
    [collectionId],
  );
  return new Set(found.rows.map(({ from_id, to_id, rationale }) => pairKey(from_id, to_id, rationale)));
}

async function contradictedTerms(
  executor: Executor,
  collectionId: string,
  statements: readonly Statement[],
): Promise<ProposalDraft[]> {
  const facts = await latestStatements(executor, collectionId, ['product_fact']);
  if (facts.length === 0) return [];
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

async function prohibitedWords(executor: Executor, statements: readonly Statement[]): Promise<ProposalDraft[]> {
  const texts = (rules: boolean) =>
    statements.filter(({ kind }) => (kind === 'clause') === rules).map((statement) => textOf(statement));
  const byId = new Map(statements.map((statement) => [statement.itemId, statement]));
  // A clause that a text breaks in several sentences conflicts with it once.
  const pairs = new Map(
    findProhibited(texts(true), texts(false)).map((found) => [`${found.ruleId} ${found.textId}`, found]),
  );
  const drafts: ProposalDraft[] = [];
  for (const found of [...pairs.values()].slice(0, mostConflicts)) {
    const [rule, statement] = [byId.get(found.ruleId), byId.get(found.textId)];
    if (rule?.kind === 'clause' && statement)
      drafts.push(await prohibitionOf(executor, found, rule as LatestStatement<'clause'>, statement));
  }
  return drafts;
}

/** What is at fault, by its kind. */
const called: Readonly<Record<Exclude<Speaking, 'clause'>, { readonly zh: string; readonly en: string }>> = {
  step: { zh: '步骤', en: 'step' },
  script: { zh: '话术', en: 'script' },
  best_practice: { zh: '最佳实践', en: 'best practice' },
};

async function prohibitionOf(
  executor: Executor,
  { rule: forbids, sentence, what }: Prohibited,
  rule: LatestStatement<'clause'>,
  statement: Statement,
): Promise<ProposalDraft> {
  const { law, article, language } = rule.content;
  const [name, of] = [labelOf(statement), `${law} ${article}`];
  const evidence = [
    ...(await exactEvidence(executor, rule.evidence, forbids)).map((one) => ({ ...one, kind: 'states' as const })),
    ...(await exactEvidence(executor, statement.evidence, sentence)).map((one) => ({
      ...one,
      kind: 'contradicts' as const,
    })),
  ];
  const english = language === 'en';
  const { zh, en } = called[statement.kind === 'clause' ? 'script' : statement.kind];
  return {
    title: (english ? `Conflict: ${of} and ${name}` : `冲突：${of} 与 ${name}`).slice(0, 500),
    origin: 'miner:conflicts',
    rationale: (english
      ? `The clause forbids: ${forbids}\nIn practice: ${sentence}\nAbout: ${what}. Approving notes the conflict and changes neither; retract or reject the ${en}, or mend the clause.`
      : `条文禁止：${forbids}\n实际${zh}：${sentence}\n涉及：${what}。批准只记录冲突，不改动任何一方；请撤回或驳回该${zh}，或修订条文。`
    ).slice(0, 4_000),
    parts: [conflictEdge(rule.itemId, statement.itemId, evidence, 0.6)],
  };
}

function conflictEdge(from: string, to: string, evidence: Evidence[], confidence: number): DraftPart {
  return {
    sort: 'edge',
    kind: 'CONFLICTS_WITH',
    from: { itemId: from },
    to: { itemId: to },
    content: {},
    evidence,
    validFrom: null,
    validTo: null,
    conditions: {},
    audience: ['expert'],
    confidence,
  };
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
    parts: [conflictEdge(fact.itemId, statement.itemId, evidence, 0.7)],
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
