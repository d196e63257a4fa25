import { z } from 'zod';
import { languages, speakerRoles } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { idParams, likeText, listOf, pageFields } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Database } from '../../ports/database.ts';

const practiceCallSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** How the customer opens, to choose by. */
  opening: z.string(),
  language: languages.schema.nullable(),
  turns: z.int(),
  durationMs: z.int().nullable(),
});
const turnSchema = z.object({ role: speakerRoles.schema, startMs: z.int(), endMs: z.int(), text: z.string() });

interface CallRow {
  id: string;
  title: string;
  opening: string | null;
  language: z.infer<typeof languages.schema> | null;
  turns: number;
  duration_ms: number | null;
}

const openingUnits = 120;
const columns = `o.id, o.title, o.language, c.duration_ms,
  (select s.text from segments s where s.revision_id = c.revision_id and s.role = 'customer' and s.erased_at is null order by s.ordinal limit 1) as opening,
  (select count(*)::int from segments s where s.revision_id = c.revision_id) as turns`;
// A customer's call is never played to agents as it was; only the samples that come with the product are.
const from = `cases c join sources o on o.id = c.source_id and o.erased_at is null
  join source_revisions r on r.id = c.revision_id join ingest_runs i on i.id = r.run_id and i.started_by = 'system:samples'`;
const wordHeld = `(o.title ilike '%' || w || '%'
  or exists (select 1 from segments s where s.revision_id = c.revision_id and s.erased_at is null and s.text ilike '%' || w || '%'))`;
const chosen = `($1::text is null or o.language = $1) and not exists (select 1 from unnest($2::text[]) as w where not ${wordHeld})`;
const show = ({ duration_ms, opening, ...row }: CallRow) => ({
  ...row,
  opening: (opening ?? '').slice(0, openingUnits),
  durationMs: duration_ms,
});

/** Sample calls that an agent can play to see what guidance they would have got. */
export function practiceCallsRoutes(database: Database): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/practice-calls',
      operationId: 'listPracticeCalls',
      summary: 'Sample calls to practise on; calls that were ingested otherwise are not served',
      tag: 'calls',
      access: 'practice:read',
      query: z.strictObject({
        ...pageFields(100),
        language: languages.schema.optional(),
        q: z.string().trim().min(1).max(200).optional(),
      }),
      response: { status: 200, schema: listOf(practiceCallSchema) },
      async handle({ query }) {
        const words = query.q?.split(/\s+/).map(likeText) ?? [];
        const params = [query.language ?? null, words];
        const { rows, total } = await readPage<CallRow>(
          database,
          { ...query, order: 'asc' },
          {
            columns,
            from,
            where: chosen,
            params,
            key: 'o.id',
            sort: 'o.title',
          },
        );
        return { status: 200, body: { items: rows.map(show), total } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/practice-calls/{id}',
      operationId: 'getPracticeCall',
      summary: 'The turns of a sample call, with their times',
      tag: 'calls',
      access: 'practice:read',
      params: idParams,
      response: {
        status: 200,
        schema: practiceCallSchema.omit({ turns: true }).extend({ turns: z.array(turnSchema) }),
      },
      async handle({ params }) {
        const call = await database.query<CallRow>(`select ${columns} from ${from} where o.id = $1`, [params.id]);
        const row = call.rows[0];
        if (!row) throw notFound('past call', params.id);
        const turns = await database.query<{
          role: 'customer' | 'agent' | null;
          start_ms: number | null;
          end_ms: number | null;
          text: string;
        }>(
          `select s.role, s.start_ms, s.end_ms, s.text from ${from} join segments s on s.revision_id = c.revision_id
            where c.source_id = $1 and s.erased_at is null order by s.ordinal`,
          [params.id],
        );
        const { turns: _count, ...shown } = show(row);
        return { status: 200, body: { ...shown, turns: withTimes(turns.rows) } };
      },
    }),
  ];
}

const msPerCharacter = 200;

/** Turns without times get those of unhurried speech, one after the other. */
function withTimes(
  rows: readonly { role: 'customer' | 'agent' | null; start_ms: number | null; end_ms: number | null; text: string }[],
) {
  let clock = 0;
  return rows.map(({ role, start_ms, end_ms, text }) => {
    const startMs = start_ms ?? clock;
    const endMs = end_ms ?? startMs + text.length * msPerCharacter;
    clock = endMs + 500;
    return { role: role ?? 'customer', startMs, endMs, text };
  });
}
