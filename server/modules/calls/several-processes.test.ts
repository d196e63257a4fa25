import { describe } from 'vitest';
import { severalProcessesSuite } from '../../testing/several-processes-suite.ts';
import { testDatabase } from '../../testing/test-database.ts';

describe('calls served by two processes, over one connection', () => {
  severalProcessesSuite(async () => {
    const database = await testDatabase();
    return { first: database, second: database, close: () => database.close() };
  });
});
