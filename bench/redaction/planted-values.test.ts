import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Response } from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishHandbook } from '../../server/testing/handbook.ts';
import { startTestService, type TestService } from '../../server/testing/test-service.ts';
import { wordsInFiles, wordsInTables } from '../../server/testing/words-anywhere.ts';
import { ownContacts } from './make-samples.ts';
import {
  canary,
  plantInCalls,
  plantInFiles,
  plantInRefusals,
  plantInReviews,
  plantInStatements,
} from './plant-everywhere.ts';
import { createStock, standsAlone } from './planted-values.ts';

let service: TestService;
let folder: string;
const { TMPDIR } = process.env;
const logFile = () => join(folder, 'service.log');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planted-'));
  // Whatever this process or a child of it puts into a temporary file is found below.
  process.env['TMPDIR'] = folder;
  const institution = join(folder, 'institution.json');
  await writeFile(institution, JSON.stringify({ contacts: ownContacts }));
  const log = pino({ level: 'debug' }, pino.destination({ dest: logFile(), sync: true }));
  service = await startTestService({ INSTITUTION_FILE: institution, LOG_LEVEL: 'debug' }, log);
  await publishHandbook(service);
});
afterAll(async () => {
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

async function publishAll(): Promise<void> {
  const { database, proposals, projections } = service;
  const waiting = await database.query<{ id: string }>("select id from proposals where status = 'in_review'");
  for (const { id } of waiting.rows) await proposals.publishBySystem(id, 'system:test', 'for a test');
  await projections.projector.catchUp();
  await projections.saveSnapshot();
  await database.query('checkpoint');
}

const wordsInAnswer = ({ status, text, request: { method, url } }: Response, words: readonly string[]) =>
  words.filter((word) => text.includes(word)).map((word) => `${method} ${new URL(url).pathname} ${status}: ${word}`);

it('finds none of a thousand values of personal data in tables, files, logs and answers, wherever they came in', async () => {
  const stock = createStock(3, 20_260_301);
  const { read, dry, cancelled, waiting } = await plantInFiles(service, stock);
  expect([read.status, dry.status, cancelled.status, waiting]).toEqual(['succeeded', 'succeeded', 'cancelled', 0]);
  expect(read.counts).toMatchObject({ failed: 1, skipped: 0 });
  await plantInCalls(service, stock);
  await plantInReviews(service, stock);
  const stated = await plantInStatements(service, stock);
  const refused = await plantInRefusals(service, stock);
  expect(stated.map(({ status }) => status)).toEqual([200, 200]);
  for (const { status } of refused) expect([401, 404, 422]).toContain(status);
  await publishAll();

  const traces = stock.planted.flatMap((one) => one.traces);
  const counts = standsAlone(traces);
  const words = traces.map(({ word }) => word);
  // Files hold numbers of all sorts: six digits are among them by chance.
  const telling = traces.filter(({ word, alone }) => !alone || word.length > 6).map(({ word }) => word);
  const places = [
    ...(await wordsInTables(service.database, [canary, ...words], counts)),
    ...(await wordsInFiles(folder, [canary, ...telling], counts)),
    ...[...stated, ...refused].flatMap((answer) => wordsInAnswer(answer, words)),
  ];
  const found = places.filter((place) => !place.endsWith(canary));
  const cameIn = (place: string) =>
    stock.planted.find((one) => one.traces.some(({ word }) => place.endsWith(`: ${word}`)))?.where;
  expect(found.map((place) => `${cameIn(place)} > ${place}`)).toEqual([]);

  expect(stock.planted.length).toBeGreaterThanOrEqual(1_000);
  const control = places.filter((place) => place.endsWith(canary));
  expect(control).toEqual(expect.arrayContaining([`segments: ${canary}`, `call_utterances: ${canary}`]));
  expect(control.length).toBeGreaterThan(5);
  expect(await readdir(service.config.SPOOL_DIR, { recursive: true })).not.toEqual([]);
  expect((await readFile(logFile(), 'utf8')).split('\n').length).toBeGreaterThan(300);
  const own = await wordsInTables(service.database, ['400-820-6318', 'service@bank.example']);
  expect(own).toEqual(expect.arrayContaining(['segments: 400-820-6318', 'segments: service@bank.example']));
});
