/** A process for tests: commits rows into a database on disk, one after another, and says the number of each. */
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';

const [directory = '', template = '', first = '1'] = process.argv.slice(2);

const database = await openPgliteDatabase({ directory, template });
await database.script('create table if not exists kept (id int primary key, filling text not null)');
for (let id = Number(first); ; id += 1) {
  await database.transaction(async (tx) => {
    await tx.query('insert into kept values ($1, $2)', [id, 'x'.repeat(id % 3000)]);
  });
  console.log(id);
}
