import { describeDatabase } from '../../contracts/database-contract.ts';
import { openPostgresTestDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';

describeWith(['postgres'], 'PostgreSQL', ({ postgres }) => {
  describeDatabase('PostgreSQL', () => openPostgresTestDatabase(postgres), { concurrent: true });
});
