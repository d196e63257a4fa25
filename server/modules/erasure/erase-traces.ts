import type { Executor } from '../../ports/database.ts';
import type { VersionRef } from '../../publishing/index.ts';
import { erasureActor } from './erasure.ts';
import { says } from './only-there.ts';

/** A card that was on a screen; `call_id` null: it was asked for outside of a call. */
interface CardRow {
  id: string;
  call_id: string | null;
  card_id: string;
}

/**
 * Takes erased words out of cards that other calls showed: a card of an erased version goes whole, another one loses
 * the citations of erased sources. The exposures stay: which version was on whose screen, when.
 */
export async function eraseCards(
  tx: Executor,
  sourceIds: readonly string[],
  versions: readonly VersionRef[],
): Promise<number> {
  const refs = JSON.stringify(versions.map(({ itemId, version }) => ({ itemId, version })));
  // Cards keep their words with the first version that they show, whichever of them cites.
  const gone = await tx.query<CardRow>(
    `select distinct x.id, x.call_id, x.card_id from exposures x join exposures y on y.card_id = x.card_id
       join jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) on y.item_id = w."itemId" and y.version = w.version
      where x.card is not null`,
    [refs],
  );
  await tx.query("update exposures set card = null, composed = '{}' where id = any($1)", [
    gone.rows.map(({ id }) => id),
  ]);
  await tx.query(
    `delete from call_events e using jsonb_to_recordset($1::jsonb) as w (call_id text, card_id text)
      where e.call_id = w.call_id and e.type = 'card' and e.data ->> 'id' = w.card_id`,
    [JSON.stringify(gone.rows)],
  );
  await eraseComposed(tx, JSON.stringify(gone.rows));
  await tx.query(
    `update call_events set data = jsonb_set(data, '{scenario}', 'null')
      where type = 'analysis' and data -> 'scenario' ->> 'itemId' = any($1)
        and not exists (select 1 from item_versions v where v.item_id = data -> 'scenario' ->> 'itemId' and v.erased_at is null)`,
    [[...new Set(versions.map(({ itemId }) => itemId))]],
  );
  return gone.rows.length + (await eraseCitations(tx, sourceIds));
}

/** What a model composed beside cards is made of their words. */
async function eraseComposed(tx: Executor, cards: string): Promise<void> {
  await tx.query(
    `delete from call_events e using jsonb_to_recordset($1::jsonb) as w (call_id text, card_id text)
      where e.call_id = w.call_id and e.type = 'delta' and e.data ->> 'cardId' = w.card_id`,
    [cards],
  );
}

/** Takes citations of these sources out of cards; one that has no other goes whole, since no card stands without. */
export async function eraseCitations(tx: Executor, sourceIds: readonly string[]): Promise<number> {
  const cards = await tx.query<CardRow>(
    `select x.id, x.call_id, x.card_id from exposures x
      where x.card is not null and exists (select 1 from jsonb_to_recordset(x.card -> 'citations') as c ("sourceId" text) where c."sourceId" = any($1))
        and x.card_id in
            (select y.card_id from exposures y where (y.item_id, y.version) in
               (select e.item_id, e.version from evidence e join segments s on s.id = e.segment_id
                  join source_revisions r on r.id = s.revision_id where r.source_id = any($1)))`,
    [sourceIds],
  );
  const left = (card: string) =>
    `(select jsonb_agg(c) from jsonb_array_elements(${card} -> 'citations') as c where c ->> 'sourceId' <> all($2))`;
  await tx.query(
    `update exposures set card = case when ${left('card')} is null then null else jsonb_set(card, '{citations}', ${left('card')}) end,
            composed = '{}'
      where id = any($1)`,
    [cards.rows.map(({ id }) => id), sourceIds],
  );
  const list = JSON.stringify(cards.rows);
  const shown = `e.call_id = w.call_id and e.type = 'card' and e.data ->> 'id' = w.card_id`;
  const ofCalls = `jsonb_to_recordset($1::jsonb) as w (call_id text, card_id text)`;
  await eraseComposed(tx, list);
  await tx.query(`delete from call_events e using ${ofCalls} where ${shown} and ${left('e.data')} is null`, [
    list,
    sourceIds,
  ]);
  await tx.query(
    `update call_events e set data = jsonb_set(e.data, '{citations}', ${left('e.data')}) from ${ofCalls} where ${shown}`,
    [list, sourceIds],
  );
  return cards.rows.length;
}

/**
 * Erases what reviewers and deciders wrote about proposals and versions of which nothing is left, and what quotes. The
 * audit chain keeps the keyed hashes.
 */
