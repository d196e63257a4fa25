import { describeVectorIndex } from '../../contracts/vector-index-contract.ts';
import { pgvectorUnderTest } from '../../testing/pgvector-under-test.ts';
import { openPostgresTestDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';

describeWith(['postgres'], 'pgvector on a server', ({ postgres }) => {
  describeVectorIndex('pgvector on PostgreSQL', async () =>
    pgvectorUnderTest(await openPostgresTestDatabase(postgres)),
  );
});
