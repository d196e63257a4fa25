import { expect, test } from 'vitest';
import { createCuration, nodeDraft } from '../testing/curation.ts';
import { openPostgresTestDatabase } from '../testing/postgres-databases.ts';
import { describeWith } from '../testing/services/test-services.ts';
import { readDecisions } from './published-log.ts';

describeWith(['postgres'], 'decisions that are taken at the same time', ({ postgres }) => {
  test('stand in one order without holes, which a reader meets in that order and never has to go back for', {
    timeout: 240_000,
  }, async () => {
    const database = await openPostgresTestDatabase(postgres, 12);
    const curation = await createCuration(database);
    const evidence = await curation.evidence();
    const keys = Array.from({ length: 16 }, (_, n) => `key-${n}`);
    const proposals: string[] = [];
    for (const key of keys) proposals.push(await curation.propose([nodeDraft('script', key, `Say ${key}`, evidence)]));

    let over = false;
    const seen: { position: number; at: number }[] = [];
    const reading = (async () => {
      for (;;) {
        const last = over;
        const page = await readDecisions(database, seen.at(-1)?.position ?? 0, 100);
        seen.push(...page.map(({ position, decidedAt }) => ({ position, at: decidedAt.getTime() })));
        if (last) return;
      }
    })();
    await Promise.all(
      proposals.map(async (id, n) => {
        await curation.approve(id);
        const itemId = await curation.itemId('script', keys[n] ?? '');
        await curation.decide('suspend', itemId, 1);
        if (n % 2 === 0) await curation.decide('resume', itemId, 1);
      }),
    );
    over = true;
    await reading;

    expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: 16 * 2 + 8 }, (_, n) => n + 1));
    expect(seen.every(({ at }, n) => n === 0 || at > (seen[n - 1]?.at ?? 0))).toBe(true);
    const chain = await database.query(
      `select seq from audit_log a
        where a.seq <> 1 + (select count(*) from audit_log b where b.seq < a.seq)
           or (a.seq > 1 and a.previous <> (select hash from audit_log b where b.seq = a.seq - 1))`,
    );
    expect(chain.rows).toEqual([]);
    await database.close();
  });
});
