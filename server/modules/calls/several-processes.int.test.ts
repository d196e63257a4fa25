import { postgresDatabase } from '../../adapters/postgres/postgres-database.ts';
import { createPostgresDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { severalProcessesSuite } from '../../testing/several-processes-suite.ts';
import { silentLog } from '../../testing/silent-log.ts';

describeWith(['postgres'], 'calls served by two processes on PostgreSQL', (urls) => {
  severalProcessesSuite(async () => {
    const { url, drop } = await createPostgresDatabase(urls.postgres);
    const first = postgresDatabase({ url, log: silentLog, poolSize: 5 });
    const second = postgresDatabase({ url, log: silentLog, poolSize: 5 });
    return {
      first,
      second,
      async close() {
        await first.close();
        await second.close();
        await drop();
      },
    };
  });
});
