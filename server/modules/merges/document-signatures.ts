import { estimatedSimilarity, minHash, shinglesOf, similarity } from '../../../ingest/index.ts';
import type { Executor } from '../../ports/database.ts';

/** A document of which the text is nearly the same. */
export interface NearDuplicate {
  readonly sourceId: string;
  readonly title: string;
  /** Jaccard similarity of the runs of four words, computed exactly. */
  readonly similarity: number;
}

/** The estimate may be off by .1 or so; what it lets through is compared exactly. */
const worthComparing = 0.7;
const nearlySame = 0.85;
/** Shorter texts are alike by chance. */
const fewestShingles = 40;

/** Keeps the signature of a revision, and finds other documents of the collection that say nearly the same. */
export async function nearDuplicates(
  executor: Executor,
  own: { readonly collectionId: string; readonly sourceId: string; readonly revisionId: string; readonly text: string },
): Promise<readonly NearDuplicate[]> {
  const shingles = shinglesOf(own.text);
  const signature = minHash(shingles);
  await executor.query(
    `insert into document_signatures (revision_id, source_id, collection_id, signature) values ($1, $2, $3, $4)
         on conflict (revision_id) do update set signature = excluded.signature`,
    [own.revisionId, own.sourceId, own.collectionId, signature],
  );
  if (shingles.size < fewestShingles) return [];
  const found: NearDuplicate[] = [];
  for (const other of await signaturesBeside(executor, own.collectionId, own.sourceId)) {
    if (estimatedSimilarity(signature, other.signature.map(Number)) < worthComparing) continue;
    const exact = similarity(shingles, shinglesOf(await textOf(executor, other.revision_id)));
    if (exact >= nearlySame) found.push({ sourceId: other.source_id, title: other.title, similarity: exact });
  }
  return found.sort((a, b) => b.similarity - a.similarity);
}

/** Those of the latest revisions of other living documents. */
async function signaturesBeside(executor: Executor, collectionId: string, sourceId: string) {
  const found = await executor.query<{
    revision_id: string;
    source_id: string;
    title: string;
    signature: (number | string)[];
  }>(
    `select distinct on (g.source_id) g.revision_id, g.source_id, o.title, g.signature
       from document_signatures g join source_revisions r on r.id = g.revision_id
       join sources o on o.id = g.source_id and o.erased_at is null
      where g.collection_id = $1 and g.source_id <> $2
      order by g.source_id, r.revision desc`,
    [collectionId, sourceId],
  );
  return found.rows;
}

async function textOf(executor: Executor, revisionId: string): Promise<string> {
  const found = await executor.query<{ text: string }>(
    'select text from segments where revision_id = $1 order by ordinal',
    [revisionId],
  );
  return found.rows.map(({ text }) => text).join('\n');
}