export async function eraseComments(
  tx: Executor,
  proposalIds: readonly string[],
  versions: readonly VersionRef[],
  onlyThere: ReadonlySet<string>,
): Promise<number> {
  const reviews = await tx.query<{ id: string; comment: string; whole: boolean }>(
    `select r.id, r.comment, p.erased_at is not null as whole from reviews r join proposals p on p.id = r.proposal_id
      where p.id = any($1) and r.comment <> ''`,
    [proposalIds],
  );
  const quoting = reviews.rows.filter(({ whole, comment }) => whole || says(comment, onlyThere)).map(({ id }) => id);
  await tx.query("update reviews set comment = '', erased_at = now() where id = any($1)", [quoting]);
  const remarks = await quotingRemarks(tx, versions, onlyThere);
  const decisions = await tx.query<{ position: number; reason: string; whole: boolean }>(
    `select d.position, d.reason,
            not exists (select 1 from decision_entries e join item_versions v on v.item_id = e.item_id and v.version = e.version
                         where e.position = d.position and v.erased_at is null) as whole
       from decisions d
      where d.reason <> '' and d.decided_by <> $3 and d.position in
            (select e.position from decision_entries e
               join jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) on e.item_id = w."itemId" and e.version = w.version
             union select q.position from decisions q where q.proposal_id = any($2))`,
    [JSON.stringify(versions), proposalIds, erasureActor],
  );
  const positions = decisions.rows
    .filter(({ whole, reason }) => whole || says(reason, onlyThere))
    .map(({ position }) => Number(position));
  await tx.query("update decisions set reason = '', reason_erased_at = now() where position = any($1)", [positions]);
  return quoting.length + positions.length + remarks;
}

/** What agents wrote of cards of erased versions, and of any card if it quotes. */
async function quotingRemarks(
  tx: Executor,
  versions: readonly VersionRef[],
  onlyThere: ReadonlySet<string>,
): Promise<number> {
  const remarks = await tx.query<{ id: string; comment: string; of: boolean }>(
    `select f.id, f.comment, exists (select 1 from jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int)
                                      where f.item_id = w."itemId" and f.version = w.version) as of
       from feedback f where f.comment is not null`,
    [JSON.stringify(versions)],
  );
  const ids = remarks.rows.filter((row) => row.of || says(row.comment, onlyThere)).map(({ id }) => id);
  await tx.query('update feedback set comment = null where id = any($1)', [ids]);
  return ids.length;
}

/** Items are named after the calls that they were met in: those of erased calls, and those nothing is left of, after themselves. */
export async function eraseItemKeys(
  tx: Executor,
  sourceKeys: readonly string[],
  versions: readonly VersionRef[],
  partItemIds: readonly string[],
): Promise<void> {
  await tx.query(
    `update items i set key = 'erased/' || i.id
      where i.sort = 'node' and not starts_with(i.key, 'erased/')
        and (exists (select 1 from unnest($1::text[]) as k
                      where i.key in ('scenario/' || k, k) or starts_with(i.key, 'scenario/' || k || ' (') or starts_with(i.key, k || '/'))
             or (i.id = any($2)
                 and not exists (select 1 from item_versions v where v.item_id = i.id and v.erased_at is null)
                 and not exists (select 1 from proposal_parts p where p.item_id = i.id)))`,
    [sourceKeys, [...new Set([...versions.map(({ itemId }) => itemId), ...partItemIds])]],
  );
  await tx.query(
    `update proposal_parts p set key = i.key from items i where i.id = p.item_id and p.sort = 'node' and starts_with(i.key, 'erased/') and p.key <> i.key`,
  );
}

/**
 * Forgets questions that were asked outside of a call and quote; and those that were saved to be asked again, of these
 * calls or quoting, with what answered them.
 */
export async function eraseQuestions(
  tx: Executor,
  callIds: readonly string[],
  onlyThere: ReadonlySet<string>,
): Promise<number> {
  const ofCalls = await tx.query('delete from evaluation_questions where call_id = any($1)', [callIds]);
  return ofCalls.rowCount + (onlyThere.size === 0 ? 0 : await eraseQuoting(tx, onlyThere));
}

async function eraseQuoting(tx: Executor, onlyThere: ReadonlySet<string>): Promise<number> {
  const saved = await tx.query<{ id: string; utterances: unknown; context: unknown }>(
    'select id, utterances, context from evaluation_questions',
  );
  const quotingSaved = saved.rows.filter(({ utterances, context }) => says([utterances, context], onlyThere));
  await tx.query('delete from evaluation_questions where id = any($1)', [quotingSaved.map(({ id }) => id)]);
  const asked = await tx.query<{ id: string; question: string; context: unknown }>(
    'select id, question, context from gaps where call_id is null',
  );
  const quoting = asked.rows.filter(({ question, context }) => says([question, context], onlyThere));
  await tx.query('delete from gaps where id = any($1)', [quoting.map(({ id }) => id)]);
  return quoting.length + quotingSaved.length;
}

/**
 * Destroys the keys of uploads that wait to be read once more: what is in them is not known, and a retry could bring back
 * what is erased.
 */
export async function eraseKeptUploads(tx: Executor): Promise<number> {
  const kept = await tx.query('delete from ingest_spools where kept_until is not null');
  return kept.rowCount;
}

/** Forgets answers that are kept for repeated requests and name one of these ids. */
export async function eraseAnswers(tx: Executor, ids: readonly string[]): Promise<number> {
  const answers = await tx.query(
    'delete from idempotency_keys where exists (select 1 from unnest($1::text[]) as id where position(id in body::text) > 0)',
    [ids],
  );
  return answers.rowCount;
}
