import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../../graph-schema/index.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';

let service: TestService;
let sample: string;
let customers: string;

async function storeCall(startedBy: string, title: string, turns: readonly string[]): Promise<string> {
  const { database } = service;
  const [run, source, revision] = [newId('run'), newId('source'), newId('revision')];
  await database.query("insert into collections (id, name) values ('main', 'main') on conflict do nothing");
  await database.query(
    "insert into ingest_runs (id, collection_id, status, started_by, label) values ($1, 'main', 'succeeded', $2, 'calls')",
    [run, startedBy],
  );
  await database.query(
    "insert into sources (id, collection_id, type, key, title) values ($1, 'main', 'transcript', $1, $2)",
    [source, title],
  );
  await database.query(
    "insert into source_revisions (id, source_id, revision, content_hash, run_id) values ($1, $2, 1, 'x', $3)",
    [revision, source, run],
  );
  for (const [ordinal, text] of turns.entries()) {
    await database.query(
      "insert into segments (id, revision_id, ordinal, kind, locator, role, text) values ($1, $2, $3, 'utterance', '1', 'customer', $4)",
      [newId('segment'), revision, ordinal, text],
    );
  }
  await database.query(
    "insert into cases (id, source_id, revision_id, collection_id, outcome) values ($1, $2, $3, 'main', 'solved')",
    [newId('case'), source, revision],
  );
  return source;
}

beforeAll(async () => {
  service = await startTestService();
  const turns = ['My statement shows 100% interest', 'I want the late fee back'];
  sample = await storeCall('system:samples', 'Late fee, sample', turns);
  customers = await storeCall('usr_admin', 'Late fee, of a customer', turns);
});
afterAll(() => service.close());

const list = async (q?: string) => {
  const agent = await service.as('agent');
  const answer = await agent
    .call('get', '/v1/practice-calls')
    .query(q === undefined ? {} : { q })
    .expect(200);
  return answer.body.items.map(({ id }: { id: string }) => id);
};

it('serves samples only, never what was ingested from customers', async () => {
  expect(await list()).toEqual([sample]);
  const agent = await service.as('agent');
  await agent.call('get', `/v1/practice-calls/${sample}`).expect(200);
  await agent.call('get', `/v1/practice-calls/${customers}`).expect(404);
});

it.each([
  ['statement back', true],
  ['  SAMPLE   interest ', true],
  ['100% fee', true],
  ['statement mortgage', false],
  ['100_', false],
])('searched by %j, every word of which must occur somewhere in it: %s', async (q, found) => {
  expect(await list(q)).toEqual(found ? [sample] : []);
});
