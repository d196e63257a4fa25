import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toneRecording } from '../../../ingest/sources/recordings/testing/tone-recording.ts';
import { childRecordingDecoder } from '../../adapters/recording-decoder/child-recording-decoder.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import {
  startTranscriptionEndpoint,
  type TranscriptionAsked,
  type TranscriptionEndpoint,
} from '../../testing/transcription-endpoint.ts';
import { createAudioStore } from './audio-store.ts';
import { destroyRecordings } from './destroy-recordings.ts';
import { createRecordingsService } from './recordings-service.ts';
import { createTranscriptionMeter } from './transcription-usage.ts';

let endpoint: TranscriptionEndpoint;
let service: TestService;
beforeAll(async () => {
  endpoint = await startTranscriptionEndpoint();
  service = await startTestService({
    TRANSCRIPTION_URL: endpoint.url,
    TRANSCRIPTION_API_KEY: 'a-secret',
    TRANSCRIPTION_PRICE_PER_MINUTE: '0.6',
    TRANSCRIPTION_CURRENCY: 'CNY',
    TRANSCRIPTION_BUDGET_MINUTES: '1',
    KEEP_AUDIO: 'true',
  });
});
afterAll(async () => {
  await service.close();
  await endpoint.close();
});
beforeEach(() => {
  endpoint.faults.length = 0;
  endpoint.says = (asked) => (isCustomer(asked) ? customerSays : agentSays);
});

/** The left one, the customer, speaks from 0 to 2 s and from 6 to 8 s, the right one from 3 to 5 s. */
const talk = (hertz = 300) =>
  toneRecording({
    durationMs: 9_000,
    tones: [
      { channel: 0, fromMs: 0, toMs: 2_000, hertz },
      { channel: 0, fromMs: 6_000, toMs: 8_000, hertz },
      { channel: 1, fromMs: 3_000, toMs: 5_000, hertz: 900 },
    ],
  });
// The agent's piece begins 300 ms before the agent does.
const customerSays = [
  { start: 0.1, end: 1.9, text: ' Hello, my phone number is 13812345678.' },
  { start: 6.1, end: 7.9, text: ' Thank you, that is all.' },
];
const agentSays = [{ start: 0.4, end: 2.2, text: ' Thank you for calling, how can I help you?' }];
const isCustomer = ({ durationMs }: TranscriptionAsked) => durationMs > 5_000;

let collections = 0;
const newCollection = () => `recordings-${++collections}`;
const local = () => ({ authorization: `Bearer ${service.localToken}` });

async function ingest(files: Readonly<Record<string, string | Buffer>>, collectionId: string) {
  const upload = request(service.app).post('/v1/ingest-runs').set(local()).field('collectionId', collectionId);
  for (const [name, content] of Object.entries(files))
    upload.attach('file', Buffer.from(content), { filepath: name } as never);
  const { body } = await upload.expect(202);
  const run = await service.ingestRuns.finished(String(body.id));
  const listed = await request(service.app).get(`/v1/ingest-runs/${run.id}/files`).set(local()).expect(200);
  const byName = (listed.body.items as { name: string; status: string; reason: string; report: unknown }[]).map(
    (file) => [file.name, file] as const,
  );
  return { run, files: Object.fromEntries(byName) };
}

async function callOf(collectionId: string, key: string) {
  const found = await service.database.query<{ id: string; metadata: Record<string, unknown> }>(
    `select id, metadata from sources where collection_id = $1 and key = $2 and type = 'transcript'`,
    [collectionId, key],
  );
  const source = found.rows[0];
  if (!source) throw new Error(`no call ${key}`);
  const segments = await service.database.query(
    `select s.role, s.start_ms, s.end_ms, s.text from segments s join source_revisions r on r.id = s.revision_id
      where r.source_id = $1 order by r.revision desc, s.ordinal`,
    [source.id],
  );
  return { ...source, segments: segments.rows };
}

