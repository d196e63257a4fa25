import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { silentLog as log } from '../../testing/silent-log.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { createCollectionRecipes } from './collection-recipes.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.query("insert into collections (id, name) values ('laws', 'Laws') on conflict do nothing");
}, 240_000);
afterAll(() => database.close());

it('switches the recipe of a collection, at once here and soon elsewhere, and keeps who did it', async () => {
  const [here, elsewhere] = [createCollectionRecipes(database, log), createCollectionRecipes(database, log)];
  await here.start();
  expect(here.nameOf('laws')).toBe('default');
  expect(here.nameOf('not there yet')).toBeUndefined();

  await expect(here.switchTo('laws', 'words', 'user:operator')).resolves.toEqual({
    id: 'laws',
    name: 'Laws',
    recipe: 'words',
  });
  expect(here.nameOf('laws')).toBe('words');
  await elsewhere.start();
  expect(elsewhere.nameOf('laws')).toBe('words');
  const { rows } = await database.query('select actor, subject, details from audit_log order by seq desc limit 1');
  expect(rows).toEqual([
    { actor: 'user:operator', subject: 'collection:laws', details: { from: 'default', to: 'words' } },
  ]);
  await expect(here.switchTo('nowhere', 'words', 'user:operator')).rejects.toMatchObject({ code: 'not_found' });
  here.stop();
  elsewhere.stop();
});
