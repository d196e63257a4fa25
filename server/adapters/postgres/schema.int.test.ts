import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { describeSchema, snapshotPath } from '../../../migrations/schema-snapshot.ts';
import { openPostgresTestDatabase } from '../../testing/postgres-databases.ts';
import { describeWith } from '../../testing/services/test-services.ts';

describeWith(['postgres'], 'the schema on PostgreSQL', ({ postgres }) => {
  test('is the one that the embedded engine has', async () => {
    const database = await openPostgresTestDatabase(postgres);
    expect(await describeSchema(database)).toBe(await readFile(snapshotPath, 'utf8'));
    await database.close();
  });
});
