import { z } from 'zod';
import { languages } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { instant, listQuery } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';

export const attestationSchema = z.object({
  /** The id of the source that it is. */
  id: z.string(),
  collectionId: z.string(),
  title: z.string(),
  /** Its latest revision, redacted. */
  text: z.string(),
  language: languages.schema.nullable(),
  revision: z.int(),
  authorId: z.string(),
  authorName: z.string(),
  /** What it was given about; the label is null where nothing of it was published. */
  about: z.object({ itemId: z.string(), label: z.string().nullable() }).nullable(),
  callId: z.string().nullable(),
  createdAt: instant,
  erasedAt: instant.nullable(),
});
export type AttestationView = z.infer<typeof attestationSchema>;

export const attestationListQuery = listQuery(['createdAt'], {
  authorId: z.string().max(100).optional(),
  itemId: z.string().max(100).optional(),
  callId: z.string().max(100).optional(),
});

interface Row {
  id: string;
  collection_id: string;
  title: string;
  text: string | null;
  language: AttestationView['language'];
  revision: number;
  author_id: string;
  author_name: string;
  item_id: string | null;
  label: string | null;
  call_id: string | null;
  created_at: Date;
  erased_at: Date | null;
}

const select = `select o.id, o.collection_id, o.title, o.language, r.revision, a.author_id, coalesce(u.display_name, a.author_id) as author_name,
    a.item_id, a.call_id, a.created_at, o.erased_at,
    (select v.label from item_versions v where v.item_id = a.item_id order by v.version desc limit 1) as label,
    (select string_agg(s.text, E'\\n\\n' order by s.ordinal) from segments s where s.revision_id = r.id and s.erased_at is null) as text
  from attestations a join sources o on o.id = a.source_id left join users u on u.id = a.author_id
  join lateral (select x.id, x.revision from source_revisions x where x.source_id = o.id order by x.revision desc limit 1) r on true`;

const toView = (row: Row): AttestationView => ({
  id: row.id,
  collectionId: row.collection_id,
  title: row.title,
  text: row.text ?? '',
  language: row.language,
  revision: row.revision,
  authorId: row.author_id,
  authorName: row.author_name,
  about: row.item_id === null ? null : { itemId: row.item_id, label: row.label },
  callId: row.call_id,
  createdAt: row.created_at.toISOString(),
  erasedAt: row.erased_at?.toISOString() ?? null,
});

/** One attestation; with `authorId`, one of somebody else is not told apart from none. */
export async function readAttestation(
  executor: Executor,
  id: string,
  authorId: string | null,
): Promise<AttestationView> {
  const found = await executor.query<Row>(
    `${select} where a.source_id = $1 and ($2::text is null or a.author_id = $2)`,
    [id, authorId],
  );
  const row = found.rows[0];
  if (!row) throw notFound('attestation', id);
  return toView(row);
}

export async function listAttestations(
  executor: Executor,
  query: z.output<typeof attestationListQuery>,
  authorId: string | null,
) {
  const params = [authorId, query.authorId ?? null, query.itemId ?? null, query.callId ?? null];
  const where = `($1::text is null or a.author_id = $1) and ($2::text is null or a.author_id = $2)
    and ($3::text is null or a.item_id = $3) and ($4::text is null or a.call_id = $4)`;
  const total = await executor.query<{ total: number }>(
    `select count(*)::int as total from attestations a where ${where}`,
    params,
  );
  const page = await executor.query<Row>(
    `${select} where ${where} order by a.created_at ${query.order}, a.source_id ${query.order}
      limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    params,
  );
  return { items: page.rows.map(toView), total: total.rows[0]?.total ?? 0 };
}