describe('a recording in a run', () => {
  it('becomes a call with both sides by the time they speak, redacted, and is paid for once', async () => {
    const into = newCollection();
    const { run, files } = await ingest({ 'calls/a-13912345678.wav': talk() }, into);
    const [file] = Object.values(files);
    expect(file).toMatchObject({ status: 'new', reason: null });
    const key = String(file?.name).replace('.wav', '');
    expect(key).toMatch(/^calls\/a-\[PHONE\]/);
    const call = await callOf(into, key);
    expect(call.metadata).toMatchObject({ format: 'recording-wav', rolesBy: 'wording' });
    expect(call.segments).toEqual([
      { role: 'customer', start_ms: 100, end_ms: 1_900, text: 'Hello, my phone number is [PHONE].' },
      { role: 'agent', start_ms: 3_100, end_ms: 4_900, text: 'Thank you for calling, how can I help you?' },
      { role: 'customer', start_ms: 6_100, end_ms: 7_900, text: 'Thank you, that is all.' },
    ]);
    const usage = await request(service.app).get(`/v1/ingest-runs/${run.id}/transcription`).set(local()).expect(200);
    // 8.3 s of the customer's side, with the pause in it, and 2.6 s of the agent's.
    expect(usage.body).toEqual({
      budgetMinutes: 1,
      items: [{ model: 'whisper-1', currency: 'CNY', files: 1, requests: 2, minutes: 0.18, cost: 0.109 }],
    });
    const before = endpoint.requests;
    const again = await ingest({ 'calls/a-13912345678.wav': talk() }, into);
    expect(Object.values(again.files)[0]).toMatchObject({ status: 'unchanged' });
    expect(endpoint.requests).toBe(before);
  });

  it('on one channel has no roles, and says so; a mapping may say whose side it is', async () => {
    const into = newCollection();
    endpoint.says = () => [{ start: 0, end: 1, text: 'Who may this be.' }];
    const mono = toneRecording({
      durationMs: 3_000,
      channels: 1,
      tones: [{ channel: 0, fromMs: 0, toMs: 2_000, hertz: 300 }],
    });
    const { run, files } = await ingest(
      { 'm.wav': mono, 'side.wav': mono, 'side.wav.mapping.json': '{"channels": {"mono": "agent"}}' },
      into,
    );
    expect(run.status).toBe('succeeded');
    expect(JSON.stringify(files['m.wav']?.report)).toContain('nothing tells who speaks');
    const call = await callOf(into, 'm');
    expect(call.metadata).toMatchObject({ undiarised: true });
    expect(call.segments).toMatchObject([{ role: null, text: 'Who may this be.' }]);
    expect((await callOf(into, 'side')).segments).toMatchObject([{ role: 'agent' }]);
  });

  it('belongs to the transcript beside it, or to the call of its name, and is not transcribed', async () => {
    const into = newCollection();
    const transcript =
      'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Good morning.\n\n00:03.000 --> 00:04.000\n<v Customer>Hello.\n';
    const before = endpoint.requests;
    const { files } = await ingest({ 'x/a.wav': talk(), 'x/a.vtt': transcript, 'x/b.vtt': transcript }, into);
    expect(JSON.stringify(files['x/a.wav']?.report)).toContain('has a transcript already');
    await ingest({ 'x/b.wav': talk() }, into);
    expect(endpoint.requests).toBe(before);
    const { rows } = await service.database.query(
      'select call_key from recordings where collection_id = $1 order by 1',
      [into],
    );
    expect(rows).toEqual([{ call_key: 'x/a.vtt' }, { call_key: 'x/b.vtt' }]);
  });

  it('beyond the budget of its run is skipped', async () => {
    const long = toneRecording({
      durationMs: 40_000,
      tones: [
        { channel: 0, fromMs: 0, toMs: 39_000, hertz: 300 },
        { channel: 1, fromMs: 0, toMs: 39_000, hertz: 900 },
      ],
    });
    const before = endpoint.requests;
    const { run, files } = await ingest({ 'long.wav': long }, newCollection());
    expect(files['long.wav']).toMatchObject({
      status: 'skipped',
      reason: expect.stringContaining('TRANSCRIPTION_BUDGET_MINUTES'),
    });
    expect([run.status, endpoint.requests]).toEqual(['succeeded', before]);
  });

  it('that the endpoint refuses fails alone, and names the setting', async () => {
    endpoint.faults.push({ status: 401 });
    const { run, files } = await ingest({ 'r.wav': talk(310), 's.wav': talk(320) }, newCollection());
    expect(run.status).toBe('succeeded');
    const failed = Object.values(files).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ remedy: expect.stringContaining('TRANSCRIPTION_API_KEY') }]);
  });
});

