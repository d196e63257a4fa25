import { describeVectorIndex } from '../../contracts/vector-index-contract.ts';
import { pgvectorUnderTest } from '../../testing/pgvector-under-test.ts';
import { testDatabase } from '../../testing/test-database.ts';

describeVectorIndex('pgvector, embedded', async () => pgvectorUnderTest(await testDatabase()));
