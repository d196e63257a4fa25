import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Begun first, the longest before the others: what begins last has nothing left to run beside it.
const longest = [
  'server/resilience/faults.int.test.ts',
  'server/kill-nine.test.ts',
  'server/resilience/neo4j-away.int.test.ts',
  'server/resilience/replicas.int.test.ts',
  'admin-ui/e2e/journey.e2e.test.ts',
  'server/modules/ingest-runs/parallel-ingest.test.ts',
  'server/cli/coach.test.ts',
  'server/resilience/full-disk.test.ts',
  'server/adapters/pglite/pglite-database.test.ts',
  'server/cli/one-of-everything.test.ts',
];
/** In a process each: they start programs and servers, or change what the whole process has. */
const alone = [
  ...longest,
  '**/*.int.test.ts',
  '**/*.e2e.test.ts',
  'bench/redaction/planted-values.test.ts',
  'admin-ui/src/i18n/times.test.ts',
];
const elsewhere = ['**/node_modules/**', '**/dist/**', '**/.data/**'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const place = longest.findIndex((path) => moduleId.endsWith(`/${path}`));
      if (place >= 0) return place;
      // All that share a process follow each other, or it would end with each that does not.
      return longest.length + (project.name === 'alone' ? 0 : 1);
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: ['server/testing/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // One more than a small machine has processors: much of what takes long waits for servers that come and go.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'alone', include: alone, exclude: elsewhere } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...elsewhere, ...alone],
          // Hundreds of files import the same programs, and open the same embedded database.
          isolate: false,
        },
      },
    ],
  },
});
