import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { ItemDraft } from '../graph-schema/index.ts';
import { type RunningServer, startRunningServer } from './testing/running-server.ts';
import { type Person, signIn } from './testing/signed-in.ts';

const rounds = 6;
const word = (index: number) => `琥珀规程${index}号`;

const segmentsSchema = z.object({ items: z.array(z.object({ id: z.string(), text: z.string() })) });
const proposalSchema = z.object({ id: z.string(), etag: z.number(), contentHash: z.string() });
const reviewSchema = z.object({ published: z.object({ position: z.number() }).nullable() });
const versionsSchema = z.object({
  items: z.array(
    z.object({ version: z.number(), decisions: z.array(z.object({ position: z.number(), action: z.string() })) }),
  ),
});
const partsSchema = z.object({ items: z.array(z.object({ itemId: z.string() })) });

const miningSchema = z.object({
  id: z.string(),
  status: z.string(),
  percent: z.number(),
  report: z.object({ scenarios: z.array(z.object({ key: z.string(), calls: z.number() })) }).nullable(),
});
const logSchema = z.object({ items: z.array(z.object({ event: z.string() })) });
const waitingSchema = z.object({ items: z.array(z.object({ contentHash: z.string() })), total: z.number() });

interface Acknowledged {
  readonly itemId: string;
  readonly position: number;
  readonly action: 'publish' | 'retract';
}

