import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keysFingerprint, loadSecrets } from '../../installation-secrets.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ REQUESTS_PER_MINUTE: '10000' });
});
afterAll(() => service.close());

type Files = Readonly<Record<string, string | Buffer>>;
let collection = 0;
const newCollection = () => {
  collection += 1;
  return `c${collection}`;
};
const rule = (days: number) => `---
kind: regulation
title: House rules of refunds
language: en
---
# House rules of refunds

Article 1 Refunds of fees are paid within ${days} working days of the complaint.

Article 2 Refunds above 500 need the approval of a second person.
`;
const rows = (texts: readonly string[]) =>
  texts.map((text, index) => JSON.stringify({ _id: `r${index}`, title: `Row ${index}`, text })).join('\n');

const local = () => ({ authorization: `Bearer ${service.localToken}` });
function upload(
  files: readonly [name: string, content: string | Buffer][],
  collectionId: string,
  verbatim = false,
  dryRun = false,
) {
  const test = request(service.app).post('/v1/ingest-runs').set(local());
  test
    .field('label', 'a run')
    .field('collectionId', collectionId)
    .field('verbatim', String(verbatim))
    .field('dryRun', String(dryRun));
  for (const [name, content] of files)
    test.attach('file', Buffer.from(content), { filepath: name } as unknown as { filename: string });
  return test;
}
async function ingest(files: Files, collectionId: string, verbatim = false) {
  const { body } = await upload(Object.entries(files), collectionId, verbatim).expect(202);
  const run = await service.ingestRuns.finished(String(body.id));
  const listed = await request(service.app).get(`/v1/ingest-runs/${run.id}/files`).set(local()).expect(200);
  const byName = (
    listed.body.items as { name: string; status: string; reason: string; remedy: string; records: number }[]
  ).map((file) => [file.name, file] as const);
  return { run, files: Object.fromEntries(byName) };
}

/** Everything that a run leaves in a collection, without ids, times and runs. */
async function leftIn(collectionId: string): Promise<unknown> {
  const { rows: sources } = await service.database.query(
    `select o.key, o.title, r.revision, (select jsonb_agg(s.text order by s.ordinal) from segments s where s.revision_id = r.id) as segments
       from sources o join source_revisions r on r.source_id = o.id where o.collection_id = $1 order by o.key, r.revision`,
    [collectionId],
  );
  const { rows: proposals } = await service.database.query(
    `select p.title, p.status, p.parts_count, p.content_hash <> 'unfinished' as finished,
            (select jsonb_agg(jsonb_build_array(q.kind, q.label, q.content) order by q.ordinal) from proposal_parts q where q.proposal_id = p.id) as parts
       from proposals p where p.collection_id = $1 order by p.title, p.parts_count`,
    [collectionId],
  );
  return { sources, proposals };
}

