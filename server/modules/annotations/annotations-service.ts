import { type AnnotationLabel, newId } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { appendAudit, type KeyedHash } from '../../publishing/index.ts';
import { type AnnotationView, mayReopen, type Reason, readAnnotation, submittedOf } from './annotation-rows.ts';
import { checkedLabels } from './check-labels.ts';
import { agreedLabels } from './compare-annotations.ts';
import { draftHolds, pickCandidates, reasonsOf } from './pick-call.ts';

/** Experts' work on past calls. Everything here is of one expert and shows nothing of any other's. */
export interface AnnotationsService {
  /** The draft that they left, else the call that tells most; null: there is none left for them. */
  next(annotatorId: string, collectionId: string | null): Promise<string | null>;
  /** Begins with a call of their own choice; refuses (`conflict`) when as many as are wanted have it. */
  begin(annotatorId: string, sourceId: string): Promise<string>;
  save(id: string, annotatorId: string, etag: number, labels: readonly AnnotationLabel[]): Promise<AnnotationView>;
  /** Hands it in. With the last that is wanted the call is done, agreed, or disputed. */
  submit(id: string, annotatorId: string, etag: number): Promise<AnnotationView>;
  /** Takes it up again, as long as nobody has built upon it. */
  reopen(id: string, annotatorId: string, etag: number): Promise<AnnotationView>;
  /** Gives a draft back; the call is not offered to them again. */
  skip(id: string, annotatorId: string, etag: number): Promise<void>;
}

interface Options {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly redact: (text: string) => string;
  /** The share of calls, 0..1, that two experts annotate blind. */
  readonly blindShare: number;
}

/** Candidates that are tried until one is still free. */
const tries = 20;

interface Place {
  readonly sourceId: string;
  readonly revisionId: string;
  readonly collectionId: string;
}

