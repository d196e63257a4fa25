import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.data/**'],
    globalSetup: ['server/testing/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Two databases at once are as many as a small machine carries.
    maxWorkers: 2,
  },
});