describe('an ingest run', () => {
  it('reads a file of calls as the mapping beside it says', async () => {
    const into = newCollection();
    const table = 'ticket,sprecher,worte\nT-1,Kunde,My card was charged twice.\nT-1,Berater,I look into it at once.\n';
    const mapping = {
      columns: { callId: 'ticket', role: 'sprecher', text: 'worte' },
      speakers: { Kunde: 'customer', Berater: 'agent' },
    };
    expect((await ingest({ 'calls.csv': table }, into)).files['calls.csv']).toMatchObject({ status: 'failed' });
    const { files } = await ingest({ 'calls.csv': table, 'calls.csv.mapping.json': JSON.stringify(mapping) }, into);
    expect(files['calls.csv']).toMatchObject({ status: 'new', records: 1 });
    const { rows: said } = await service.database.query(
      `select s.role, s.text from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id
        where o.collection_id = $1 order by s.ordinal`,
      [into],
    );
    expect(said).toEqual([
      { role: 'customer', text: 'My card was charged twice.' },
      { role: 'agent', text: 'I look into it at once.' },
    ]);
  });

  it('stores nothing twice: the same files again are unchanged and propose nothing', async () => {
    const into = newCollection();
    const files = { 'rules.md': rule(5), 'rows.jsonl': rows(['The first row.', 'The second row.']) };
    const first = await ingest(files, into);
    expect(first.run).toMatchObject({
      status: 'succeeded',
      counts: { new: 2, failed: 0 },
      progress: { stage: 'done', percent: 100 },
    });
    const before = await leftIn(into);
    const second = await ingest(files, into);
    expect(second.run).toMatchObject({
      status: 'succeeded',
      counts: { new: 0, changed: 0, unchanged: 2 },
      progress: { proposals: 0 },
    });
    expect(await leftIn(into)).toEqual(before);
  });

  it('makes a new revision of what changed, beside the old one, and leaves the rest', async () => {
    const into = newCollection();
    await ingest({ 'rules.md': rule(5), 'rows.jsonl': rows(['Stays.', 'Changes.']) }, into);
    const { run, files } = await ingest({ 'rules.md': rule(9), 'rows.jsonl': rows(['Stays.', 'Changed.']) }, into);
    expect(run.counts).toMatchObject({ changed: 2, new: 0 });
    expect(files['rows.jsonl']).toMatchObject({ status: 'changed', records: 2 });
    const revisions = await service.database.query<{ key: string; revisions: number }>(
      `select o.key, count(*)::int as revisions from sources o join source_revisions r on r.source_id = o.id
        where o.collection_id = $1 group by o.key order by o.key`,
      [into],
    );
    expect(revisions.rows.map((row) => row.revisions).sort()).toEqual([1, 2, 2]);
    const old = await service.database.query("select 1 from segments where text like '%within 5 working days%'");
    expect(old.rowCount).toBeGreaterThan(0);
  });

  it('names each file that cannot be read, with reason and remedy, and reads the others', async () => {
    const into = newCollection();
    const { run, files } = await ingest(
      {
        'broken.jsonl': '{"_id": "a", "text": ',
        'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
        'half.jsonl': `${rows(['A good row.'])}\nnot json at all`,
        'rules.md': rule(5),
      },
      into,
    );
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    for (const name of ['broken.jsonl', 'picture.png']) {
      expect(files[name]).toMatchObject({
        status: 'failed',
        reason: expect.stringMatching(/\S/),
        remedy: expect.stringMatching(/\S/),
      });
    }
    expect(files['half.jsonl']).toMatchObject({ status: 'new', records: 1, reason: expect.stringContaining('2') });
    expect(files['rules.md']).toMatchObject({ status: 'new', reason: null });
  });

  it('stops nothing for text that no database keeps', async () => {
    const into = newCollection();
    const { run, files } = await ingest(
      {
        'nul.md': `# Title\n\nArticle 1 Some words with a \u0000 in them.`,
        'nul.jsonl':
          '{"_id":"n","title":"T","text":"with \\u0000 inside"}\n{"_id":"m","title":"U","text":"half a pair \\ud83d inside"}\n{"_id":"o","title":"V","text":"well-formed"}',
        'rules.md': rule(5),
      },
      into,
    );
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    expect(files['rules.md']).toMatchObject({ status: 'new', reason: null });
    expect(files['nul.md']).toMatchObject({ status: 'failed', reason: expect.stringContaining('NUL') });
    expect(files['nul.jsonl']).toMatchObject({ status: 'new', records: 1, reason: expect.stringContaining('U+0000') });
  });

  it('refuses two files of one name, a request without files, and one that is no upload; nothing is left', async () => {
    const spooled = async () => {
      const spool = join(service.config.DATA_DIR, 'spool');
      const folders = await readdir(spool).catch(() => []);
      return (await Promise.all(folders.map((folder) => readdir(join(spool, folder))))).flat().sort();
    };
    const spooledBefore = await spooled();
    const count = async () => (await service.database.query('select 1 from ingest_runs')).rowCount;
    const before = await count();
    const twice = await upload(
      [
        ['a.md', rule(1)],
        ['b.md', rule(2)],
        ['a.md', rule(3)],
      ],
      newCollection(),
    );
    expect([twice.status, twice.body.detail]).toEqual([422, expect.stringContaining('a.md')]);
    const none = await upload([], newCollection());
    expect([none.status, none.body.code]).toEqual([422, 'invalid_request']);
    const json = await request(service.app).post('/v1/ingest-runs').set(local()).send({ files: [] });
    expect([json.status, json.body.detail]).toEqual([422, expect.stringContaining('multipart/form-data')]);
    expect(await count()).toBe(before);
    expect(await spooled()).toEqual(spooledBefore);
  });

  it('takes names that point elsewhere as names only', async () => {
    const into = newCollection();
    const { run, files } = await ingest(
      {
        '../../../etc/passwd.md': rule(1),
        'C:\\windows\\..\\rules.md': rule(2),
        '/absolute//./rules.md': rule(3),
        'plain/rules.md': rule(4),
      },
      into,
    );
    expect(run.status).toBe('succeeded');
    expect(Object.keys(files).sort()).toEqual([
      'C:/windows/rules.md',
      'absolute/rules.md',
      'etc/passwd.md',
      'plain/rules.md',
    ]);
    expect((await readdir(service.config.DATA_DIR)).sort()).not.toContain('etc');
  });

  it('ends with the same result when its worker was killed and another begins it again', async () => {
    const files: Files = {
      'rules.md': rule(5),
      'rows.jsonl': rows(Array.from({ length: 130 }, (_, index) => `The words of row ${index}.`)),
    };
    const whole = newCollection();
    await ingest(files, whole);
    const cut = newCollection();
    const { run } = await ingest(files, cut);
    // As a kill left it: some of it stored, one proposal finished, one bundle open, and the run still running.
    const again = await service.ingestRuns.prepare({
      collectionId: cut,
      label: 'again',
      startedBy: 'somebody',
      verbatim: false,
    });
    for (const [name, content] of Object.entries(files)) await again.addFile(name, Readable.from(Buffer.from(content)));
    await service.database.query(
      'update source_revisions set run_id = $1, mining_run = $1, mined_at = null where run_id = $2',
      [again.runId, run.id],
    );
    await service.database.query(
      'delete from proposals where run_id = $1 and id = (select max(id) from proposals where run_id = $1)',
      [run.id],
    );
    await service.database.query(
      `insert into proposals (id, collection_id, run_id, type, title, origin, status, governance, proposed_by, content_hash, parts_count)
       values ('prp_open', $1, $2, 'bundle', 'half', 'import', 'draft', 'one_review', 'somebody', 'unfinished', 0)`,
      [cut, again.runId],
    );
    await service.database.query("update ingest_runs set status = 'running' where id = $1", [again.runId]);
    await service.ingestRuns.begin(again.runId);
    expect(await service.ingestRuns.finished(again.runId)).toMatchObject({
      status: 'succeeded',
      counts: { new: 2, unchanged: 0 },
    });
    expect(await leftIn(cut)).toEqual(await leftIn(whole));
  });
});

