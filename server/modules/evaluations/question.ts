import { z } from 'zod';
import { callContextSchema, isItemKind, itemKindSchema, speakerRoles } from '../../../graph-schema/index.ts';
import { DomainError, type FieldError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';

const text = z.string().trim().min(1).max(4_000);
export const utteranceSchema = z.strictObject({ role: speakerRoles.schema, text });
export type Utterance = z.infer<typeof utteranceSchema>;

/** An item by its id, or by its kind and key in a collection. */
export const expectedItemSchema = z.union([
  z.string().trim().min(1).max(700),
  z.strictObject({
    kind: itemKindSchema,
    key: z.string().trim().min(1).max(700),
    collectionId: z.string().min(1).max(300).optional(),
  }),
]);
export type ExpectedItem = z.infer<typeof expectedItemSchema>;

/** A question with what answers it rightly: any of these items, or nothing. */
export const givenQuestionSchema = z
  .strictObject({
    question: text.optional(),
    /** The talk so far, oldest first. */
    utterances: z.array(utteranceSchema).min(1).max(50).optional(),
    context: callContextSchema.default({}),
    expected: z.array(expectedItemSchema).max(50).default([]),
    /** Nothing relevant is expected. */
    nothingRelevant: z.boolean().default(false),
    /** The gap, or the call, that it is taken from. */
    gapId: z.string().max(100).optional(),
    callId: z.string().max(100).optional(),
  })
  .refine(({ question, utterances }) => (question === undefined) !== (utterances === undefined), {
    error: 'send either a question or the utterances of the talk',
  })
  .refine(({ expected, nothingRelevant }) => (expected.length === 0) === nothingRelevant, {
    path: ['expected'],
    error: 'name the items that answer it, or say "nothingRelevant": true; not both',
  });
export type GivenQuestion = z.output<typeof givenQuestionSchema>;

export const mostQuestions = 5_000;

export const utterancesOf = ({ question, utterances }: GivenQuestion): readonly Utterance[] =>
  utterances ?? [{ role: 'customer', text: question ?? '' }];

/**
 * The ids of the items that each question names, by id or natural key (`kind:key`, or as an object). Throws with every
 * name that means nothing, under the path that `pathOf` gives its question.
 */
export async function resolveExpected(
  executor: Executor,
  questions: readonly Pick<GivenQuestion, 'expected'>[],
  pathOf: (index: number) => string,
): Promise<readonly (readonly string[])[]> {
  const named = questions.flatMap(({ expected }, index) => expected.map((item) => ({ index, ...nameOf(item) })));
  const { rows } = await executor.query<{ n: number; id: string }>(
    `select w.n, i.id from jsonb_to_recordset($1::jsonb) as w (n int, id text, kind text, key text, collection text)
       join items i on i.sort = 'node' and (i.id = w.id or (i.kind = w.kind and i.key = w.key
            and (w.collection is null or i.collection_id = w.collection)))
      order by w.n, i.id`,
    [
      JSON.stringify(
        named.map(({ id, kind, key, collectionId }, n) => ({ n, id, kind, key, collection: collectionId })),
      ),
    ],
  );
  const found = new Map<number, string[]>();
  for (const { n, id } of rows) found.set(n, [...(found.get(n) ?? []), id]);
  const errors: FieldError[] = [];
  const resolved = questions.map((): string[] => []);
  for (const [n, { index, said }] of named.entries()) {
    const ids = found.get(n) ?? [];
    const [first] = ids;
    if (first !== undefined && ids.length === 1) resolved[index]?.push(first);
    else errors.push({ path: `${pathOf(index)}.expected`, message: mending(said, ids.length) });
  }
  if (errors.length > 0) {
    const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
    throw new DomainError('invalid_request', `${errors[0]?.path}: ${errors[0]?.message}${more}`, {
      errors: errors.slice(0, 50),
    });
  }
  return resolved.map((ids) => [...new Set(ids)]);
}

const mending = (said: string, count: number) =>
  count === 0
    ? `there is no item ${said}; give its id, or its kind and key as clause:KEY`
    : `${count} collections have an item ${said}; give its id, or the collection too`;

function nameOf(item: ExpectedItem) {
  if (typeof item !== 'string') return { ...item, id: null, said: `${item.kind}:${item.key}` };
  const colon = item.indexOf(':');
  const kind = item.slice(0, Math.max(0, colon));
  const key = colon >= 0 && isItemKind(kind) ? item.slice(colon + 1).trim() : null;
  return { id: item, kind: key === null ? null : kind, key, collectionId: undefined, said: item };
}
