import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../ports/database.ts';
import { type Curation, createCuration, nodeDraft } from '../testing/curation.ts';
import { testDatabase } from '../testing/test-database.ts';
import { createDueBoundaries, type DueBoundaries } from './due-boundaries.ts';

const log = pino({ level: 'silent' });
let database: Database;
let curation: Curation;
let boundaries: DueBoundaries;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
});
afterEach(() => boundaries.stop());
afterAll(() => database.close());

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
let count = 0;
async function publish(interval: { validFrom?: string; validTo?: string }) {
  count += 1;
  await curation.publish([nodeDraft('script', `key-${count}`, `Say ${count}`, await curation.evidence(), interval)]);
}

describe('due boundaries', () => {
  it('tells when an interval begins and when it ends, not before', async () => {
    boundaries = createDueBoundaries(database, log);
    const heard: string[] = [];
    const both = new Promise<void>((resolve) => {
      boundaries.onDue((at) => {
        expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
        heard.push(at.toISOString());
        if (heard.length === 2) resolve();
      });
    });
    const [validFrom, validTo] = [inMs(600), inMs(900)];
    await publish({ validFrom, validTo });
    boundaries.refresh();
    await both;
    expect(heard).toEqual([validFrom, validTo]);
  });

  it('tells of a boundary that was published after it began to wait', async () => {
    boundaries = createDueBoundaries(database, log);
    const due = new Promise<string>((resolve) => boundaries.onDue((at) => resolve(at.toISOString())));
    boundaries.refresh();
    const validFrom = inMs(700);
    await publish({ validFrom });
    boundaries.refresh();
    expect(await due).toBe(validFrom);
  });

  it('tells of each boundary once, however often it is refreshed', async () => {
    boundaries = createDueBoundaries(database, log);
    const validTo = inMs(400);
    await publish({ validTo });
    const heard: string[] = [];
    boundaries.onDue((at) => heard.push(at.toISOString()));
    for (let round = 0; round < 20; round += 1) {
      boundaries.refresh();
      await sleep(50);
    }
    expect(heard).toEqual([validTo]);
  });

  it('says nothing after it was stopped', async () => {
    boundaries = createDueBoundaries(database, log);
    await publish({ validTo: inMs(600) });
    const heard: Date[] = [];
    boundaries.onDue((at) => heard.push(at));
    boundaries.refresh();
    boundaries.stop();
    await sleep(900);
    expect(heard).toEqual([]);
  });
});