describe('a dry run', () => {
  it('says what would become of each file, and stores nothing', async () => {
    const into = newCollection();
    await ingest({ 'rules.md': rule(5) }, into);
    const before = await leftIn(into);
    const files: Files = {
      'rules.md': rule(6),
      'rows.jsonl': rows(['One.', 'Two, ask 13812345678.']),
      'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
    };
    const { body } = await upload(Object.entries(files), into, false, true).expect(202);
    const run = await service.ingestRuns.finished(String(body.id));
    expect(run).toMatchObject({
      status: 'succeeded',
      dryRun: true,
      counts: { new: 1, changed: 1, unchanged: 0, failed: 1 },
      progress: { stage: 'done', proposals: 0 },
      retryUntil: null,
    });
    expect(await leftIn(into)).toEqual(before);
    const listed = await request(service.app)
      .get(`/v1/ingest-runs/${run.id}/files?status=new`)
      .set(local())
      .expect(200);
    expect(listed.body.items).toMatchObject([
      {
        name: 'rows.jsonl',
        report: {
          format: 'jsonl',
          sources: { new: 2, changed: 0, unchanged: 0 },
          types: { document: 2 },
          personalData: { PHONE: 1 },
        },
      },
    ]);
    const again = await request(service.app).post(`/v1/ingest-runs/${run.id}/retry`).set(local()).send({});
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining('dry run')]);
  });
});