describe('a kept recording', () => {
  const play = async (path: string, range?: string) => {
    const person = await service.as('reviewer');
    return person
      .call('get', path)
      .set(range === undefined ? {} : { range })
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      });
  };

  it('is played whole and in parts, by whom the log notes, and is noise on the disk', async () => {
    const into = newCollection();
    const bytes = talk(330);
    await ingest({ 'k.wav': bytes }, into);
    const { id } = await callOf(into, 'k');
    const path = `/v1/sources/${id}/recording`;
    const whole = await play(path);
    expect([whole.status, whole.headers['content-type']]).toEqual([200, 'audio/wav']);
    expect(bytes.equals(whole.body)).toBe(true);
    for (const [range, start, end] of [
      ['bytes=70000-140000', 70_000, 140_001],
      ['bytes=-100', bytes.length - 100, bytes.length],
      ['bytes=65536-', 65_536, bytes.length],
    ] as const) {
      const part = await play(path, range);
      expect([part.status, part.headers['content-range']]).toEqual([206, `bytes ${start}-${end - 1}/${bytes.length}`]);
      expect(bytes.subarray(start, end).equals(part.body)).toBe(true);
    }
    expect((await play(path, `bytes=${bytes.length}-`)).status).toBe(416);
    const operator = await service.as('operator');
    await operator.call('get', path).expect(403);
    const noted = await service.database.query(
      `select details from audit_log where action = 'recording.played' and subject = $1`,
      [id],
    );
    expect(noted.rowCount).toBe(1);
    const listed = await request(service.app).get(`/v1/sources/${id}/recordings`).set(local()).expect(200);
    expect(listed.body.items).toMatchObject([{ name: 'k.wav', format: 'wav', channels: 2, playable: true }]);
    const folder = join(service.config.AUDIO_DIR, (await readdir(service.config.AUDIO_DIR))[0] ?? '');
    const stored = await readFile(join(folder, String(listed.body.items[0].id)));
    expect(stored.length).toBeGreaterThan(bytes.length);
    expect(stored.includes('WAVE')).toBe(false);
  });

  it('is gone with its key, and a changed file is not played', async () => {
    const into = newCollection();
    await ingest({ 'g.wav': talk(340) }, into);
    const { id } = await callOf(into, 'g');
    const gone = await service.database.transaction((tx) => destroyRecordings(tx, [id]));
    expect(gone).toHaveLength(1);
    expect((await play(`/v1/sources/${id}/recording`)).status).toBe(404);
    const keys = await service.database.query('select 1 from recording_keys where recording_id = any($1)', [gone]);
    expect(keys.rowCount).toBe(0);
  });
});

describe('without an endpoint', () => {
  it('a recording is skipped, and told which setting it waits for', async () => {
    const { database } = service;
    const recordings = createRecordingsService({
      database,
      hash: createKeyedHash(Buffer.alloc(32)),
      decoder: childRecordingDecoder(),
      transcriber: null,
      meter: createTranscriptionMeter(database, { perMinute: null, currency: 'USD', budgetMinutes: null }),
      store: createAudioStore({ directory: service.config.AUDIO_DIR, installation: 'own', database }),
      keepAudio: false,
      left: null,
      language: null,
      longestPieceMs: 600_000,
    });
    const records = recordings.read(
      { name: 'a.wav', bytes: talk() },
      {
        runId: 'run_1',
        fileOrdinal: 0,
        collectionId: 'none',
        dryRun: false,
        settings: {
          timeZone: 'UTC',
          pseudonym: (id) => id,
          ownContacts: { phones: [], emails: [] },
          verbatim: false,
        },
        signal: new AbortController().signal,
        callsIn: async () => null,
      },
    );
    expect((await records.next()).value).toMatchObject({
      skipped: true,
      remedy: expect.stringContaining('TRANSCRIPTION_URL'),
    });
  });
});
