import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Evidence, newId } from '../../../graph-schema/index.ts';
import type { ParsedSource } from '../../../ingest/ports.ts';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import { createLeases } from '../../jobs/lease.ts';
import type { Database } from '../../ports/database.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { type Curation, createCuration, edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { wordsInTables } from '../../testing/words-anywhere.ts';
import { verifyAudit } from '../audit/verify-chain.ts';
import { createSourcesStore } from '../sources/index.ts';
import { createErasureService, type ErasureService } from './erasure-service.ts';

const hash = createKeyedHash(randomBytes(32));
let database: Database;
let curation: Curation;
let erasures: ErasureService;

beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database, undefined, undefined, hash);
  erasures = createErasureService({
    database,
    hash,
    leases: createLeases(database),
    wakeUps: inProcessWakeUps(),
    patienceMs: 0,
    finishMs: 0,
  });
  await database.query(
    "insert into ingest_runs (id, collection_id, status, started_by, label) values ('run_1', 'main', 'succeeded', 'x', 'a run')",
  );
});
afterAll(() => database.close());

/** A call of a customer, its turns said in these words by the customer. */
const callOf = (pseudonym: string, key: string, ...turns: string[]): ParsedSource => ({
  type: 'transcript',
  key,
  title: `Call ${key}`,
  language: 'en',
  metadata: { note: `noted ${key}` },
  hashInput: `${key} ${turns.join()}`,
  segments: turns.map((text, ordinal) => ({
    ordinal,
    kind: 'utterance',
    locator: `00:0${ordinal}`,
    role: 'customer',
    text,
  })),
  call: {
    agent: null,
    outcome: { result: 'solved', source: 'crm' },
    customerPseudonym: pseudonym,
    startedAt: null,
    durationMs: null,
    channel: 'phone',
  },
});

let files = 0;
const store = (...calls: ParsedSource[]) => {
  files += 1;
  return createSourcesStore(database, hash).store(
    'main',
    { runId: 'run_1', fileOrdinal: files },
    calls.map((source, record) => ({ source, record })),
  );
};

async function evidenceIn(key: string): Promise<Evidence[]> {
  const found = await database.query<{ id: string; text: string }>(
    `select s.id, s.text from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id
      where o.key = $1 order by s.ordinal limit 1`,
    [key],
  );
  return found.rows.map(({ id, text }) => ({ kind: 'states', span: { segmentId: id, start: 0, end: text.length } }));
}

const erase = (pseudonym: string, dryRun = false) =>
  erasures.erase({ kind: 'customer', pseudonym }, 'usr_compliance', dryRun);
const stateOf = async (kind: string, key: string) => {
  const found = await database.query<{ content: unknown; retracted: boolean }>(
    `select v.content, exists (select 1 from decision_entries e join decisions d on d.position = e.position
                                where e.item_id = v.item_id and e.version = v.version and d.action = 'retract') as retracted
       from item_versions v where v.item_id = $1 order by v.version desc limit 1`,
    [await curation.itemId(kind, key)],
  );
  return found.rows[0];
};

