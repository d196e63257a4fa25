import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../publishing/index.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  await service.database.transaction(async (tx) => {
    for (const [actor, action, subject] of [
      ['system:one', 'thing.made', 'thing_1'],
      ['system:two', 'thing.made', 'thing_2'],
      ['=two()', 'thing.lost', 'thing_100%'],
    ] as const)
      await appendAudit(tx, { actor, action, subject, details: { note: `of ${subject}` } });
  });
});
afterAll(() => service.close());

const get = async (path: string, role: 'compliance' | 'agent' = 'compliance') =>
  (await service.as(role)).call('get', path);
const subjects = ({ body }: { body: { items: { subject: string }[] } }) => body.items.map(({ subject }) => subject);

describe('the audit log', () => {
  it('is found by actor, action, record, period, number and words in ids', async () => {
    const found = async (query: string) => subjects(await get(`/v1/audit?action=thing.&order=asc&${query}`));
    expect(await found('')).toEqual(['thing_1', 'thing_2', 'thing_100%']);
    expect(await found('actor=system:two')).toEqual(['thing_2']);
    expect(await found('subject=thing_1')).toEqual(['thing_1']);
    expect(await found('q=100%25')).toEqual(['thing_100%']);
    expect(await found('q=of%20thing_2')).toEqual(['thing_2']);
    expect(await found('from=2100-01-01T00:00:00Z')).toEqual([]);
    expect(await found('to=2001-01-01T00:00:00Z')).toEqual([]);
    expect(subjects(await get('/v1/audit?action=thing.lost'))).toEqual(['thing_100%']);
    expect(subjects(await get('/v1/audit?action=thing_lost'))).toEqual([]);
    const { body } = await get('/v1/audit?action=thing.lost');
    expect(subjects(await get(`/v1/audit?seq=${body.items[0].seq}`))).toEqual(['thing_100%']);
  });

  it('leaves as JSON lines that follow each other and as CSV without formulas, and says who took it', async () => {
    const lines = (await get('/v1/audit/export').then(({ text }) => text))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number; previous: string; hash: string });
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    for (const [index, line] of lines.entries()) if (index > 0) expect(line.previous).toBe(lines[index - 1]?.hash);
    const csv = await get('/v1/audit/export?format=csv&action=thing.');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.headers['content-disposition']).toBe('attachment; filename="audit.csv"');
    expect(csv.text.trim().split('\r\n')).toHaveLength(4);
    expect(csv.text).toContain("'=two()");
    const { body } = await get('/v1/audit?action=audit.export');
    expect(body.items.map(({ details }: { details: unknown }) => details)).toEqual([
      { format: 'csv', narrowed: true },
      { format: 'jsonl', narrowed: false },
    ]);
  });

  it('is verified with its progress told, and a broken entry named with who made it', async () => {
    const verify = async () => {
      const { text } = await (await service.as('compliance')).call('post', '/v1/audit/verifications');
      return [...text.matchAll(/event: (\w+)\ndata: (.*)\n/g)].map(([, event, data]) => ({
        event,
        data: JSON.parse(data ?? 'null'),
      }));
    };
    const sound = await verify();
    expect([...new Set(sound.filter(({ event }) => event === 'progress').map(({ data }) => data.part))]).toEqual([
      'chain',
      'decisions',
      'reasons',
      'reviews',
      'contents',
    ]);
    expect(sound.at(-1)).toMatchObject({ event: 'result', data: { ok: true, faults: [] } });
    await service.database.query("update audit_log set subject = 'thing_9' where subject = 'thing_2'");
    const broken = await verify();
    expect(broken.at(-1)).toMatchObject({
      event: 'result',
      data: { ok: false, faults: [{ entry: { actor: 'system:two', action: 'thing.made' } }] },
    });
    await service.database.query("update audit_log set subject = 'thing_2' where subject = 'thing_9'");
  });

  it('is for those who may read it', async () => {
    for (const path of ['/v1/audit', '/v1/audit/export']) expect((await get(path, 'agent')).status).toBe(403);
  });
});
