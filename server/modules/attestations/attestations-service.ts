import { type DraftPart, type Evidence, type Language, newId } from '../../../graph-schema/index.ts';
import { defaultCollection } from '../../default-collection.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit, type KeyedHash } from '../../publishing/index.ts';
import type { ProposalsService } from '../proposals/index.ts';
import { cutAttestation } from './cut-attestation.ts';

/** What an expert says of how they handle something. */
export interface AttestationWords {
  readonly title?: string | undefined;
  readonly text: string;
  readonly language?: Language | undefined;
}

export interface NewAttestation extends AttestationWords {
  readonly collectionId: string;
  readonly authorId: string;
  readonly itemId?: string | undefined;
  readonly callId?: string | undefined;
}

/** Experts' own words as sources, redacted before they are stored. */
export interface AttestationsService {
  /** Stores it; its id is that of the source. With `callId` it is redacted with what the call taught. */
  attest(attestation: NewAttestation): Promise<string>;
  /** Adds a revision; those before stay, and evidence in them holds. Refuses others than the author. */
  revise(id: string, authorId: string, words: AttestationWords): Promise<void>;
  /** Draws up a proposal of the latest revision's words, with evidence in all of it; its id. */
  propose(id: string, as: 'script' | 'step', proposedBy: string): Promise<string>;
}

interface Options {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly proposals: Pick<ProposalsService, 'propose'>;
  readonly redact: (text: string) => string;
  readonly redactInCall: (callId: string, sealedMemory: string | null, text: string) => string;
}

const titleUnits = 60;

export function createAttestationsService(options: Options): AttestationsService {
  const { database, hash, proposals, redact } = options;

  const redactorFor = async (executor: Executor, callId: string | undefined) => {
    if (callId === undefined) return redact;
    const found = await executor.query<{ sealed_memory: string | null }>(
      'select sealed_memory from calls where id = $1',
      [callId],
    );
    const call = found.rows[0];
    if (!call) throw notFound('call', callId);
    return (text: string) => options.redactInCall(callId, call.sealed_memory, text);
  };

  return {
    attest: (given) =>
      database.transaction(async (tx) => {
        const { collectionId, authorId, itemId, callId } = given;
        await refuseUnknown(tx, collectionId, itemId);
        const clean = await redactorFor(tx, callId);
        const words = redacted(given, clean);
        const id = newId('source');
        await tx.query(
          `insert into sources (id, collection_id, type, key, title, language) values ($1, $2, 'attestation', $3, $4, $5)`,
          [id, collectionId, `attestation/${id}`, words.title, given.language ?? null],
        );
        await tx.query('insert into attestations (source_id, author_id, item_id, call_id) values ($1, $2, $3, $4)', [
          id,
          authorId,
          itemId ?? null,
          callId ?? null,
        ]);
        await storeRevision(tx, id, 1, hash.of(given.text), words.text);
        await appendAudit(tx, { actor: authorId, action: 'attestation.create', subject: id });
        return id;
      }),

    revise: (id, authorId, given) =>
      database.transaction(async (tx) => {
        const found = await tx.query<{ author_id: string; call_id: string | null; erased: boolean; revision: number }>(
          `select a.author_id, a.call_id, o.erased_at is not null as erased,
                  (select max(r.revision) from source_revisions r where r.source_id = o.id) as revision
             from sources o join attestations a on a.source_id = o.id where o.id = $1 for update of o`,
          [id],
        );
        const row = found.rows[0];
        if (!row || row.author_id !== authorId) throw notFound('attestation of yours', id);
        if (row.erased) throw new DomainError('wrong_state', 'This attestation was erased; give a new one');
        const words = redacted(given, await redactorFor(tx, row.call_id ?? undefined));
        await tx.query('update sources set title = $2, language = coalesce($3, language) where id = $1', [
          id,
          words.title,
          given.language ?? null,
        ]);
        await storeRevision(tx, id, row.revision + 1, hash.of(given.text), words.text);
        await appendAudit(tx, {
          actor: authorId,
          action: 'attestation.revise',
          subject: id,
          details: { revision: row.revision + 1 },
        });
      }),

    async propose(id, as, proposedBy) {
      const found = await readForProposal(database, id);
      const proposed = await proposals.propose(
        { title: found.title, origin: 'attestation', rationale: '', parts: partsOf(found, as) },
        { collectionId: found.collectionId, proposedBy },
      );
      if (!proposed) {
        throw new DomainError(
          'conflict',
          'This says nothing new: it is in force, or proposed, in the same words already',
        );
      }
      return proposed.id;
    },
  };
}

