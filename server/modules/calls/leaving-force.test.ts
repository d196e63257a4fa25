import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../graph-schema/index.ts';
import { type Matter, publishAgain, publishHandbook, saidOf } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { readEvents } from './call-record.ts';

let service: TestService;
let items: Readonly<Record<Matter, string>>;
beforeAll(async () => {
  service = await startTestService();
  items = await publishHandbook(service);
});
afterAll(() => service.close());

const hear = (callId: string, matter: Matter) =>
  service.calls.hear(callId, { role: 'customer', final: true, text: saidOf(matter) });
async function callAbout(matter: Matter): Promise<string> {
  const { id } = await service.calls.open('usr_agent', { context: {} });
  await hear(id, matter);
  return id;
}

const events = async (callId: string) => (await readEvents(service.database, callId, 0, 500)).map(({ event }) => event);
const ofType = async <T extends StreamEvent['type']>(callId: string, type: T) =>
  (await events(callId)).filter((event): event is Extract<StreamEvent, { type: T }> => event.type === type);
const openVersions = async (callId: string) =>
  (
    await service.database.query<{ item_id: string; version: number }>(
      'select item_id, version from exposures where call_id = $1 and gone_at is null',
      [callId],
    )
  ).rows;

/** Waits for an event that some decision or boundary brings about by itself. */
async function heard<T extends StreamEvent['type']>(callId: string, type: T, count = 1) {
  for (let look = 0; look < 400; look += 1) {
    const found = await ofType(callId, type);
    if (found.length >= count) return found;
    await sleep(25);
  }
  throw new Error(`${type} did not reach call ${callId}`);
}

describe('a retraction', () => {
  it('reaches every call that shows the version, once, and ends its exposures', async () => {
    const calls = await Promise.all([callAbout('refund'), callAbout('refund')]);
    const other = await callAbout('garden');
    const { position } = await service.curation.decide('retract', items.refund, 1);
    for (const callId of calls) {
      const [retracted] = await heard(callId, 'retract');
      expect(retracted?.data).toMatchObject({
        item: { itemId: items.refund, version: 1 },
        action: 'retract',
        position,
        replacedBy: null,
      });
      const cards = await ofType(callId, 'card');
      expect(cards.map(({ data }) => data.id)).toEqual(expect.arrayContaining(retracted?.data.cardIds ?? ['none']));
      expect((await openVersions(callId)).some(({ item_id }) => item_id === items.refund)).toBe(false);
    }
    await Promise.all([service.calls.reconcile(), service.calls.reconcile()]);
    for (const callId of calls) expect(await ofType(callId, 'retract')).toHaveLength(1);
    expect(await ofType(other, 'retract')).toHaveLength(0);
  });

  it('is followed by no card of the retracted version', async () => {
    const callId = await callAbout('refund');
    const shown = (await ofType(callId, 'card')).flatMap(({ data }) => data.citations.map(({ itemId }) => itemId));
    expect(shown).not.toContain(items.refund);
  });

  it('of a suspended version comes again after it was resumed, shown and suspended anew', async () => {
    const callId = await callAbout('warranty');
    await service.curation.decide('suspend', items.warranty, 1);
    await heard(callId, 'retract');
    const resumed = await service.curation.decide('resume', items.warranty, 1);
    await service.projections.projector.waitFor(resumed.position);
    await hear(callId, 'warranty');
    await service.curation.decide('suspend', items.warranty, 1);
    const both = await heard(callId, 'retract', 2);
    expect(both.map(({ data }) => data.action)).toEqual(['suspend', 'suspend']);
    expect(new Set(both.map(({ data }) => data.position)).size).toBe(2);
  });

  it('that was decided while no process ran reaches the calls that were open', async () => {
    const callId = await callAbout('upgrade');
    await service.curation.decide('retract', items.upgrade, 1);
    await heard(callId, 'retract');
    // The screen of a process that died before it took the card off.
    await service.database.query('update exposures set gone_at = null where call_id = $1', [callId]);
    await service.database.query("delete from call_events where call_id = $1 and type = 'retract'", [callId]);
    await service.database.query('update calls set last_seq = last_seq + 1 where id = $1', [callId]);
    await service.calls.reconcile();
    expect(await ofType(callId, 'retract')).toHaveLength(1);
    expect(await openVersions(callId)).not.toContainEqual({ item_id: items.upgrade, version: 1 });
  });
});

describe('a supersession', () => {
  it('names what replaces the version, and the card of the new one follows', async () => {
    const callId = await callAbout('courier');
    const position = await publishAgain(service, 'courier', 'second wording');
    const [retracted] = await heard(callId, 'retract');
    expect(retracted?.data).toMatchObject({
      action: 'supersede',
      position,
      item: { itemId: items.courier, version: 1 },
      replacedBy: { itemId: items.courier, version: 2 },
    });
    const renewed = (await heard(callId, 'card', 2)).at(-1);
    expect(renewed?.data.citations[0]).toMatchObject({ itemId: items.courier, version: 2 });
    const order = (await events(callId)).map(({ type }) => type);
    expect(order.lastIndexOf('card')).toBeGreaterThan(order.indexOf('retract'));
    expect(await openVersions(callId)).toContainEqual({ item_id: items.courier, version: 2 });
  });
});