describe('kill -9 of the running service', () => {
  let directory: string;
  let passwords: ReadonlyMap<string, string>;
  const acknowledged: Acknowledged[] = [];
  const proposed = new Map<string, number>();
  let next = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'agent-coach-kill-'));
    await start({ killWhenListening: 1_000 }).catch(() => {});
    const finishing = await start();
    passwords = finishing.passwords;
    await finishing.kill();
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const start = (how: { killWhenListening?: number; compiled?: boolean } = {}) =>
    startRunningServer(
      { DATA_DIR: join(directory, 'data'), SAMPLES: 'load', LOG_LEVEL: 'warn' },
      { compiled: true, ...how },
    );
  const person = (server: RunningServer, login: string) => signIn(server.url, login, passwords.get(login) ?? '');

  async function propose(
    annotator: Person,
    evidence: ItemDraft['evidence'],
  ): Promise<z.infer<typeof proposalSchema> & { itemId: string }> {
    next += 1;
    const name = word(next);
    const body = {
      title: name,
      rationale: '',
      parts: [
        { sort: 'node', kind: 'script', key: name, content: { name, say: `请按${name}办理` }, evidence, confidence: 1 },
      ],
    };
    const proposal = proposalSchema.parse(await annotator.post('/v1/proposals', body));
    const parts = partsSchema.parse(await annotator.get(`/v1/proposals/${proposal.id}/parts`));
    const itemId = parts.items[0]?.itemId ?? '';
    proposed.set(itemId, next);
    return { ...proposal, itemId };
  }

  /** Decides as fast as it can until the service dies under it; what was answered is acknowledged. */
  async function decideUntilDead(server: RunningServer): Promise<void> {
    const [annotator, reviewer] = await Promise.all([person(server, 'annotator'), person(server, 'reviewer')]);
    const sources = z
      .object({ items: z.array(z.object({ id: z.string() })) })
      .parse(await annotator.get('/v1/sources?type=document&perPage=1'));
    const segments = segmentsSchema.parse(
      await annotator.get(`/v1/sources/${sources.items[0]?.id}/segments?perPage=1`),
    );
    const segment = segments.items[0];
    const evidence: ItemDraft['evidence'] = [
      { kind: 'supports', span: { segmentId: segment?.id ?? '', start: 0, end: 1 } },
    ];
    for (;;) {
      const proposal = await propose(annotator, evidence);
      // Every third is left in review, and must never be seen by an agent.
      if (next % 3 === 0) continue;
      const review = reviewSchema.parse(
        await reviewer.post(
          `/v1/proposals/${proposal.id}/reviews`,
          { decision: 'approve', contentHash: proposal.contentHash },
          { 'if-match': `"${proposal.etag}"` },
        ),
      );
      if (review.published)
        acknowledged.push({ itemId: proposal.itemId, position: review.published.position, action: 'publish' });
      if (next % 2 === 0) continue;
      const retraction = z
        .object({ position: z.number() })
        .parse(await reviewer.post(`/v1/items/${proposal.itemId}/versions/1/retract`, { reason: 'no longer right' }));
      acknowledged.push({ itemId: proposal.itemId, position: retraction.position, action: 'retract' });
    }
  }

  async function cited(agent: Person, question: string): Promise<Set<string>> {
    const text = await agent.postText('/v1/guidance', { question, details: 10 });
    return new Set([...text.matchAll(/"itemId":"(itm_[0-9A-Z]+)"/g)].map(([, id]) => id ?? ''));
  }

  async function expectNothingLost(server: RunningServer): Promise<void> {
    const [agent, reviewer, admin] = await Promise.all([
      person(server, 'agent'),
      person(server, 'reviewer'),
      person(server, 'admin'),
    ]);
    expect(await admin.get('/v1/audit/verification')).toMatchObject({ ok: true, faults: [] });
    expect(await admin.get('/v1/graph/verification')).toMatchObject({ ok: true, faults: [] });
    for (const { itemId, position, action } of acknowledged.slice(-10)) {
      const versions = versionsSchema.parse(await reviewer.get(`/v1/items/${itemId}/versions`));
      expect(versions.items[0]?.decisions).toContainEqual(expect.objectContaining({ position, action }));
    }
    for (const [itemId, index] of [...proposed].slice(-6)) {
      const decisions = acknowledged.filter((decision) => decision.itemId === itemId);
      const shown = (await cited(agent, word(index))).has(itemId);
      if (decisions.some(({ action }) => action === 'retract'))
        expect(shown, `${word(index)} was retracted`).toBe(false);
      else if (index % 3 === 0) expect(shown, `${word(index)} was never approved`).toBe(false);
    }
  }

  it('a first start that was cut off is finished by the next one', async () => {
    const server = await start();
    const [admin, reviewer] = await Promise.all([person(server, 'admin'), person(server, 'reviewer')]);
    expect(await admin.get('/v1/graph/verification')).toMatchObject({ ok: true });
    expect(await reviewer.get('/v1/items?kind=procedure&state=in_force')).toMatchObject({ total: 10 });
    await server.kill();
  });

  it(`loses no acknowledged decision and shows nothing unapproved, ${rounds} times`, { timeout: 900_000 }, async () => {
    let server = await start();
    for (let round = 0; round < rounds; round += 1) {
      const dying = decideUntilDead(server).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 900 + Math.random() * 700));
      await server.kill();
      await dying;
      server = await start();
      await expectNothingLost(server);
    }
    await server.kill();
    expect(acknowledged.length).toBeGreaterThan(rounds);
  });

  it('goes on with a mining where it was: nothing is lost, nothing is proposed twice', async () => {
    const asked = { fineness: 'fine', since: '2026-07-01T00:00:00.000Z' };
    const cut = await start();
    let operator = await person(cut, 'operator');
    const { id } = miningSchema.parse(await operator.post('/v1/mining-runs', asked));
    const run = async () => miningSchema.parse(await operator.get(`/v1/mining-runs/${id}`));
    await vi.waitFor(async () => expect((await run()).percent).toBeGreaterThan(20), { timeout: 60_000, interval: 20 });
    await cut.kill();
    const server = await start();
    operator = await person(server, 'operator');
    const ended = async (runId: string) =>
      vi.waitFor(
        async () => {
          const found = miningSchema.parse(await operator.get(`/v1/mining-runs/${runId}`));
          expect(found.status).toBe('succeeded');
          return found;
        },
        { timeout: 120_000, interval: 100 },
      );
    const { report } = await ended(id);
    const log = logSchema.parse(await operator.get(`/v1/mining-runs/${id}/log`));
    expect(log.items.filter(({ event }) => event === 'read').length).toBe(2);
    expect(log.items.map(({ event }) => event).at(-1)).toBe('succeeded');
    const reviewer = await person(server, 'reviewer');
    const waiting = waitingSchema.parse(await reviewer.get('/v1/proposals?status=in_review&perPage=500'));
    expect(new Set(waiting.items.map(({ contentHash }) => contentHash)).size).toBe(waiting.total);
    // A mining that nobody cuts off finds the same, and nothing that was not proposed.
    const again = miningSchema.parse(await operator.post('/v1/mining-runs', { ...asked, dryRun: true }));
    const whole = await ended(again.id);
    expect(whole.report?.scenarios.map(({ key, calls }) => [key, calls])).toEqual(
      report?.scenarios.map(({ key, calls }) => [key, calls]),
    );
    await server.kill();
  });

  it('stops gracefully when it is asked to, and starts again', async () => {
    const server = await start({ compiled: false });
    expect(await server.stop()).toBe(0);
    const again = await start();
    await expectNothingLost(again);
    expect(await again.stop()).toBe(0);
  });
});
