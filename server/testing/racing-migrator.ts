/** A process for tests: says that it is there, waits for a line, migrates the database, and says what it applied. */
import { createInterface } from 'node:readline';
import { migrate } from '../../migrations/migrate.ts';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import { silentLog } from './silent-log.ts';

const [url = '', directory = ''] = process.argv.slice(2);

const database = postgresDatabase({ url, log: silentLog, poolSize: 2 });
await database.query('select 1');
console.log('ready');
for await (const _go of createInterface(process.stdin)) break;
console.log(JSON.stringify(await migrate(database, { directory })));
await database.close();
process.exit(0);
