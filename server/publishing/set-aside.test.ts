import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import { type Database, DatabaseError } from '../ports/database.ts';
import { createProjections, type Projections } from '../projections.ts';
import { type Curation, createCuration, edgeDraft, nodeDraft } from '../testing/curation.ts';
import { testDatabase } from '../testing/test-database.ts';

let database: Database;
let curation: Curation;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
});
afterAll(() => database.close());

const log = pino({ level: 'silent' });
const projectionsOf = (name = 'state:here', on = database): Promise<Projections> =>
  createProjections({ database: on, wakeUps: inProcessWakeUps(), log, directory: null, name });

let count = 0;
async function publishScenario(words: string) {
  count += 1;
  const key = `poison-${count}`;
  const { position } = await curation.publish([nodeDraft('scenario', key, words, await curation.evidence())]);
  return { key, position, itemId: await curation.itemId('scenario', key) };
}

/** Breaks a version's row as a failing disk or a careless hand would, and returns the way to mend it. */
async function breakRow(itemId: string, version = 1): Promise<() => Promise<void>> {
  const set = (conditions: string) =>
    database.query('update item_versions set conditions = $3::jsonb where item_id = $1 and version = $2', [
      itemId,
      version,
      conditions,
    ]);
  await set('"broken"');
  return async () => void (await set('{}'));
}

/** Follows the log until it is at its head, whatever fails on the way. */
async function reachHead({ projector }: Projections): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const caught = await projector.catchUp().then(
      () => null,
      (error: unknown) => error,
    );
    if (caught === null) return;
  }
  throw new Error('the head was not reached');
}

const inForce = ({ state }: Projections, itemId: string) => state.inForce(itemId, state.now())?.version ?? null;
const found = ({ textIndex }: Projections, text: string) =>
  textIndex
    .search({ parts: [{ text, weight: 1 }], limit: 20, accept: () => true })
    .map(({ itemId, version }) => `${itemId}@${version}`);
const written = async (name: string) =>
  (
    await database.query<{ position: number; attempts: number; error: string }>(
      'select position, attempts, error from set_aside_decisions where projection = $1 order by position',
      [name],
    )
  ).rows.map((row) => ({ ...row, position: Number(row.position) }));

