import { describe } from 'vitest';
import type { Found } from './local-server.ts';
import { findNeo4j } from './neo4j.ts';
import { findPostgres } from './postgres.ts';
import { findRedis } from './redis.ts';
import { missingCapability, type ServiceName } from './test-services.ts';

const find: Record<ServiceName, () => Found<unknown>> = { postgres: findPostgres, neo4j: findNeo4j, redis: findRedis };

/**
 * A describe block for tests that start, kill and pause servers of their own: without a server's program it is skipped
 * under a name that says what is missing, and with `REQUIRE_SERVICES=1` it fails instead.
 */
export function describeWithOwn(needs: readonly ServiceName[], name: string, body: () => void): void {
  const reasons = needs.flatMap((need) => {
    const found = find[need]();
    return 'missing' in found ? [`${need} (${found.missing})`] : [];
  });
  if (reasons.length === 0) describe(name, body);
  else missingCapability(name, reasons.join(', '));
}
