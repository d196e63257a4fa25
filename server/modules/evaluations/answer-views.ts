import { z } from 'zod';
import {
  callContextSchema,
  cardKinds,
  cardLevels,
  type ItemContent,
  type ItemKind,
  itemKindSchema,
  itemLabel,
  itemText,
} from '../../../graph-schema/index.ts';
import { pageFields } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import type { VersionRef } from '../../publishing/index.ts';
import { type AnswerSide, type Grade, gradeOf, grades, rankOf, type Verdict, verdicts } from './answer-side.ts';
import { labelsOf, namedItemSchema } from './item-labels.ts';
import { type Utterance, utteranceSchema } from './question.ts';
import type { Run } from './run-store.ts';

const versionSchema = z.object({
  itemId: z.string(),
  version: z.int(),
  kind: itemKindSchema.nullable(),
  /** null: it was erased, or never published and is not proposed any more. */
  label: z.string().nullable(),
  expected: z.boolean(),
});
const sideSchema = z.object({
  confidence: z.number(),
  grade: z.enum(grades),
  /** The place of what was expected among what was found, from 1; null: not among the first 20. */
  rank: z.int().nullable(),
  cards: z.array(
    versionSchema.extend({
      level: cardLevels.schema,
      cardKind: cardKinds.schema,
      text: z.string().nullable(),
      /** The other versions that it shows: steps, scripts. */
      shows: z.array(versionSchema),
    }),
  ),
  /** The best of what was found, whether or not it was shown. */
  ranked: z.array(versionSchema),
  withoutMeaning: z.boolean(),
});
export const answerSchema = z.object({
  ordinal: z.int(),
  questionId: z.string(),
  utterances: z.array(utteranceSchema),
  context: callContextSchema,
  expected: z.array(namedItemSchema),
  verdict: z.enum(verdicts).nullable(),
  before: sideSchema.nullable(),
  after: sideSchema.nullable(),
});
export type Answer = z.infer<typeof answerSchema>;
export const answerListQuery = z.strictObject({
  ...pageFields(25),
  verdict: z.enum(verdicts).optional(),
  grade: z.enum(grades).optional(),
});

interface Row {
  ordinal: number;
  question_id: string;
  utterances: Utterance[];
  context: Answer['context'];
  expected: string[];
  verdict: Verdict | null;
  before: AnswerSide | null;
  after: AnswerSide | null;
}

const rankedShown = 5;
const textUnits = 600;

/** The questions of a run with what answered them, the worse ones first, then those that got better. */
export async function listAnswers(executor: Executor, run: Run, query: z.output<typeof answerListQuery>) {
  const rows = (await readAnswers(executor, run.id)).filter(
    ({ verdict, before, after, expected }) =>
      (query.verdict === undefined || verdict === query.verdict) &&
      (query.grade === undefined || gradeOfSide(after ?? before, expected) === query.grade),
  );
  const order: readonly (Verdict | null)[] = ['worse', 'better', 'changed', 'same', null];
  const sorted = rows.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || a.ordinal - b.ordinal);
  const page = sorted.slice((query.page - 1) * query.perPage, query.page * query.perPage);
  return { items: await describeAnswers(executor, run, page), total: rows.length };
}

const gradeOfSide = (side: AnswerSide | null, expected: readonly string[]): Grade | null =>
  side && gradeOf(side, expected);

export async function readAnswers(executor: Executor, runId: string): Promise<readonly Row[]> {
  const { rows } = await executor.query<Row>(
    `select a.ordinal, a.question_id, q.utterances, q.context, q.expected, a.verdict, a.before, a.after
       from evaluation_answers a join evaluation_questions q on q.id = a.question_id
      where a.run_id = $1 order by a.ordinal`,
    [runId],
  );
  return rows;
}

/** Puts words to what a run kept as references. */
export async function describeAnswers(
  executor: Executor,
  proposed: Pick<Run, 'changesetId' | 'proposalIds'>,
  rows: readonly Row[],
): Promise<readonly Answer[]> {
  const named = await labelsOf(
    executor,
    rows.flatMap(({ expected }) => expected),
  );
  const refs = rows.flatMap(({ before, after }) =>
    [before, after].flatMap((side) =>
      side ? [...side.cards.flatMap(({ cites }) => cites), ...side.ranked.slice(0, rankedShown)] : [],
    ),
  );
  const words = await wordsOf(executor, refs, proposed);
  return rows.map(({ question_id, expected, before, after, ...row }) => ({
    ...row,
    questionId: question_id,
    expected: expected.map(named),
    before: before && describeSide(before, expected, words),
    after: after && describeSide(after, expected, words),
  }));
}

function describeSide(side: AnswerSide, expected: readonly string[], words: Words): NonNullable<Answer['before']> {
  const describe = ({ itemId, version }: VersionRef) => {
    const said = words({ itemId, version });
    return {
      itemId,
      version,
      kind: said?.kind ?? null,
      label: said?.label ?? null,
      expected: expected.includes(itemId),
    };
  };
  return {
    confidence: side.confidence,
    grade: gradeOf(side, expected),
    rank: rankOf(side, expected),
    cards: side.cards.map(({ level, kind, cites, ...own }) => ({
      ...describe(own),
      level,
      cardKind: kind,
      text: words(own)?.text ?? null,
      shows: cites.filter(({ itemId }) => itemId !== own.itemId).map(describe),
    })),
    ranked: side.ranked.slice(0, rankedShown).map(describe),
    withoutMeaning: side.withoutMeaning,
  };
}

type Words = (
  ref: VersionRef,
) => { readonly kind: ItemKind; readonly label: string; readonly text: string } | undefined;

async function wordsOf(
  executor: Executor,
  refs: readonly VersionRef[],
  { changesetId, proposalIds }: Pick<Run, 'changesetId' | 'proposalIds'>,
): Promise<Words> {
  const asked = [...new Map(refs.map(({ itemId, version }) => [`${itemId}@${version}`, { itemId, version }])).values()];
  // What the proposals became when they were published; before that, what they say.
  const { rows } = await executor.query<{
    item_id: string;
    version: number;
    kind: ItemKind;
    content: ItemContent | null;
  }>(
    `select w."itemId" as item_id, w.version, i.kind, coalesce(v.content, p.content) as content
       from jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) join items i on i.id = w."itemId"
       left join item_versions v on v.item_id = i.id and v.version = w.version
       left join lateral (select x.content from proposal_parts x join proposals y on y.id = x.proposal_id
                           where v.item_id is null and x.item_id = i.id and not x.struck
                             and (y.id = any($2) or y.changeset_id = $3)
                           order by x.proposal_id desc limit 1) p on true
      where i.sort = 'node'`,
    [JSON.stringify(asked), proposalIds ?? [], changesetId],
  );
  const known = new Map(rows.map((row) => [`${row.item_id}@${row.version}`, row]));
  return ({ itemId, version }) => {
    const row = known.get(`${itemId}@${version}`);
    if (!row?.content) return undefined;
    const { body } = itemText(row.kind, row.content);
    return { kind: row.kind, label: itemLabel(row.kind, row.content), text: body.slice(0, textUnits) };
  };
}
