import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcessWakeUps } from './adapters/in-process/in-process-wake-ups.ts';
import { type InstallationSecrets, loadSecrets } from './installation-secrets.ts';
import type { Database } from './ports/database.ts';
import { createProjections } from './projections.ts';
import { createKeyedHash } from './publishing/index.ts';
import { createCuration, nodeDraft } from './testing/curation.ts';
import { silentLog } from './testing/silent-log.ts';
import { testDatabase } from './testing/test-database.ts';
import { exportDatabase, importDatabase } from './transfer/index.ts';

let root: string;
let secrets: InstallationSecrets;
let original: Database;
let restored: Database;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'projections-'));
  secrets = await loadSecrets(join(root, 'secrets.json'));
  [original, restored] = [await testDatabase(), await testDatabase()];
});
afterAll(async () => {
  await original.close();
  await restored.close();
  await rm(root, { recursive: true, force: true });
});

const publish = async (database: Database, key: string, words: string) => {
  const curation = await createCuration(database, undefined, undefined, createKeyedHash(secrets.hashKey));
  await curation.publish([nodeDraft('script', key, words, await curation.evidence())]);
};

/** The projections that a process starts with in the folder, and how many versions it found in its snapshot. */
async function start(database: Database) {
  const projections = await createProjections({
    database,
    wakeUps: inProcessWakeUps(),
    log: silentLog,
    directory: root,
  });
  const fromSnapshot = projections.textIndex.size;
  await projections.projector.start();
  return { ...projections, fromSnapshot };
}

const finds = ({ textIndex }: Awaited<ReturnType<typeof start>>, text: string): boolean =>
  textIndex.search({ parts: [{ text, weight: 1 }], limit: 5, accept: () => true }).length > 0;

describe('the snapshot of the text index', () => {
  it('is taken over by the next start, and refused by a database that was restored and then decided otherwise', async () => {
    await publish(original, 'shared', 'umbrella');
    const directory = join(root, 'backup');
    await exportDatabase({ database: original, secrets, directory, withKeys: false });
    await publish(original, 'later', 'xylophone');
    const first = await start(original);
    await first.saveSnapshot();
    await first.projector.stop();

    const second = await start(original);
    expect(second.fromSnapshot).toBe(2);
    await second.projector.stop();

    await importDatabase({ database: restored, directory, secretsFile: secrets.file });
    const behind = await start(restored);
    expect(behind.fromSnapshot).toBe(0);
    expect([finds(behind, 'umbrella'), finds(behind, 'xylophone')]).toEqual([true, false]);
    await behind.projector.stop();

    await publish(restored, 'other', 'trombone');
    const other = await start(restored);
    expect(other.fromSnapshot).toBe(0);
    expect([finds(other, 'trombone'), finds(other, 'xylophone')]).toEqual([true, false]);
    await other.projector.stop();
  });

  it('is rid of words that were erased while no process ran', async () => {
    await publish(original, 'erased', 'quokkabloom');
    const before = await start(original);
    await before.saveSnapshot();
    await before.projector.stop();
    const file = join(root, 'text-index.snapshot');
    expect(await readFile(file, 'latin1')).toContain('quokkabloom');
    await original.query(
      `update item_versions v set label = null, content = null, erased_at = now() from items i where i.id = v.item_id and i.key = 'erased'`,
    );
    const after = await start(original);
    await after.forgetErased();
    expect([finds(after, 'umbrella'), finds(after, 'quokkabloom')]).toEqual([true, false]);
    expect(await readFile(file, 'latin1')).not.toContain('quokkabloom');
    await after.projector.stop();
    const again = await start(original);
    expect(again.fromSnapshot).toBe(2);
    await again.projector.stop();
  });
});
