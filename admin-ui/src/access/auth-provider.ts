import type { AuthProvider } from 'react-admin';
import { type HttpClient, Problem } from '../api/http-client.ts';
import type { Session } from '../api/types.ts';
import { landingPage, mayOpen, type Permissions } from './permissions.ts';

/** Signs people in by cookie; the session answer also carries the CSRF token that every write needs. */
export function createAuthProvider(http: HttpClient): AuthProvider {
  let session: Promise<Session> | null = null;

  const adopt = (next: Session): Session => {
    http.setCsrfToken(next.csrfToken);
    return next;
  };
  const forget = () => {
    session = null;
    http.setCsrfToken(null);
  };
  const current = (): Promise<Session> => {
    session ??= http.json('GET', 'sessions/current').then((answer) => adopt(answer as Session));
    session.catch(forget);
    return session;
  };
  const permissions = async (): Promise<Permissions> => (await current()).user.permissions;

  return {
    async login({ username, password }) {
      const answer = await http.json('POST', 'sessions', { json: { login: username, password } });
      const next = adopt(answer as Session);
      session = Promise.resolve(next);
      return { redirectTo: landingPage(next.user.permissions) };
    },
    async logout() {
      // Nothing to sign out of is as good as signed out; a failed request must not keep the person in.
      const ended = session ? await http.json('DELETE', 'sessions/current').catch(() => undefined) : undefined;
      forget();
      const continueAt = (ended as { continueAt: string | null } | undefined)?.continueAt;
      if (!continueAt) return;
      // The identity provider ends its own session, and sends the browser back.
      window.location.assign(continueAt);
      return false;
    },
    async checkAuth() {
      try {
        await current();
      } catch (error) {
        // Not a complaint: whoever has not signed in yet is simply asked to.
        if (error instanceof Problem && error.status === 401) throw { message: false };
        // A service that does not answer signs nobody out; the page itself says what is wrong.
      }
    },
    async checkError(error: unknown) {
      if (error instanceof Problem && error.status === 401) {
        forget();
        throw error;
      }
    },
    async getIdentity() {
      const { user, institution, method } = await current();
      const { id, displayName: fullName, login, roles, language } = user;
      return { id, fullName, login, roles, language, method, institution };
    },
    getPermissions: permissions,
    async canAccess({ resource }) {
      return mayOpen(resource, await permissions());
    },
  };
}