describe('files that failed', () => {
  const sheet = 'ticket,sprecher,worte\nT-1,Kunde,My card was charged twice.\n';
  it('stay alone in the spool under a key of their own, with their mapping, and are tried again', async () => {
    const into = newCollection();
    const { run } = await ingest(
      { 'calls.csv': sheet, 'calls.csv.mapping.json': '{"columns": {', 'rules.md': rule(5) },
      into,
    );
    expect(run).toMatchObject({ counts: { new: 1, failed: 2 }, retryUntil: expect.any(String) });
    const spool = join(
      service.config.DATA_DIR,
      'spool',
      keysFingerprint(await loadSecrets(service.config.SECRETS_FILE)).slice(0, 16),
    );
    const kept = await vi.waitFor(async () => {
      const [folder = '', ...others] = await readdir(join(spool, run.id));
      expect([folder, others]).toEqual([expect.stringMatching(/^kept-/), []]);
      return folder;
    });
    expect((await readdir(join(spool, run.id, kept))).sort()).toEqual(['0', '1']);
    const retried = await request(service.app)
      .post(`/v1/ingest-runs/${run.id}/retry`)
      .set(local())
      .send({})
      .expect(202);
    expect(retried.body).toMatchObject({ status: 'running' });
    expect(await service.ingestRuns.finished(run.id)).toMatchObject({ counts: { new: 1, failed: 2 } });
    // When their time is over, nothing opens them.
    await service.database.query(
      "update ingest_spools set kept_until = now() - interval '1 second' where run_id = $1",
      [run.id],
    );
    const late = await request(service.app).post(`/v1/ingest-runs/${run.id}/retry`).set(local()).send({});
    expect([late.status, late.body.detail]).toEqual([
      409,
      expect.stringContaining('calls.csv, calls.csv.mapping.json'),
    ]);
  });

  it('are known by their names, which are stored without personal data', async () => {
    const into = newCollection();
    const { run, files } = await ingest({ '13812345678.png': 'x', '13912345678.md': rule(2) }, into);
    expect(Object.keys(files).filter((name) => /\d{11}/.test(name))).toEqual([]);
    expect(Object.keys(files)).toHaveLength(2);
    const { body } = await request(service.app)
      .post(`/v1/ingest-runs/${run.id}/failed-names`)
      .set(local())
      .send({ names: ['13812345678.png', '13912345678.md', 'other.png'] })
      .expect(200);
    expect(body).toEqual({ names: ['13812345678.png'] });
  });
});

describe('what a run that failed had stored', () => {
  it('is mined by the next run that meets it', async () => {
    const collection = newCollection();
    const files = {
      'rules.md': '# House rules\n\nArticle 1 Refunds are paid within five days.\n\nArticle 2 Fees are shown.\n',
    };
    const { run } = await ingest(files, collection);
    await service.database.query('delete from proposals where run_id = $1', [run.id]);
    // Stored, and nothing proposed: as a run leaves it that fails between the two.
    await service.database.query('update source_revisions set mined_at = null where run_id = $1', [run.id]);
    const { run: next } = await ingest(files, collection);
    expect(next.counts).toMatchObject({ unchanged: 1 });
    expect(next.progress.proposals).toBeGreaterThan(0);
  });
});

describe('calls that come into a large collection', () => {
  it('are only assigned to the scenarios that are known, until enough of them have gathered', async () => {
    const collection = newCollection();
    const line = (id: string, text: string) =>
      JSON.stringify({
        id,
        language: 'en',
        turns: [
          { role: 'customer', text },
          { role: 'agent', text: 'I look into it.' },
        ],
      });
    const fee = (id: string) =>
      line(id, `Why was the annual card fee charged, please refund the annual fee of my card (${id})?`);
    const wire = (id: string) =>
      line(id, `My foreign wire transfer has not arrived, can you trace the wire transfer (${id})?`);
    const ids = ['one', 'two', 'three', 'four', 'five'];
    const file = [...ids.map((id) => fee(`f-${id}`)), ...ids.map((id) => wire(`w-${id}`))].join('\n');
    await ingest({ 'calls.jsonl': file }, collection);
    const matters = async () => {
      const found = await service.database.query<{ key: string; scenario_keys: string[]; mined: boolean }>(
        `select o.key, m.scenario_keys, m.mined from call_matters m join cases c on c.id = m.case_id join sources o on o.id = c.source_id
          where m.collection_id = $1`,
        [collection],
      );
      return new Map(found.rows.map((row) => [row.key, row]));
    };
    const before = await matters();
    expect(before.size).toBe(10);
    expect(before.get('f-one')?.scenario_keys).not.toEqual(before.get('w-one')?.scenario_keys);
    // As if they had been two thousand.
    await service.database.query('update scenario_models set calls = 2000 where collection_id = $1', [collection]);
    const { run } = await ingest(
      { 'more.jsonl': [fee('f-new'), line('odd', 'Do you sell umbrellas?')].join('\n') },
      collection,
    );
    expect(run.progress.proposals).toBe(0);
    const after = await matters();
    expect(after.get('f-new')).toMatchObject({ scenario_keys: before.get('f-one')?.scenario_keys, mined: false });
    expect(after.get('odd')).toMatchObject({ scenario_keys: [], mined: false });
    // Two of a hundred calls are as many as may wait.
    await service.database.query('update scenario_models set calls = 2001 where collection_id = $1', [collection]);
    await service.database.query('update call_matters set mined = false where collection_id = $1 and mined', [
      collection,
    ]);
    const other = Array.from({ length: 35 }, (_, i) => wire(`w-${i}`)).join('\n');
    await ingest({ 'many.jsonl': other }, collection);
    expect([...(await matters()).values()].every(({ mined }) => mined)).toBe(true);
  });
});

