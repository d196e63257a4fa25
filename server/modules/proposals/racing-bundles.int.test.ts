import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import type { Database } from '../../ports/database.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { type Curation, createCuration, nodeDraft } from '../../testing/curation.ts';
import { openPostgresTestDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { createProposalsService } from './proposals-service.ts';

const proposalsOver = (database: Database) =>
  createProposalsService(database, createKeyedHash(Buffer.alloc(32, 1)), inProcessWakeUps());

describeWith(['postgres'], 'bundles that are drawn up at the same time', ({ postgres }) => {
  let database: Database;
  let curation: Curation;
  beforeAll(async () => {
    database = await openPostgresTestDatabase(postgres, 10);
    curation = await createCuration(database);
  });
  afterAll(() => database.close());

  test('wait for review once when they say the same', async () => {
    // Every transaction takes a while to end, so that all of them have looked before the first one is seen.
    const slow: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (tx) => {
          const result = await work(tx);
          await tx.query('select pg_sleep(0.2)');
          return result;
        }),
    };
    const proposals = proposalsOver(slow);
    const evidence = await curation.evidence();
    const parts = ['one', 'two', 'three'].map((key) => nodeDraft('script', key, `Say ${key}`, evidence));
    const draft = { title: 'The same', origin: 'person', rationale: '', parts };
    const meta = { collectionId: 'main', proposedBy: curation.people.proposer };
    const proposed = await Promise.all(Array.from({ length: 8 }, () => proposals.propose(draft, meta)));
    expect(proposed.filter((one) => one !== null)).toHaveLength(1);
    const { rows } = await database.query("select status, parts_count from proposals where title = 'The same'");
    expect(rows).toEqual([{ status: 'in_review', parts_count: 3 }]);
  });

  test('lose no part when PostgreSQL has them written again', async () => {
    const evidence = await curation.evidence();
    const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`);
    let toFail = 2;
    const failing: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (tx) => {
          const result = await work(tx);
          toFail -= 1;
          if (toFail >= 0) await tx.query(`do $$ begin raise exception using errcode = '40001'; end $$`);
          return result;
        }),
    };
    const proposed = await proposalsOver(failing).propose(
      {
        title: 'Written again',
        origin: 'person',
        rationale: '',
        parts: keys.map((key) => nodeDraft('script', key, `Say ${key}`, evidence)),
      },
      { collectionId: 'main', proposedBy: curation.people.proposer },
    );
    expect(proposed).toMatchObject({ parts: 40, unchanged: 0 });
    const { rows } = await database.query('select count(*) as count from proposal_parts where proposal_id = $1', [
      proposed?.id ?? '',
    ]);
    expect(rows).toEqual([{ count: 40 }]);
  });

  test('take effect whole or are refused when they are published against each other', async () => {
    const evidence = await curation.evidence();
    const ids: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      ids.push(await curation.propose([nodeDraft('script', 'contested', `Say ${n}`, evidence)], `Contested ${n}`));
    }
    const results = await Promise.allSettled(ids.map((id) => curation.approve(id)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'base_moved' });
    }
    const { rows } = await database.query(
      `select count(*) as versions from item_versions v join items i on i.id = v.item_id where i.key = 'contested'`,
    );
    expect(rows).toEqual([{ versions: 1 }]);
  });
});
