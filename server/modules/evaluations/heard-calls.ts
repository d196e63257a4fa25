import { z } from 'zod';
import { speakerRoles } from '../../../graph-schema/index.ts';
import { instant } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';

const mostCalls = 50;
/** Like the turns of a question. */
const mostTurns = 50;

/** A live call to take a question from: what was said in it, as it is stored, without personal data. */
export const heardCallsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      createdAt: instant,
      utterances: z.array(z.object({ role: speakerRoles.schema, text: z.string() })),
    }),
  ),
});
type HeardCalls = z.infer<typeof heardCallsSchema>;

export const heardCallsQuery = z.strictObject({
  /** Words that somebody said in it. */
  q: z.string().trim().max(200).default(''),
});

/** The latest live calls in which a customer said something, up to the last thing that one said; erased ones are gone. */
export async function listHeardCalls(executor: Executor, q: string): Promise<HeardCalls> {
  const { rows } = await executor.query<{
    id: string;
    created_at: Date;
    utterances: HeardCalls['items'][number]['utterances'];
  }>(
    `select c.id, c.created_at,
            (select jsonb_agg(jsonb_build_object('role', t.role, 'text', t.text) order by t.seq)
               from (select u.* from call_utterances u
                      where u.call_id = c.id and u.seq <= (select max(l.seq) from call_utterances l where l.call_id = c.id and l.role = 'customer')
                      order by u.seq desc limit ${mostTurns}) t) as utterances
       from calls c
      where c.erased_at is null and exists (select 1 from call_utterances u where u.call_id = c.id and u.role = 'customer')
        and ($1 = '' or exists (select 1 from call_utterances u where u.call_id = c.id and strpos(lower(u.text), lower($1)) > 0))
      order by c.created_at desc, c.id limit ${mostCalls}`,
    [q],
  );
  return {
    items: rows.map(({ id, created_at, utterances }) => ({ id, createdAt: created_at.toISOString(), utterances })),
  };
}