export function createAnnotationsService({ database, hash, redact, blindShare }: Options): AnnotationsService {
  // By the call, so that nobody can ask again until a call comes out as they like it.
  const wantedFor = (revisionId: string) =>
    Number.parseInt(hash.of(`annotation/${revisionId}`).slice(0, 8), 16) / 2 ** 32 < blindShare ? 2 : 1;

  /** Takes a place at the call; null: it is full, or gone. */
  const take = (annotatorId: string, place: Place, reasons: readonly Reason[]) =>
    database.transaction(async (tx) => {
      const alive = await tx.query('select 1 from sources where id = $1 and erased_at is null for share', [
        place.sourceId,
      ]);
      if (alive.rowCount === 0) return null;
      await tx.query(
        `insert into annotation_tasks (id, source_id, revision_id, collection_id, wanted, status) values ($1, $2, $3, $4, $5, 'open')
             on conflict (revision_id) do nothing`,
        [newId('annotationTask'), place.sourceId, place.revisionId, place.collectionId, wantedFor(place.revisionId)],
      );
      const task = await tx.query<{ id: string; wanted: number; status: string }>(
        'select id, wanted, status from annotation_tasks where revision_id = $1 for update',
        [place.revisionId],
      );
      const row = task.rows[0];
      if (!row) return null;
      const own = await tx.query<{ id: string; status: string }>(
        'select id, status from annotations where task_id = $1 and annotator_id = $2',
        [row.id, annotatorId],
      );
      const before = own.rows[0];
      if (before && before.status !== 'skipped') return before.id;
      const held = await tx.query<{ held: number }>(
        `select count(*)::int as held from annotations where task_id = $1 and annotator_id <> $2
            and (status = 'submitted' or (status = 'draft' and updated_at > now() - ${draftHolds}))`,
        [row.id, annotatorId],
      );
      if (row.status !== 'open' || (held.rows[0]?.held ?? 0) >= row.wanted) return null;
      if (before) {
        await tx.query("update annotations set status = 'draft', etag = etag + 1, updated_at = now() where id = $1", [
          before.id,
        ]);
        return before.id;
      }
      const id = newId('annotation');
      await tx.query(
        "insert into annotations (id, task_id, annotator_id, status, reasons) values ($1, $2, $3, 'draft', $4::jsonb)",
        [id, row.id, annotatorId, JSON.stringify(reasons)],
      );
      return id;
    });

  return {
    async next(annotatorId, collectionId) {
      const left = await database.query<{ id: string }>(
        `select a.id from annotations a join annotation_tasks t on t.id = a.task_id
          where a.annotator_id = $1 and a.status = 'draft' and t.status = 'open' and ($2::text is null or t.collection_id = $2)
          order by a.updated_at desc limit 1`,
        [annotatorId, collectionId],
      );
      if (left.rows[0]) return left.rows[0].id;
      for (const candidate of await pickCandidates(database, annotatorId, collectionId, tries)) {
        const id = await take(annotatorId, candidate, reasonsOf(candidate.signals));
        if (id !== null) return id;
      }
      return null;
    },
    async begin(annotatorId, sourceId) {
      const found = await database.query<{ revision_id: string; collection_id: string }>(
        `select c.revision_id, o.collection_id from cases c join sources o on o.id = c.source_id
          where o.id = $1 and o.erased_at is null`,
        [sourceId],
      );
      const row = found.rows[0];
      if (!row) throw notFound('past call', sourceId);
      const place = { sourceId, revisionId: row.revision_id, collectionId: row.collection_id };
      const id = await take(annotatorId, place, []);
      if (id === null) throw new DomainError('conflict', 'This call is annotated already, or being annotated');
      return id;
    },
    save: (id, annotatorId, etag, labels) =>
      database.transaction(async (tx) => {
        const own = await lockOwn(tx, id, annotatorId, etag);
        refuseUnless(own.status === 'draft', 'This annotation was handed in; take it up again first');
        const checked = await checkedLabels(tx, own.revision_id, labels, redact);
        await tx.query('update annotations set labels = $2::jsonb, etag = etag + 1, updated_at = now() where id = $1', [
          id,
          JSON.stringify(checked),
        ]);
        return readAnnotation(tx, id, annotatorId);
      }),
    submit: (id, annotatorId, etag) =>
      database.transaction(async (tx) => {
        const own = await lockOwn(tx, id, annotatorId, etag);
        refuseUnless(own.status === 'draft', 'This annotation was handed in already');
        refuseUnless(own.task_status === 'open', 'Others finished this call meanwhile; nothing is needed of you');
        await tx.query(
          "update annotations set status = 'submitted', submitted_at = now(), updated_at = now(), etag = etag + 1 where id = $1",
          [id],
        );
        await completeTask(tx, own.task_id, own.wanted);
        await appendAudit(tx, { actor: annotatorId, action: 'annotation.submit', subject: id });
        return readAnnotation(tx, id, annotatorId);
      }),
    reopen: (id, annotatorId, etag) =>
      database.transaction(async (tx) => {
        const own = await lockOwn(tx, id, annotatorId, etag);
        refuseUnless(own.status === 'submitted', 'This annotation is open already');
        refuseUnless(
          mayReopen({ status: own.task_status, wanted: own.wanted }),
          'This annotation was compared with that of another expert, so it stays as it is',
        );
        await tx.query(
          "update annotations set status = 'draft', submitted_at = null, updated_at = now(), etag = etag + 1 where id = $1",
          [id],
        );
        await tx.query(
          "update annotation_tasks set status = 'open', decided = null, completed_at = null, etag = etag + 1 where id = $1 and status = 'done'",
          [own.task_id],
        );
        await appendAudit(tx, { actor: annotatorId, action: 'annotation.reopen', subject: id });
        return readAnnotation(tx, id, annotatorId);
      }),
    skip: (id, annotatorId, etag) =>
      database.transaction(async (tx) => {
        const own = await lockOwn(tx, id, annotatorId, etag);
        refuseUnless(own.status === 'draft', 'This annotation was handed in; take it up again first');
        await tx.query(
          "update annotations set status = 'skipped', labels = '[]', updated_at = now(), etag = etag + 1 where id = $1",
          [id],
        );
      }),
  };
}

function refuseUnless(holds: boolean, message: string): void {
  if (!holds) throw new DomainError('wrong_state', message);
}

interface Own {
  task_id: string;
  revision_id: string;
  status: 'draft' | 'submitted';
  etag: number;
  task_status: string;
  wanted: number;
}

/** Locks the task first, as every other change does. */
async function lockOwn(tx: Executor, id: string, annotatorId: string, etag: number): Promise<Own> {
  const found = await tx.query<Own>(
    `select a.task_id, t.revision_id, a.status, a.etag, t.status as task_status, t.wanted
       from annotation_tasks t join annotations a on a.task_id = t.id
      where a.id = $1 and a.annotator_id = $2 and a.status in ('draft', 'submitted') for update`,
    [id, annotatorId],
  );
  const own = found.rows[0];
  if (!own) throw notFound('annotation of yours', id);
  if (own.etag !== etag) {
    throw new DomainError('etag_mismatch', 'This annotation was changed in another window; read it again', {
      current: { etag: own.etag },
    });
  }
  return own;
}

async function completeTask(tx: Executor, taskId: string, wanted: number): Promise<void> {
  const submitted = await submittedOf(tx, [taskId]);
  if (submitted.length < wanted) return;
  const agreed = agreedLabels(submitted.map(({ labels }) => labels));
  const status = agreed === null ? 'disputed' : submitted.length === 1 ? 'done' : 'agreed';
  await tx.query(
    'update annotation_tasks set status = $2, decided = $3::jsonb, completed_at = now(), etag = etag + 1 where id = $1',
    [taskId, status, agreed === null ? null : JSON.stringify(agreed)],
  );
}
