import { randomBytes } from 'node:crypto';
import { newId } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import type { SseMessage } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { tokenHash, type WidgetPrincipal } from '../access/index.ts';

export interface WidgetToken {
  readonly id: string;
  readonly callId: string;
  readonly expiresAt: Date;
}

/** Short-lived tokens, each for one call: they read its events and send feedback, and can do nothing else. */
export interface WidgetTokens {
  /** The token itself is told only here. */
  issue(callId: string, createdBy: string, minutes: number): Promise<WidgetToken & { readonly token: string }>;
  /** Sets a new end, counted from now. Throws `not_found` when the token has run out or was revoked. */
  renew(callId: string, id: string, minutes: number): Promise<WidgetToken>;
  /** From now on the token lets nobody in; streams that it opened end within seconds. */
  revoke(callId: string, id: string): Promise<void>;
  /** Whom a token lets in; null when it is none, has run out, or was revoked. */
  principalOf(token: string): Promise<WidgetPrincipal | null>;
  /** The messages of a stream for as long as the token that opened it holds; then an `error` event, and the end. */
  whileHolds(
    page: WidgetPrincipal,
    open: (signal: AbortSignal) => AsyncIterable<SseMessage>,
    signal: AbortSignal,
  ): AsyncIterable<SseMessage>;
}

const tokenPrefix = 'awt_';
const principalPrefix = 'widget:';
const lookMs = 2_000;
const holds = 'revoked_at is null and expires_at > now()';

interface Row {
  id: string;
  call_id: string;
  expires_at: Date;
}
const toToken = (row: Row): WidgetToken => ({ id: row.id, callId: row.call_id, expiresAt: row.expires_at });
const idOf = (page: WidgetPrincipal) => page.id.slice(principalPrefix.length);

export function createWidgetTokens(database: Database): WidgetTokens {
  const followed = createFollowedTokens(database);
  return {
    async issue(callId, createdBy, minutes) {
      const token = `${tokenPrefix}${randomBytes(32).toString('base64url')}`;
      await database.query("delete from widget_tokens where expires_at < now() - interval '1 day'");
      const inserted = await database.query<Row>(
        `insert into widget_tokens (id, call_id, token_hash, created_by, expires_at)
         values ($1, $2, $3, $4, now() + make_interval(mins => $5)) returning id, call_id, expires_at`,
        [newId('widgetToken'), callId, tokenHash(token), createdBy, minutes],
      );
      const row = inserted.rows[0];
      if (!row) throw new Error('the token was not written');
      return { ...toToken(row), token };
    },

    async renew(callId, id, minutes) {
      const renewed = await database.query<Row>(
        `update widget_tokens set expires_at = now() + make_interval(mins => $3)
          where id = $1 and call_id = $2 and ${holds} returning id, call_id, expires_at`,
        [id, callId, minutes],
      );
      const row = renewed.rows[0];
      if (!row) throw notFound('widget token that still holds,', id);
      return toToken(row);
    },

    async revoke(callId, id) {
      const revoked = await database.query(
        'update widget_tokens set revoked_at = coalesce(revoked_at, now()) where id = $1 and call_id = $2',
        [id, callId],
      );
      if (revoked.rowCount === 0) throw notFound('widget token', id);
      followed.look();
    },

    async principalOf(token) {
      if (!token.startsWith(tokenPrefix)) return null;
      const found = await database.query<Row>(
        `select id, call_id, expires_at from widget_tokens where token_hash = $1 and ${holds}`,
        [tokenHash(token)],
      );
      const row = found.rows[0];
      return row ? { type: 'widget', id: `${principalPrefix}${row.id}`, callId: row.call_id } : null;
    },

    async *whileHolds(page, open, signal) {
      const over = new AbortController();
      const stop = followed.follow(idOf(page), () => over.abort());
      try {
        yield* open(AbortSignal.any([signal, over.signal]));
        if (over.signal.aborted && !signal.aborted)
          yield {
            event: 'error',
            data: { code: 'unauthenticated', message: 'The token has run out or was revoked; ask for another one' },
          };
      } finally {
        stop();
      }
    },
  };
}

/** Asks for all tokens with open streams together whether they still hold. */
function createFollowedTokens(database: Database) {
  const followed = new Map<string, Set<() => void>>();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const asked = [...followed.keys()];
    if (asked.length === 0) return;
    const found = await database.query<{ id: string }>(`select id from widget_tokens where id = any($1) and ${holds}`, [
      asked,
    ]);
    const holding = new Set(found.rows.map(({ id }) => id));
    for (const id of asked) if (!holding.has(id)) for (const end of followed.get(id) ?? []) end();
  };
  // While the database cannot be asked the streams carry no lease either; it is asked again.
  const tick = () => void look().catch(() => {});

  return {
    look: tick,
    follow(id: string, end: () => void): () => void {
      const ends = followed.get(id) ?? new Set();
      ends.add(end);
      followed.set(id, ends);
      timer ??= setInterval(tick, lookMs).unref();
      return () => {
        ends.delete(end);
        if (ends.size === 0 && followed.get(id) === ends) followed.delete(id);
        if (followed.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
