import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpEmbedder } from '../../adapters/http-embeddings/http-embedder.ts';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import { pgvectorIndex } from '../../adapters/pgvector/pgvector-index.ts';
import { createLeases } from '../../jobs/lease.ts';
import type { Database } from '../../ports/database.ts';
import { type EmbeddingsEndpoint, startEmbeddingsEndpoint } from '../../testing/embeddings-endpoint.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { writeHistory } from '../../testing/write-history.ts';
import { activeSpace, spaceOf } from './embedding-spaces.ts';
import { createEmbeddingWork, createLayeredMeaning, createNearestVersions, type EmbeddingWork } from './index.ts';

const soon = { timeout: 60_000, interval: 20 };

describe('published versions by meaning', () => {
  let database: Database;
  let endpoint: EmbeddingsEndpoint;
  let works: EmbeddingWork[];
  let position = 0;

  beforeEach(async () => {
    [database, endpoint] = await Promise.all([testDatabase(), startEmbeddingsEndpoint()]);
    works = [];
    position = 0;
  });
  afterEach(async () => {
    for (const work of works) await work.stop();
    await Promise.all([database.close(), endpoint.close()]);
  });

  const wakeUps = inProcessWakeUps();
  const publish = async (...texts: readonly string[]) => {
    for (const text of texts) {
      position += 1;
      const itemId = `item-${position}`;
      const decidedAt = new Date(Date.UTC(2026, 0, 1) + position * 1_000);
      const version = { version: 1, position, decidedAt, interval: { from: null, to: null }, later: [] };
      await database.transaction((tx) => writeHistory(tx, [{ itemId, collectionId: 'main', versions: [version] }]));
      await database.query('update item_versions set content = $2::jsonb where item_id = $1', [
        itemId,
        JSON.stringify({ name: text, say: text, emotions: [], avoid: [], language: 'zh-Hans' }),
      ]);
    }
    wakeUps.notify('decisions');
  };
  const embedder = (model: string) => httpEmbedder({ url: endpoint.url, model, firstPauseMs: 1, timeoutMs: 2_000 });
  const startWork = (model: string, owner = `worker-${works.length}`) => {
    const work = createEmbeddingWork({
      database,
      vectors: pgvectorIndex(database),
      embedder: embedder(model),
      leases: createLeases(database),
      wakeUps,
      log: silentLog,
      owner,
      pollMs: 50,
    });
    works.push(work);
    work.start();
    return work;
  };
  const nearest = (model: string, timeoutMs = 2_000) =>
    createNearestVersions({
      database,
      vectors: pgvectorIndex(database),
      embedder: embedder(model),
      log: silentLog,
      timeoutMs,
    });
  const now = () => ({ asOf: new Date(), knownAt: new Date() });
  const find = (text: string, by = nearest('one')) => by.find({ text, at: now(), limit: 3 });
  const count = (model: string) => pgvectorIndex(database).count(spaceOf(model, 64).id);

  it('are found once all have a vector, and those that are published later as well', async () => {
    await publish('保管箱租金', '信用卡年费', 'coin counting');
    expect(await find('租金')).toEqual({ state: 'none', hits: [] });
    startWork('one');
    await vi.waitFor(async () => expect((await find('保管箱的租金')).hits[0]?.itemId).toBe('item-1'), soon);
    await publish('房贷提前还款');
    await vi.waitFor(async () => expect((await find('房贷提前还款')).hits[0]?.itemId).toBe('item-4'), soon);
    expect(await find(' ')).toEqual({ state: 'used', hits: [] });

    const asked = { text: '你好 保管箱租金 谢谢', aspects: ['你好', '保管箱租金', '谢谢'], at: now(), limit: 3 };
    const by = nearest('one');
    const [byWhole] = (await by.find({ ...asked, aspects: [] })).hits;
    const [best] = (await by.find(asked)).hits;
    expect(best?.itemId).toBe('item-1');
    expect(best?.similarity).toBeGreaterThan(byWhole?.similarity ?? 1);
    const before = endpoint.requests.length;
    await by.find({ ...asked, text: '保管箱租金', aspects: ['谢谢', '你好'] });
    expect(endpoint.requests.length).toBe(before);

    const content = { name: '纪念币预约', say: '纪念币预约', emotions: [], avoid: [], language: 'zh-Hans' as const };
    const planned = { itemId: 'planned', version: 1, kind: 'script' as const, content };
    const layered = await createLayeredMeaning({ database, embedder: embedder('one'), nearest: by })([planned]);
    const over = await layered.find({ ...asked, text: '纪念币预约', aspects: ['喂', '纪念币预约'] });
    expect(over.hits[0]?.itemId).toBe('planned');
    expect((await layered.find(asked)).hits[0]?.itemId).toBe('item-1');
    endpoint.mood = 'broken';
    expect((await layered.find({ ...asked, text: '别的' })).state).toBe('down');
  });

  it('are embedded once although two processes try, and by the other when one stops', async () => {
    await publish(...Array.from({ length: 130 }, (_, n) => `text number ${n}`), 'much too long');
    const first = startWork('one');
    startWork('one');
    await vi.waitFor(async () => expect(await count('one')).toBe(130), soon);
    const passages = endpoint.requests.flatMap(({ input }) =>
      input.filter((text) => text.startsWith('text number 1\n')),
    );
    expect(passages).toHaveLength(1);
    await first.stop();
    await publish('after the first stopped');
    await vi.waitFor(async () => expect(await count('one')).toBe(131), soon);
  });

  it('are compared in the old model until all are embedded by a new one, then in the new one at once', async () => {
    await publish('保管箱租金', '信用卡年费');
    const old = startWork('one');
    await vi.waitFor(async () => expect((await activeSpace(database))?.model).toBe('one'), soon);
    await old.stop();
    endpoint.mood = 'broken';
    startWork('two');
    endpoint.mood = 'well';
    const asked = nearest('two');
    expect((await find('保管箱', asked)).state).toBe('used');
    await vi.waitFor(async () => expect((await activeSpace(database))?.model).toBe('two'), soon);
    expect(await count('two')).toBe(2);
    expect((await find('保管箱租金', nearest('two'))).hits[0]?.itemId).toBe('item-1');
    expect(endpoint.requests.at(-1)?.model).toBe('two');
  });

  it('wait while the endpoint is down, and questions go without them, soon without even asking', async () => {
    await publish('保管箱租金');
    startWork('one');
    await vi.waitFor(async () => expect((await find('保管箱租金')).state).toBe('used'), soon);
    const asked = nearest('one', 50);
    endpoint.mood = 'silent';
    for (const text of ['a', 'b', 'c']) expect(await find(text, asked)).toEqual({ state: 'down', hits: [] });
    const before = endpoint.requests.length;
    expect(await find('d', asked)).toEqual({ state: 'down', hits: [] });
    expect(endpoint.requests.length).toBe(before);
  });
});
