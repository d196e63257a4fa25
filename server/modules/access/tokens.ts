import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, to be told once. */
export const newToken = () => randomBytes(32).toString('base64url');

/** What a token is stored by: it is 256 random bits, so a plain hash is enough. */
export const tokenHash = (token: string) => createHash('sha256').update(token).digest('hex');

/** The CSRF token of a session: the same in every tab, and of no use to find the session's own token. */
export const csrfTokenOf = (sessionToken: string) =>
  createHash('sha256').update(`csrf:${sessionToken}`).digest('base64url');
