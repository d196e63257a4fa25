import { newId, type Role, roles as roleList } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { type Identity, type IdentityProvider, IdentityRefused } from '../../ports/identity-provider.ts';
import type { Logger } from '../../ports/logger.ts';
import { appendAudit } from '../../publishing/index.ts';
import { noPassword } from './passwords.ts';
import type { From, OpenedSession, Sessions } from './sessions.ts';
import { newToken, tokenHash } from './tokens.ts';
import { toUser, type User, type UserRow, userColumns } from './users.ts';

/** Minutes that somebody has to sign in at the provider. */
const waitMinutes = 10;
export const providerWaitSeconds = waitMinutes * 60;

/** Lets people in whom the identity provider vouches for; the first time they are added. */
export interface ProviderSignIns {
  /** Where to send the browser, and the token that it must bring back in a cookie. */
  begin(anew: boolean): Promise<{ url: string; token: string }>;
  /** Throws provider_refused, no_role, or forbidden for somebody who is disabled. */
  complete(token: string, answer: URLSearchParams, from: From): Promise<OpenedSession & { user: User }>;
  signOutUrl(idToken: string): Promise<string | null>;
}

export interface ProviderSignInOptions {
  readonly database: Database;
  readonly provider: IdentityProvider;
  /** By what the roles claim holds; null: it holds our own names. */
  readonly roleOf: ReadonlyMap<string, Role> | null;
  readonly sessions: Sessions;
  readonly log: Logger;
}

const refused = () =>
  new DomainError('provider_refused', 'The sign-in could not be completed; begin again at the sign-in page');

const isRole = (text: string): text is Role => (roleList.values as readonly string[]).includes(text);

export function rolesOf({ claimedRoles }: Identity, roleOf: ProviderSignInOptions['roleOf']): readonly Role[] {
  const held = claimedRoles.flatMap((name) => {
    const role = roleOf === null ? name : roleOf.get(name);
    return role !== undefined && isRole(role) ? [role] : [];
  });
  return roleList.values.filter((role) => held.includes(role));
}

/** The person as the provider tells of them now; added when they come for the first time. */
async function adopt(tx: Executor, identity: Identity, held: readonly Role[]): Promise<User> {
  const { issuer, subject, displayName } = identity;
  const found = await tx.query<UserRow>(
    `select ${userColumns} from users where issuer = $1 and subject = $2 for update`,
    [issuer, subject],
  );
  const known = found.rows[0];
  if (known) return refresh(tx, known, displayName, held);
  const login = await freeLogin(tx, identity);
  const inserted = await tx.query<UserRow>(
    `insert into users (id, login, display_name, roles, password_hash, issuer, subject)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${userColumns}`,
    [newId('user'), login, displayName, held, noPassword, issuer, subject],
  );
  const row = inserted.rows[0];
  if (!row) throw new Error('the user was not written');
  await appendAudit(tx, { actor: row.id, action: 'user.create', subject: row.id, details: { roles: held.join(',') } });
  return toUser(row);
}

async function refresh(tx: Executor, known: UserRow, displayName: string, held: readonly Role[]): Promise<User> {
  if (known.disabled_at !== null) throw new DomainError('forbidden', 'This person is disabled here');
  const changed = known.roles.length !== held.length || held.some((role) => !known.roles.includes(role));
  if (!changed && known.display_name === displayName) return toUser(known);
  const updated = await tx.query<UserRow>(
    `update users set display_name = $2, roles = $3 where id = $1 returning ${userColumns}`,
    [known.id, displayName, held],
  );
  if (changed) {
    const details = { roles: held.join(',') };
    await appendAudit(tx, { actor: known.id, action: 'user.roles', subject: known.id, details });
  }
  return toUser(updated.rows[0] ?? known);
}

/** Somebody who has that login already, with a password here, is somebody else until an administrator says otherwise. */
async function freeLogin(tx: Executor, { login, issuer, subject }: Identity): Promise<string> {
  const host = new URL(issuer).host;
  const candidates = [login, `${login}@${host}`, `${tokenHash(subject).slice(0, 12)}@${host}`];
  const taken = await tx.query<{ login: string }>('select login from users where login = any($1)', [candidates]);
  const free = candidates.find((candidate) => !taken.rows.some((row) => row.login === candidate));
  if (free === undefined) throw new DomainError('conflict', `There are already users called ${login}`);
  return free;
}

export function createProviderSignIns(options: ProviderSignInOptions): ProviderSignIns {
  const { database, provider, roleOf, sessions, log } = options;

  /** What the browser began; a second time it is not there. */
  async function take(token: string) {
    const taken = await database.query<{
      state: string;
      nonce: string;
      verifier: string;
      anew: boolean;
      is_late: boolean;
    }>(
      `delete from provider_sign_ins where token_hash = $1
       returning state, nonce, verifier, anew, expires_at < now() as is_late`,
      [tokenHash(token)],
    );
    const row = taken.rows[0];
    if (!row || row.is_late) throw refused();
    return row;
  }

  return {
    async begin(anew) {
      const { url, state, nonce, verifier } = await provider.begin(anew).catch((error: unknown) => {
        log.error({ err: error }, 'the identity provider does not answer, so nobody can sign in there');
        throw new DomainError(
          'unavailable',
          'The identity provider does not answer at the moment; try again',
          {},
          { cause: error },
        );
      });
      const token = newToken();
      await database.query('delete from provider_sign_ins where expires_at < now()');
      await database.query(
        `insert into provider_sign_ins (token_hash, state, nonce, verifier, anew, expires_at)
         values ($1, $2, $3, $4, $5, now() + make_interval(mins => ${waitMinutes}))`,
        [tokenHash(token), state, nonce, verifier, anew],
      );
      return { url, token };
    },

    async complete(token, answer, from) {
      const { anew, ...began } = await take(token);
      const identity = await provider.complete(answer, began, anew).catch((error: unknown) => {
        if (!(error instanceof IdentityRefused)) throw error;
        log.warn({ reason: error.message }, 'a sign-in at the identity provider was refused');
        throw refused();
      });
      const held = rolesOf(identity, roleOf);
      if (held.length === 0) {
        log.warn({}, 'somebody whom the identity provider vouches for has no role here');
        throw new DomainError(
          'no_role',
          'You are known to the identity provider, which gives you no role in this program; ask for one there',
        );
      }
      return database.transaction(async (tx) => {
        const user = await adopt(tx, identity, held);
        const opened = await sessions.open(tx, {
          userId: user.id,
          method: 'provider',
          from,
          // A provider that does not say when asked for no password now: nothing that needs one may be done at once.
          authenticatedAt: identity.authenticatedAt ?? new Date(0),
          idToken: identity.idToken,
          passwordHash: null,
        });
        if (opened === null) throw refused();
        log.info({ user: user.id, method: 'provider' }, 'signed in');
        return { ...opened, user };
      });
    },

    signOutUrl: (idToken) =>
      provider.signOutUrl(idToken).catch((error: unknown) => {
        log.warn({ err: error }, 'the session at the identity provider was not ended');
        return null;
      }),
  };
}