describe('an interval', () => {
  it('takes a card off the screen when it ends, without any decision', async () => {
    const validTo = new Date(Date.now() + 2_500).toISOString();
    const position = await publishAgain(service, 'recipe', 'for a short time', { validTo });
    await service.projections.projector.waitFor(position);
    await service.curation.decide('retract', items.recipe, 1);
    const callId = await callAbout('recipe');
    expect(await openVersions(callId)).toContainEqual({ item_id: items.recipe, version: 2 });
    const [expired] = await heard(callId, 'expire');
    expect(expired?.data).toMatchObject({ item: { itemId: items.recipe, version: 2 }, at: validTo });
    expect(await openVersions(callId)).not.toContainEqual({ item_id: items.recipe, version: 2 });
  });

  it('puts what was scheduled on the screen of an open call when it begins', async () => {
    const callId = await callAbout('calendar');
    await publishAgain(service, 'calendar', 'from now on', { validFrom: new Date(Date.now() + 1_000).toISOString() });
    expect(await ofType(callId, 'retract')).toHaveLength(0);
    const [retracted] = await heard(callId, 'retract');
    expect(retracted?.data).toMatchObject({ action: 'supersede', replacedBy: { version: 2 } });
    await heard(callId, 'card', 2);
    expect(await openVersions(callId)).toContainEqual({ item_id: items.calendar, version: 2 });
  });
});

describe('decisions that race what is said', () => {
  it('never leave a version on a screen that is not in force, in thirty rounds', async () => {
    const racing = ['password', 'invoice', 'roaming', 'voucher', 'newsletter'] as const;
    const latest = new Map<Matter, number>(racing.map((matter) => [matter, 1]));
    for (let round = 0; round < 30; round += 1) {
      const matter = racing[round % racing.length] ?? 'password';
      const version = latest.get(matter) ?? 1;
      const { id: callId } = await service.calls.open('usr_agent', { context: {} });
      const decide = async () => {
        await sleep(round % 7);
        if (round % 3 === 0) return publishAgain(service, matter, `wording ${round}`);
        await service.curation.decide('retract', items[matter], version);
        return publishAgain(service, matter, `wording ${round}`);
      };
      const [position] = await Promise.all([decide(), hear(callId, matter), hear(callId, matter)]);
      latest.set(matter, version + 1);
      await service.projections.projector.waitFor(position);
      const stale = async () => {
        const { state } = service.projections;
        const at = state.now();
        return (await openVersions(callId)).filter(
          ({ item_id, version: shown }) => state.inForce(item_id, at)?.version !== shown,
        );
      };
      for (let look = 0; look < 200 && (await stale()).length > 0; look += 1) await sleep(10);
      expect(await stale()).toEqual([]);
      const taken = (await ofType(callId, 'retract')).map(
        ({ data }) => `${data.item.itemId}@${data.item.version}:${data.position}`,
      );
      expect(new Set(taken).size).toBe(taken.length);
      await service.calls.end(callId, 'unknown');
    }
  });
});

describe('what was on a screen', () => {
  it('is shown word for word, with who put it in force, after it was superseded and after it was erased', async () => {
    const opened = await service.calls.open('usr_agent', { context: {}, agentId: 'A7' });
    await hear(opened.id, 'courier');
    const [card] = await ofType(opened.id, 'card');
    const supervisor = await service.as('supervisor');
    const screens = async (query: string) =>
      (await supervisor.call('get', `/v1/screens?${query}`).expect(200)).body.items;
    const [before] = await screens('agent=A7');
    expect(before).toMatchObject({ id: card?.data.id, card: card?.data, agentId: 'A7', goneAt: null });
    const [version] = before.versions;
    expect(version).toMatchObject({
      supersededAt: null,
      decisions: [{ action: 'publish', position: expect.any(Number) }],
    });
    expect(version.decisions[0].byName).toBeTruthy();

    await publishAgain(service, 'courier', 'third wording');
    await heard(opened.id, 'retract');
    const moment = encodeURIComponent(before.shownAt);
    const after = (await screens(`callId=${opened.id}&from=${moment}&to=${moment}`)).find(
      (shown: { id: string }) => shown.id === before.id,
    );
    expect(after).toMatchObject({
      card: card?.data,
      goneReason: 'left force',
      versions: [{ supersededAt: expect.any(String) }],
    });
    const long = encodeURIComponent('2001-01-01T00:00:00+08:00');
    expect(await screens(`callId=${opened.id}&from=${long}&to=${long}`)).toEqual([]);

    await service.database.query('update exposures set card = null where card_id = $1', [before.id]);
    await service.database.query('update calls set erased_at = now() where id = $1', [opened.id]);
    const erased = (await screens(`callId=${opened.id}&order=asc`))[0];
    expect(erased).toMatchObject({
      card: null,
      wordsErasedAt: expect.any(String),
      versions: [{ itemId: version.itemId }],
    });
    await (await service.as('annotator')).call('get', '/v1/screens').expect(403);
  });
});