describe('erasing a customer', () => {
  it('leaves none of their words in any table, keeps what rests on others too, and the chain verifies', async () => {
    await store(
      callOf('p-one', 'CALL-QUOLL-1', 'My zyxquill card was charged 77412 twice', 'I want it back'),
      callOf('p-two', 'call-2', 'My card was charged twice and I want it back'),
      callOf('p-two', 'call-2b', 'My card was charged twice once more'),
    );
    const [hers, his] = [await evidenceIn('CALL-QUOLL-1'), await evidenceIn('call-2')];
    const both = [...hers, ...his];
    await curation.publish([nodeDraft('scenario', 'alone', 'Zyxquill cards are charged twice', hers)]);
    await curation.publish([nodeDraft('scenario', 'both', 'My card was charged twice', both)]);
    await curation.publish([nodeDraft('script', 'quoting', 'I see the 77412 here', both)]);
    await curation.publish([
      nodeDraft('step', 'next', 'I want it back', his),
      edgeDraft('HAS_STEP', { kind: 'scenario', key: 'alone' }, { kind: 'step', key: 'next' }, his),
    ]);
    await curation.publish([nodeDraft('script', 'again', 'The zyxquill one', hers)]);
    await curation.publish([nodeDraft('script', 'again', 'card', his)]);
    const pendingAlone = await curation.propose([nodeDraft('script', 'p1', 'zyxquill', hers)], 'zyxquill');
    const pendingBoth = await curation.propose(
      [nodeDraft('script', 'p2', 'charged twice', both), nodeDraft('script', 'p3', 'zyxquill', hers)],
      'Two lines',
    );
    const call = newId('call');
    await database.query(
      `insert into calls (id, created_by, status, customer_pseudonym, external_ref, context, sealed_memory, owner, owner_until, lease_epoch)
       values ($1, 'usr_agent', 'open', 'p-one', 'zyxquill ref', '{"region":"77412"}', 'v1.sealed', 'a process', now() + interval '1 hour', 4)`,
      [call],
    );
    await database.query(
      "insert into call_utterances (call_id, seq, role, text) values ($1, 1, 'customer', 'zyxquill')",
      [call],
    );
    await database.query(
      `insert into scenario_models (collection_id, model, calls) values ('main', '{"terms": [["zyxquill", 3]]}', 2)`,
    );
    await database.query(
      `insert into call_matters (case_id, collection_id, scenario_keys, gains, mined)
       select c.id, c.collection_id, case o.key when 'call-2' then array['scenario/call-2'] else array['scenario/CALL-QUOLL-1'] end, array[1.0], true
         from cases c join sources o on o.id = c.source_id`,
    );
    await database.query("insert into gaps (id, question, call_id) values ('gap_1', 'zyxquill?', $1)", [call]);
    await database.query("insert into evaluations (id, name, created_by) values ('evl_1', 'Saved', 'x')");
    await database.query(
      `insert into evaluation_questions (id, evaluation_id, ordinal, utterances, expected, origin, call_id, created_by)
       select 'evq_' || n, 'evl_1', n, jsonb_build_array(jsonb_build_object('role', 'customer', 'text', words)), '{}', 'call', of, 'x'
         from (values (1, 'what he said in it', $1), (2, 'and the zyxquill?', null), (3, 'the card?', null)) as q (n, words, of)`,
      [call],
    );
    await database.query(
      `insert into idempotency_keys (principal, key, request_hash, status, body) values ('p', 'k', 'h', 201, jsonb_build_object('id', $1::text, 'externalRef', 'zyxquill ref'))`,
      [call],
    );
    await database.query(
      "insert into ingest_spools (run_id, key, kept_until) values ('run_1', 'a key', now() + interval '1 hour')",
    );
    const other = newId('call');
    await database.query("insert into calls (id, created_by, status) values ($1, 'usr_agent', 'open')", [other]);
    const bothId = await curation.itemId('scenario', 'both');
    const source = await database.query<{ id: string }>("select id from sources where key = 'CALL-QUOLL-1'");
    const card = {
      id: 'crd_1',
      headline: 'h',
      citations: [
        { sourceId: source.rows[0]?.id, quote: 'zyxquill' },
        { sourceId: 'another', quote: 'card' },
      ],
    };
    await database.query(
      `insert into exposures (id, call_id, principal, card_id, item_id, version, position, level, card, shown_at)
       values ('exp_1', $1, 'x', 'crd_1', $2, 1, 2, 'core', $3::jsonb, now())`,
      [other, bothId, JSON.stringify(card)],
    );
    await database.query("insert into call_events (call_id, seq, type, data) values ($1, 1, 'card', $2::jsonb)", [
      other,
      JSON.stringify(card),
    ]);
    await database.query(
      `insert into ingest_run_files (run_id, name, ordinal, status) values ('run_1', 'mixed.jsonl', $1, 'new')`,
      [files],
    );
    const words = ['zyxquill', '77412', 'QUOLL'];
    expect((await wordsInTables(database, words)).length).toBeGreaterThan(10);

    const would = await erase('p-one', true);
    expect(would).toMatchObject({ outcome: 'would_erase', counts: { sources: 1, calls: 1, uploads: 1 } });
    expect((await wordsInTables(database, words)).length).toBeGreaterThan(10);

    const report = await erase('p-one');
    expect(report).toMatchObject({
      ...would,
      id: expect.any(String),
      outcome: 'erased',
      erasedAt: expect.any(String),
      retracted: expect.any(Object),
      miningRuns: [expect.any(String)],
      finished: false,
    });
    expect(await wordsInTables(database, words)).toEqual([]);
    expect((await database.query('select id from evaluation_questions')).rows).toEqual([{ id: 'evq_3' }]);

    expect(await stateOf('scenario', 'both')).toMatchObject({
      content: { name: 'My card was charged twice' },
      retracted: false,
    });
    expect(await stateOf('step', 'next')).toMatchObject({ retracted: false });
    expect(report.retracted.versions.map(({ kind }) => kind).sort()).toEqual([
      'HAS_STEP',
      'scenario',
      'script',
      'script',
    ]);
    const proposals = await database.query(
      'select id, status, title, parts_count from proposals where id = any($1) order by id',
      [[pendingAlone, pendingBoth]],
    );
    expect(proposals.rows).toEqual([
      { id: pendingAlone, status: 'withdrawn', title: '—', parts_count: 0 },
      { id: pendingBoth, status: 'in_review', title: 'Two lines', parts_count: 1 },
    ]);
    const ended = await database.query('select status, owner, lease_epoch::int as epoch from calls where id = $1', [
      call,
    ]);
    expect(ended.rows).toEqual([{ status: 'ended', owner: null, epoch: 5 }]);
    const shown = await database.query<{ card: unknown }>("select card from exposures where id = 'exp_1'");
    expect(shown.rows[0]?.card).toMatchObject({ citations: [{ sourceId: 'another' }] });
    expect((await database.query('select 1 from scenario_models')).rowCount).toBe(0);
    const left = await database.query<{ key: string }>(
      'select o.key from call_matters m join cases c on c.id = m.case_id join sources o on o.id = c.source_id',
    );
    expect(left.rows).toEqual([{ key: 'call-2' }]);
    expect((await verifyAudit(database, hash)).faults).toEqual([]);
  });

  it('says that nothing is left the second time, and that a stranger was never there', async () => {
    expect(await erase('p-one')).toMatchObject({ outcome: 'nothing_left', erasedAt: expect.any(String) });
    await expect(erase('p-nobody')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('does not take in again what was erased, but takes a new call in', async () => {
    const again = callOf('p-one', 'CALL-QUOLL-1', 'My zyxquill card was charged 77412 twice', 'I want it back');
    const fresh = callOf('p-one', 'CALL-QUOLL-9', 'Another matter');
    expect(await store(again, fresh)).toEqual(['unchanged', 'new']);
    expect(await wordsInTables(database, ['zyxquill'])).toEqual([]);
    expect(await erase('p-one')).toMatchObject({ outcome: 'erased', counts: { sources: 1 } });
  });

  it('waits for nobody who mines, and says so', async () => {
    await store(callOf('p-three', 'call-3', 'A third matter'));
    await createLeases(database).take('mining:main', 'a miner', 60);
    await expect(erase('p-three')).rejects.toMatchObject({ code: 'conflict' });
    await createLeases(database).release('mining:main', 'a miner');
    expect(await erase('p-three')).toMatchObject({ outcome: 'erased' });
  });

  it('refuses an approval that comes too late, and a proposal that names erased words', async () => {
    await store(callOf('p-four', 'call-4', 'A fourth matter, vexling'));
    const words = await evidenceIn('call-4');
    const id = await curation.propose([nodeDraft('script', 'late', 'vexling', words)]);
    await erase('p-four');
    await expect(curation.approve(id)).rejects.toMatchObject({ code: 'wrong_state' });
    await expect(curation.propose([nodeDraft('script', 'later', 'vexling', words)])).rejects.toMatchObject({
      code: 'invalid_request',
    });
    expect(await wordsInTables(database, ['vexling'])).toEqual([]);
  });
});