describe('a decision that cannot be taken in', () => {
  it('is set aside after some tries, and the next ones are taken in', async () => {
    const projections = await projectionsOf();
    await reachHead(projections);
    const broken = await publishScenario('Quokka grooming appointment');
    const mend = await breakRow(broken.itemId);
    const next = await publishScenario('Wombat insurance premium');
    await expect(projections.projector.catchUp()).rejects.toThrow();
    expect(projections.projector.setAside()).toEqual([]);
    await reachHead(projections);
    expect(projections.state.position).toBe(next.position);
    expect(inForce(projections, next.itemId)).toBe(1);
    expect(inForce(projections, broken.itemId)).toBeNull();
    expect(projections.projector.setAside()).toEqual([
      { position: broken.position, itemIds: [broken.itemId], attempts: 3, error: expect.stringContaining('Zod') },
    ]);
    expect(await written('state:here')).toMatchObject([{ position: broken.position, attempts: 3 }]);
    await mend();
  });

  it('comes back with its words once its row is mended', async () => {
    const projections = await projectionsOf('state:mended');
    const broken = await publishScenario('Narwhal tusk polishing');
    const mend = await breakRow(broken.itemId);
    await reachHead(projections);
    expect(await projections.projector.replay(broken.position)).toBe(false);
    expect(await written('state:mended')).toMatchObject([{ position: broken.position, attempts: 4 }]);
    await mend();
    const heard: number[] = [];
    projections.projector.onApplied(({ position }) => heard.push(position));
    expect(await projections.projector.replay(broken.position)).toBe(true);
    expect(heard).toEqual([broken.position]);
    expect(inForce(projections, broken.itemId)).toBe(1);
    expect(found(projections, 'narwhal tusk')).toEqual([`${broken.itemId}@1`]);
    expect(await written('state:mended')).toEqual([]);
    const fresh = await projectionsOf();
    await reachHead(fresh);
    expect(projections.state.get(broken.itemId)).toEqual(fresh.state.get(broken.itemId));
  });

  it('withholds its items whatever is decided of them later, and all of it counts once they are back', async () => {
    const projections = await projectionsOf('state:later');
    const item = await publishScenario('Axolotl tank rental');
    await reachHead(projections);
    expect(inForce(projections, item.itemId)).toBe(1);
    const again = (words: string) =>
      curation.evidence().then((spans) => curation.publish([nodeDraft('scenario', item.key, words, spans)]));
    const second = await again('Axolotl tank rental, second wording');
    const mend = await breakRow(item.itemId, 2);
    await again('Axolotl tank rental, third wording');
    await curation.decide('suspend', item.itemId, 3);
    await curation.decide('resume', item.itemId, 3);
    await reachHead(projections);
    expect(inForce(projections, item.itemId)).toBeNull();
    expect(projections.state.withheldBy(item.itemId)).toBe(second.position);
    await mend();
    await projections.projector.replay(second.position);
    expect(inForce(projections, item.itemId)).toBe(3);
    const fresh = await projectionsOf();
    await reachHead(fresh);
    expect(projections.state.get(item.itemId)).toEqual(fresh.state.get(item.itemId));
    expect(new Set(found(projections, 'axolotl tank'))).toEqual(new Set(found(fresh, 'axolotl tank')));
  });

  it('withholds a relation once, and joins its ends again', async () => {
    const [words, one, two] = [await curation.evidence(), 'joined-1', 'joined-2'];
    const projections = await projectionsOf('state:relation');
    await curation.publish([
      nodeDraft('scenario', one, 'Ferry timetable', words),
      nodeDraft('step', two, 'Look it up', words),
    ]);
    const { position } = await curation.publish([
      edgeDraft('HAS_STEP', { kind: 'scenario', key: one }, { kind: 'step', key: two }, words),
    ]);
    const from = await curation.itemId('scenario', one);
    const edge = (await database.query<{ id: string }>('select id from items where from_id = $1', [from])).rows[0];
    const mend = await breakRow(edge?.id ?? '');
    await reachHead(projections);
    expect(projections.state.edges(from, 'out')).toEqual([]);
    await mend();
    expect(await projections.projector.replay(position)).toBe(true);
    expect(projections.state.edges(from, 'out').map(({ itemId }) => itemId)).toEqual([edge?.id]);
    expect(inForce(projections, edge?.id ?? '')).toBe(1);
  });

  it('is withheld after a rebuild as well, and a rebuild after the mending takes it in', async () => {
    const projections = await projectionsOf('state:rebuilt');
    await reachHead(projections);
    const broken = await publishScenario('Capybara spa voucher');
    const mend = await breakRow(broken.itemId);
    await projections.rebuild();
    expect(inForce(projections, broken.itemId)).toBeNull();
    expect(projections.projector.setAside()).toMatchObject([{ position: broken.position }]);
    await mend();
    await projections.rebuild();
    expect(inForce(projections, broken.itemId)).toBe(1);
    expect(projections.projector.setAside()).toEqual([]);
  });

  it('is not what a database is that does not answer', async () => {
    let away = false;
    const unsteady: Database = {
      ...database,
      async query(sql, params) {
        if (away && sql.includes('decision_entries')) throw new DatabaseError('gone', '08006', undefined);
        return database.query(sql, params);
      },
    };
    const projections = await projectionsOf('state:away', unsteady);
    const { itemId } = await publishScenario('Otter ferry delays');
    away = true;
    for (let tries = 0; tries < 10; tries += 1) await expect(projections.projector.catchUp()).rejects.toThrow('gone');
    expect(projections.projector.setAside()).toEqual([]);
    away = false;
    await reachHead(projections);
    expect(inForce(projections, itemId)).toBe(1);
  });
});
