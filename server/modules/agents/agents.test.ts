import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { defaultOutcomeRules } from '../outcomes/index.ts';
import { tenureOn } from './agent-record.ts';
import { createAgentsService } from './agents-service.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
}, 240_000);
afterAll(() => database.close());

const service = () => createAgentsService({ database, rules: defaultOutcomeRules, minimumCalls: 30, freshMs: 0 });

describe('agents', () => {
  it('are told by whoever knows, and keep the history of their teams', async () => {
    await service().tell([
      { id: 'a1', displayName: 'Lin', team: 'Cards', teamSince: '2024-01-01', hiredOn: '2020-06-15' },
    ]);
    expect(await service().tell([{ id: 'a1', team: 'Cards' }])).toBe(0);
    const before = await service().read('a1');
    expect(before).toMatchObject({ team: 'Cards', hiredOn: '2020-06-15', told: true, standing: null });
    await service().change('a1', before.etag, { team: 'Loans', teamSince: '2025-03-01' });
    // Told late: it was between the two.
    await service().tell([{ id: 'a1', team: 'Wealth', teamSince: '2024-09-01' }]);
    expect(await service().read('a1')).toMatchObject({
      displayName: 'Lin',
      team: 'Loans',
      teams: [
        { since: '2025-03-01', team: 'Loans' },
        { since: '2024-09-01', team: 'Wealth' },
        { since: '2024-01-01', team: 'Cards' },
      ],
    });
  });

  it('are not changed by somebody who saw an older version', async () => {
    await service().change('a2', 0, { team: 'Cards' });
    const { etag } = await service().read('a2');
    const both = await Promise.allSettled([
      service().change('a2', etag, { team: 'Loans' }),
      service().change('a2', etag, { team: 'Wealth' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(service().change('a2', 0, { team: 'Cards' })).rejects.toMatchObject({ code: 'etag_mismatch' });
  });

  it('are taken in all or none, and each fault is named', async () => {
    const wrong = service().tell([
      { id: 'a3', team: 'Cards' },
      { id: 'a4', hiredOn: '2020-01-01', tenureMonths: 3 },
      { id: 'a3', teamSince: '2999-01-01', team: 'Cards' },
    ]);
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_request',
      details: { errors: [{ path: 'body.agents.1' }, { path: 'body.agents.2' }, { path: 'body.agents.2' }] },
    });
    await expect(service().read('a3')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stand by calls whose end a trusted source tells, where a customer who came back was not helped', async () => {
    await database.script(`
      insert into collections (id, name) values ('main', 'main');
      insert into agents (id) values ('good'), ('weak'), ('boaster'), ('repeated');
      insert into agents (id) select 'crowd ' || n from generate_series(1, 12) n;
      create temporary table made as
        select a.id as agent, n, case
                 when a.id = 'good' then case when n % 10 < 9 then 'solved' else 'unresolved' end
                 when a.id = 'weak' then case when n % 10 < 2 then 'solved' else 'unresolved' end
                 when a.id in ('boaster', 'repeated') then 'solved'
                 else case when n % 2 = 0 then 'solved' else 'escalated' end end as outcome
          from agents a cross join generate_series(1, 80) n where a.id ~ '^(good|weak|boaster|repeated|crowd)';
      insert into sources (id, collection_id, type, key, title) select agent || '/' || n, 'main', 'transcript', agent || '/' || n, 't' from made;
      insert into source_revisions (id, source_id, revision, content_hash) select agent || '/' || n, agent || '/' || n, 1, 'x' from made;
      insert into cases (id, source_id, revision_id, collection_id, agent_id, outcome, outcome_source, channel, language, started_at, customer_pseudonym)
      select agent || '/' || n, agent || '/' || n, agent || '/' || n, 'main', agent, outcome, case when agent = 'boaster' then 'agent' else 'crm' end, 'phone', 'en',
             timestamptz '2026-05-01 08:00Z' + make_interval(days => n % 2), case when agent = 'repeated' then 'customer ' || n / 2 end
        from made`);
    const { agents } = await service().list();
    const of = (id: string) => agents.find((agent) => agent.id === id)?.standing;
    expect(of('good')).toMatchObject({ calls: 80, trustedCalls: 80, eligible: true, top: true });
    expect(of('weak')?.high).toBeLessThan(0);
    expect(of('boaster')).toMatchObject({ calls: 80, trustedCalls: 0, eligible: false, top: false });
    expect(of('repeated')).toMatchObject({ trustedCalls: 80, solved: 41 });
  });
});

describe('tenure', () => {
  it('is counted in whole months to the day asked for', () => {
    const hired = { hiredOn: '2024-01-31', tenureMonths: null, tenureKnownOn: null };
    expect([tenureOn(hired, '2024-02-29'), tenureOn(hired, '2024-03-31'), tenureOn(hired, '2023-01-01')]).toEqual([
      0, 2, 0,
    ]);
    const told = { hiredOn: null, tenureMonths: 10, tenureKnownOn: '2026-01-15' };
    expect([tenureOn(told, '2026-03-20'), tenureOn({ ...told, tenureKnownOn: null }, '2026-03-20')]).toEqual([12, 10]);
  });
});
