import { DomainError } from '../errors.ts';
import { type Database, isOutcomeUnknown } from '../ports/database.ts';
import type { RouteResult } from './route.ts';

/** Runs a repeated request once: the second time, its first answer is given again. */
export interface Idempotency {
  once(principal: string, key: string, requestHash: string, run: () => Promise<RouteResult>): Promise<RouteResult>;
}

interface KeyRow {
  request_hash: string;
  status: number | null;
  body: unknown;
}

export function createIdempotency(database: Database): Idempotency {
  return {
    async once(principal, key, requestHash, run) {
      if (key.length > 200) throw new DomainError('invalid_request', 'An Idempotency-Key has at most 200 characters');
      // A request that never ended was cut off with its process; nobody is left to answer its key.
      await database.query(
        `delete from idempotency_keys where created_at < now() - interval '1 day'
            or (status is null and created_at < now() - interval '5 minutes')`,
      );
      const claimed = await database.query(
        `insert into idempotency_keys (principal, key, request_hash) values ($1, $2, $3) on conflict do nothing`,
        [principal, key, requestHash],
      );
      if (claimed.rowCount === 0) return repeat(database, principal, key, requestHash);
      try {
        const result = await run();
        if ('status' in result) {
          await database.query(
            'update idempotency_keys set status = $3, body = $4::jsonb where principal = $1 and key = $2',
            [principal, key, result.status, JSON.stringify(result.body ?? null)],
          );
        }
        return result;
      } catch (error) {
        // What failed changed nothing, so it may be tried again; unless nobody knows whether it failed: then the claim stays until it lapses.
        if (isOutcomeUnknown(error)) throw error;
        await database.query('delete from idempotency_keys where principal = $1 and key = $2', [principal, key]);
        throw error;
      }
    },
  };
}

async function repeat(database: Database, principal: string, key: string, requestHash: string): Promise<RouteResult> {
  const found = await database.query<KeyRow>(
    'select request_hash, status, body from idempotency_keys where principal = $1 and key = $2',
    [principal, key],
  );
  const row = found.rows[0];
  if (row && row.request_hash !== requestHash) {
    throw new DomainError('idempotency_mismatch', 'This Idempotency-Key was used for another request; use a new one');
  }
  if (!row || row.status === null) {
    throw new DomainError(
      'idempotency_in_progress',
      'The first request with this Idempotency-Key is still running; try again shortly',
    );
  }
  return { status: row.status, body: row.body, headers: { 'idempotency-replayed': 'true' } };
}
