import { type ApiScope, newId } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import type { Principal } from './permissions.ts';
import { newToken, tokenHash } from './tokens.ts';

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly createdBy: string;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Keys of machines; a secret is told once. */
export interface ApiKeys {
  create(actor: string, key: { name: string; scopes: readonly ApiScope[] }): Promise<ApiKey & { secret: string }>;
  /** Throws not_found. */
  revoke(actor: string, keyId: string): Promise<ApiKey>;
  list(): Promise<readonly ApiKey[]>;
  principalOf(secret: string): Promise<Principal | null>;
}

const keyPrefix = 'ack_';
const keyColumns = 'id, name, scopes, created_by, created_at, last_used_at, revoked_at';

interface KeyRow {
  id: string;
  name: string;
  scopes: ApiScope[];
  created_by: string;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const toKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  createdBy: row.created_by,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
});

export function createApiKeys(database: Database): ApiKeys {
  return {
    create: (actor, { name, scopes }) =>
      database.transaction(async (tx) => {
        const secret = `${keyPrefix}${newToken()}`;
        const inserted = await tx.query<KeyRow>(
          `insert into api_keys (id, name, secret_hash, scopes, created_by) values ($1, $2, $3, $4, $5) returning ${keyColumns}`,
          [newId('apiKey'), name, tokenHash(secret), scopes, actor],
        );
        const row = inserted.rows[0];
        if (!row) throw new Error('the key was not written');
        await appendAudit(tx, { actor, action: 'key.create', subject: row.id, details: { scopes: scopes.join(',') } });
        return { ...toKey(row), secret };
      }),

    revoke: (actor, keyId) =>
      database.transaction(async (tx) => {
        const updated = await tx.query<KeyRow>(
          `update api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 returning ${keyColumns}`,
          [keyId],
        );
        const row = updated.rows[0];
        if (!row) throw notFound('API key', keyId);
        await appendAudit(tx, { actor, action: 'key.revoke', subject: keyId });
        return toKey(row);
      }),

    async list() {
      const result = await database.query<KeyRow>(
        `select ${keyColumns} from api_keys order by created_at desc, id desc`,
      );
      return result.rows.map(toKey);
    },

    async principalOf(secret) {
      if (!secret.startsWith(keyPrefix)) return null;
      const found = await database.query<KeyRow & { is_stale: boolean }>(
        `select ${keyColumns}, last_used_at is null or last_used_at < now() - interval '1 minute' as is_stale
           from api_keys where secret_hash = $1 and revoked_at is null`,
        [tokenHash(secret)],
      );
      const row = found.rows[0];
      if (!row) return null;
      if (row.is_stale)
        // Nobody waits for it, and a request that only reads goes on when the disk is full.
        database
          .query(
            `update api_keys set last_used_at = now()
              where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
            [row.id],
          )
          .catch(() => undefined);
      return { type: 'key', id: row.id, name: row.name, scopes: row.scopes };
    },
  };
}