describe('the spool', () => {
  const secret = 'the customer lives at 12 Maple Street';
  const installation = async () => keysFingerprint(await loadSecrets(service.config.SECRETS_FILE)).slice(0, 16);
  let own: string;
  beforeAll(async () => {
    own = join(service.config.DATA_DIR, 'spool', await installation());
  });
  const spoolOf = (runId: string) => join(own, runId);

  it('never holds plain text, and is destroyed with its key when the run ends', async () => {
    const run = await service.ingestRuns.prepare({
      collectionId: newCollection(),
      label: 'x',
      startedBy: 'somebody',
      verbatim: false,
    });
    await run.addFile('rows.jsonl', Readable.from(Buffer.from(rows([secret, secret]))));
    const [name = ''] = await readdir(spoolOf(run.runId));
    const bytes = await readFile(join(spoolOf(run.runId), name));
    expect(bytes.length).toBeGreaterThan(secret.length);
    expect(bytes.includes('Maple')).toBe(false);
    await service.ingestRuns.begin(run.runId);
    await service.ingestRuns.finished(run.runId);
    for (let look = 0; look < 100 && (await readdir(spoolOf(run.runId)).catch(() => [])).length > 0; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await expect(readdir(spoolOf(run.runId))).rejects.toMatchObject({ code: 'ENOENT' });
    const keys = await service.database.query('select 1 from ingest_spools where run_id = $1', [run.runId]);
    expect(keys.rowCount).toBe(0);
  });

  it('of an upload that its process did not live to complete is destroyed at the next start', async () => {
    const meta = { collectionId: newCollection(), label: 'x', startedBy: 'somebody', verbatim: false };
    const orphan = await service.ingestRuns.prepare(meta);
    await orphan.addFile('rows.jsonl', Readable.from(Buffer.from(rows([secret]))));
    const begun = await service.ingestRuns.prepare(meta);
    await begun.addFile('rows.jsonl', Readable.from(Buffer.from(rows(['Nothing secret.']))));
    await service.database.query(`update ingest_runs set options = options || '{"begun": true}' where id = $1`, [
      begun.runId,
    ]);
    const uploading = await service.ingestRuns.prepare(meta);
    await uploading.addFile('rows.jsonl', Readable.from(Buffer.from(rows([secret]))));
    // Its process has not said for a while that it lives; the one of the other upload has.
    await service.database.query(
      "update ingest_runs set upload_seen_at = now() - interval '1 hour' where id = any($1)",
      [[orphan.runId, begun.runId]],
    );
    const queue: JobQueue = {
      work: async () => {},
      enqueue: async () => {},
      inspect: async () => ({ waiting: 0, active: 0, setAside: 0, running: [] }),
      start: async () => {},
      stop: async () => {},
    };
    await service.ingestRuns.startWorker(queue);
    await expect(readdir(spoolOf(orphan.runId))).rejects.toMatchObject({ code: 'ENOENT' });
    const left = await service.database.query<{ id: string }>(
      'select id from ingest_runs where id = any($1) order by id',
      [[orphan.runId, begun.runId, uploading.runId]],
    );
    expect(left.rows).toEqual([{ id: begun.runId }, { id: uploading.runId }]);
    expect(await readdir(spoolOf(begun.runId))).toEqual(['0']);
    expect(await readdir(spoolOf(uploading.runId))).toEqual(['0']);
  });

  it('that is gone fails its run and says to upload again', async () => {
    const run = await service.ingestRuns.prepare({
      collectionId: newCollection(),
      label: 'x',
      startedBy: 'somebody',
      verbatim: false,
    });
    await run.addFile('rows.jsonl', Readable.from(Buffer.from(rows(['x']))));
    await service.database.query('delete from ingest_spools where run_id = $1', [run.runId]);
    await service.ingestRuns.begin(run.runId);
    expect(await service.ingestRuns.finished(run.runId)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('upload the files again'),
    });
  });
});
