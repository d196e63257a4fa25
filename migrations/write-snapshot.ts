/** Writes the schema that the migrations make into schema.snapshot.txt. */
import { writeFile } from 'node:fs/promises';
import { openPgliteDatabase } from '../server/adapters/pglite/pglite-database.ts';
import { migrate } from './migrate.ts';
import { describeSchema, snapshotPath } from './schema-snapshot.ts';

const database = await openPgliteDatabase({ directory: null });
await migrate(database);
await writeFile(snapshotPath, await describeSchema(database));
await database.close();
console.log(`Wrote ${snapshotPath}`);
