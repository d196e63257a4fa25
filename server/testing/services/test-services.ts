import { describe, expect, it } from 'vitest';

/** A server a test may need. */
export type ServiceName = 'postgres' | 'neo4j' | 'redis';

/** The address of each server a test was given; empty for one it did not ask for. */
export type ServiceUrls = Record<ServiceName, string>;

const variableOf: Record<ServiceName, string> = {
  postgres: 'TEST_DATABASE_URL',
  neo4j: 'TEST_NEO4J_URL',
  redis: 'TEST_REDIS_URL',
};

/** The address of a real server for tests, or null when this run has none. */
export function serviceUrl(name: ServiceName): string | null {
  const value = process.env[variableOf[name]]?.trim();
  return value ? value : null;
}

/**
 * A describe block that runs against real servers: without one of them it is skipped under a name that
 * says what is missing, and with `REQUIRE_SERVICES=1` it fails instead.
 */
export function describeWith(needs: readonly ServiceName[], name: string, body: (urls: ServiceUrls) => void): void {
  const missing = needs.filter((need) => serviceUrl(need) === null);
  if (missing.length === 0) {
    const urls: ServiceUrls = { postgres: '', neo4j: '', redis: '' };
    for (const need of needs) urls[need] = serviceUrl(need) ?? '';
    describe(name, () => body(urls));
    return;
  }
  missingCapability(name, missing.map((need) => `${need} (${variableOf[need]} is not set)`).join(', '));
}

/** One test in place of those that cannot run here: skipped, naming what is missing, or failed with `REQUIRE_SERVICES=1`. */
export function missingCapability(name: string, what: string): void {
  describe(name, () => {
    const title = `needs ${what}; run it through \`npm run services -- npx vitest run ...\``;
    if (process.env['REQUIRE_SERVICES'] === '1')
      it(title, () => expect.fail(`REQUIRE_SERVICES=1, and there is no ${what}`));
    else it.skip(title);
  });
}