function redacted({ title, text }: AttestationWords, clean: (text: string) => string) {
  const words = clean(text);
  const first = words.trim().split(/\r?\n/u)[0] ?? '';
  return { text: words, title: title === undefined ? [...first].slice(0, titleUnits).join('') : clean(title) };
}

async function refuseUnknown(tx: Executor, collectionId: string, itemId: string | undefined): Promise<void> {
  if (collectionId === defaultCollection)
    await tx.query('insert into collections (id, name) values ($1, $1) on conflict do nothing', [collectionId]);
  const collection = await tx.query('select 1 from collections where id = $1', [collectionId]);
  if (collection.rowCount === 0) {
    throw new DomainError(
      'invalid_request',
      `There is no collection "${collectionId}"; ingest something into it first`,
    );
  }
  if (itemId === undefined) return;
  const item = await tx.query("select 1 from items where id = $1 and sort = 'node'", [itemId]);
  if (item.rowCount === 0)
    throw new DomainError('invalid_request', `about.itemId: there is no item ${itemId}; name one that is published`);
}

async function storeRevision(
  tx: Executor,
  sourceId: string,
  revision: number,
  contentHash: string,
  text: string,
): Promise<void> {
  const id = newId('revision');
  // Nothing mines an attestation, so it is not waited for.
  await tx.query(
    'insert into source_revisions (id, source_id, revision, content_hash, mined_at) values ($1, $2, $3, $4, now())',
    [id, sourceId, revision, contentHash],
  );
  const segments = cutAttestation(text).map((segment) => ({ ...segment, id: newId('segment') }));
  await tx.query(
    `insert into segments (id, revision_id, ordinal, kind, locator, text)
     select r.id, $1, r.ordinal, r.kind, r.locator, r.text
       from jsonb_to_recordset($2::jsonb) as r (id text, ordinal int, kind text, locator text, text text)`,
    [id, JSON.stringify(segments)],
  );
}

interface Proposable {
  readonly id: string;
  readonly collectionId: string;
  readonly title: string;
  readonly language: Language | null;
  readonly segments: readonly { readonly id: string; readonly text: string }[];
  readonly about: { readonly itemId: string; readonly kind: string } | null;
}

async function readForProposal(executor: Executor, id: string): Promise<Proposable> {
  const found = await executor.query<{
    collection_id: string;
    title: string;
    language: Language | null;
    item_id: string | null;
    kind: string | null;
    segments: { id: string; text: string }[] | null;
  }>(
    `select o.collection_id, o.title, o.language, a.item_id, i.kind,
            (select jsonb_agg(jsonb_build_object('id', s.id, 'text', s.text) order by s.ordinal) from segments s
              where s.revision_id = (select r.id from source_revisions r where r.source_id = o.id order by r.revision desc limit 1)) as segments
       from attestations a join sources o on o.id = a.source_id left join items i on i.id = a.item_id
      where o.id = $1 and o.erased_at is null`,
    [id],
  );
  const row = found.rows[0];
  if (!row) throw notFound('attestation', id);
  return {
    id,
    collectionId: row.collection_id,
    title: row.title,
    language: row.language,
    segments: row.segments ?? [],
    about: row.item_id === null || row.kind === null ? null : { itemId: row.item_id, kind: row.kind },
  };
}

const relationOf = { script: 'USES_SCRIPT', step: 'HAS_STEP' } as const;
/** Which kinds of items may have a script or a step. */
const mayHave: Readonly<Record<'script' | 'step', readonly string[]>> = {
  script: ['scenario', 'step', 'best_practice'],
  step: ['scenario', 'procedure'],
};

/** The words as one script or step, tied to what it was given about where that may have one. */
function partsOf({ id, title, language, segments, about }: Proposable, as: 'script' | 'step'): DraftPart[] {
  const text = segments.map((segment) => segment.text).join('\n');
  const evidence: Evidence[] = segments.map((segment) => ({
    kind: 'states',
    span: { segmentId: segment.id, start: 0, end: segment.text.length },
  }));
  const terms = {
    evidence,
    validFrom: null,
    validTo: null,
    conditions: {},
    audience: ['agent' as const, 'expert' as const],
    confidence: 0.6,
  };
  const spoken = language === null ? {} : { language };
  const content =
    as === 'script' ? { name: title, say: text, ...spoken } : { name: title, instruction: text, ...spoken };
  const key = `attestation/${id}/${as}`;
  const node: DraftPart = { sort: 'node', kind: as, key, content, ...terms };
  if (about === null || !mayHave[as].includes(about.kind)) return [node];
  const edge: DraftPart = {
    sort: 'edge',
    kind: relationOf[as],
    from: { itemId: about.itemId },
    to: { kind: as, key },
    content: {},
    ...terms,
  };
  return [node, edge];
}
