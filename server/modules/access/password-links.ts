import { DomainError, notFound } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import type { PasswordRules } from './password-rules.ts';
import { hashPassword } from './passwords.ts';
import { newToken, tokenHash } from './tokens.ts';

/** Hours that a link waits to be used. */
const linkHours = 24;

/** Links by which people set their own password once, so that nobody else ever knows it. */
export interface PasswordLinks {
  /** In place of any earlier link. Throws wrong_state for somebody whom an identity provider vouches for, or who is disabled. */
  create(actor: string, userId: string): Promise<{ token: string; expiresAt: Date }>;
  /** Sets the password and ends all sessions of the person. Throws not_found, weak_password. */
  redeem(token: string, password: string): Promise<void>;
}

const gone = () =>
  new DomainError('not_found', 'This link was used already, or has run out; ask an administrator for another one');

export function createPasswordLinks(database: Database, rules: PasswordRules): PasswordLinks {
  return {
    create: (actor, userId) =>
      database.transaction(async (tx) => {
        const found = await tx.query<{ issuer: string | null; disabled_at: Date | null }>(
          'select issuer, disabled_at from users where id = $1 for update',
          [userId],
        );
        const user = found.rows[0];
        if (!user) throw notFound('user', userId);
        if (user.issuer !== null)
          throw new DomainError(
            'wrong_state',
            'This person signs in at the identity provider and has no password here',
          );
        if (user.disabled_at !== null)
          throw new DomainError('wrong_state', 'This person is disabled; enable them first');
        const token = newToken();
        await tx.query('delete from password_links where user_id = $1 or expires_at < now()', [userId]);
        const inserted = await tx.query<{ expires_at: Date }>(
          `insert into password_links (token_hash, user_id, created_by, expires_at)
           values ($1, $2, $3, now() + make_interval(hours => ${linkHours})) returning expires_at`,
          [tokenHash(token), userId, actor],
        );
        await appendAudit(tx, { actor, action: 'user.password_link', subject: userId });
        return { token, expiresAt: inserted.rows[0]?.expires_at ?? new Date() };
      }),

    async redeem(token, password) {
      const found = await database.query<{ user_id: string; login: string; display_name: string }>(
        `select u.id as user_id, u.login, u.display_name from password_links l join users u on u.id = l.user_id
          where l.token_hash = $1 and l.expires_at > now() and u.disabled_at is null`,
        [tokenHash(token)],
      );
      const person = found.rows[0];
      if (!person) throw gone();
      rules.refuseGuessable(password, [person.login, person.display_name]);
      const hash = await hashPassword(password);
      await database.transaction(async (tx) => {
        const used = await tx.query('delete from password_links where token_hash = $1 and expires_at > now()', [
          tokenHash(token),
        ]);
        if (used.rowCount === 0) throw gone();
        await tx.query('update users set password_hash = $2, password_changed_at = now() where id = $1', [
          person.user_id,
          hash,
        ]);
        await tx.query('delete from sessions where user_id = $1', [person.user_id]);
        await appendAudit(tx, { actor: person.user_id, action: 'user.password', subject: person.user_id });
      });
    },
  };
}
