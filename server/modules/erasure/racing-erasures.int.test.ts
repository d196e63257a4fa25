import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Evidence, newId } from '../../../graph-schema/index.ts';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import { postgresDatabase } from '../../adapters/postgres/postgres-database.ts';
import { createLeases } from '../../jobs/lease.ts';
import type { Database } from '../../ports/database.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { type Curation, createCuration, nodeDraft } from '../../testing/curation.ts';
import { createPostgresDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { wordsInTables } from '../../testing/words-anywhere.ts';
import { verifyAudit } from '../audit/verify-chain.ts';
import { createSourcesStore } from '../sources/index.ts';
import { createErasureService, type ErasureService } from './erasure-service.ts';

const rounds = 12;

describeWith(['postgres'], 'an erasure while others write', (urls) => {
  const hash = createKeyedHash(randomBytes(32));
  let drop: () => Promise<void>;
  let database: Database;
  let curation: Curation;
  let erasures: ErasureService;
  beforeAll(async () => {
    const created = await createPostgresDatabase(urls.postgres);
    drop = created.drop;
    database = postgresDatabase({ url: created.url, log: silentLog, poolSize: 8 });
    const { migrate } = await import('../../../migrations/migrate.ts');
    await migrate(database);
    curation = await createCuration(database, undefined, undefined, hash);
    const leases = createLeases(database);
    erasures = createErasureService({ database, hash, leases, wakeUps: inProcessWakeUps(), finishMs: 0 });
    await database.query(
      "insert into ingest_runs (id, collection_id, status, started_by, label) values ('run_1', 'main', 'succeeded', 'x', 'a run')",
    );
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  const store = (customer: string, key: string, text: string, fileOrdinal: number) =>
    createSourcesStore(database, hash).store('main', { runId: 'run_1', fileOrdinal }, [
      {
        record: 0,
        source: {
          type: 'transcript',
          key,
          title: key,
          language: 'en',
          metadata: {},
          hashInput: key + text,
          segments: [{ ordinal: 0, kind: 'utterance', locator: '00:00', role: 'customer', text }],
          call: {
            agent: null,
            outcome: null,
            customerPseudonym: customer,
            startedAt: null,
            durationMs: null,
            channel: null,
          },
        },
      },
    ]);
  const evidenceIn = async (key: string): Promise<Evidence[]> => {
    const found = await database.query<{ id: string; text: string }>(
      `select s.id, s.text from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id where o.key = $1`,
      [key],
    );
    return found.rows.map(({ id, text }) => ({ kind: 'states', span: { segmentId: id, start: 0, end: text.length } }));
  };
  const settled = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );

  it('leaves nothing, whoever approves, proposes, hears or stores the same at the same time', async () => {
    const words: string[] = [];
    const outcomes: string[][] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [word, customer] = [`quoll${round}zx`, `p-${round}`];
      words.push(word);
      // From before the erasure to after it.
      const later = <T>(work: () => Promise<T>) => new Promise((go) => setTimeout(go, round * 8)).then(work);
      await store(customer, `call-${round}`, `About the ${word} I called`, round);
      const evidence = await evidenceIn(`call-${round}`);
      const waiting = await curation.propose([nodeDraft('script', `waits-${round}`, word, evidence)], word);
      const call = newId('call');
      await database.query(
        `insert into calls (id, created_by, status, customer_pseudonym, owner, owner_until, lease_epoch) values ($1, 'usr_agent', 'open', $2, 'me', now() + interval '1 hour', 1)`,
        [call, customer],
      );
      // As a process does that answers in the call.
      const hear = () =>
        database.transaction(async (tx) => {
          const held = await tx.query(
            "update calls set owner = null, owner_until = null where id = $1 and owner = 'me' and lease_epoch = 1 returning id",
            [call],
          );
          if (held.rowCount === 0) throw Object.assign(new Error('taken over'), { code: 'conflict' });
          await tx.query("insert into call_utterances (call_id, seq, role, text) values ($1, 1, 'customer', $2)", [
            call,
            word,
          ]);
        });
      outcomes.push(
        await Promise.all([
          settled(erasures.erase({ kind: 'customer', pseudonym: customer }, 'usr_compliance', false)),
          settled(later(() => curation.approve(waiting))),
          settled(curation.propose([nodeDraft('script', `new-${round}`, `${word} again`, evidence)], word)),
          settled(later(hear)),
          settled(store(customer, `call-${round}`, `About the ${word} I called`, round + rounds)),
        ]),
      );
    }
    const codes = new Set(outcomes.flat());
    expect(
      [...codes].filter(
        (code) => !['done', 'conflict', 'wrong_state', 'invalid_request', 'etag_mismatch'].includes(code),
      ),
    ).toEqual([]);
    expect(codes.size).toBeGreaterThan(1);
    expect(outcomes.map(([erased]) => erased)).toEqual(outcomes.map(() => 'done'));
    expect(await wordsInTables(database, words)).toEqual([]);
    expect((await verifyAudit(database, hash)).faults).toEqual([]);
  });
});
