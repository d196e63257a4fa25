import { useMemo } from 'react';
import type { ApiScope, Role } from '../../../graph-schema/index.ts';
import { useHttp } from '../api/http-context.ts';
import type { ApiKey, Page, PasswordLink, ShownSession, User } from '../api/types.ts';

/** What is done to people, their sessions and keys, beyond reading them. */
export interface People {
  create(user: { login: string; displayName: string; roles: readonly Role[] }): Promise<User>;
  change(id: string, change: { displayName?: string; roles?: readonly Role[]; disabled?: boolean }): Promise<User>;
  passwordLink(id: string): Promise<PasswordLink>;
  /** Of a person; with null, one's own. */
  sessions(userId: string | null): Promise<readonly ShownSession[]>;
  endSession(userId: string | null, sessionId: string): Promise<void>;
  /** All of a person; with null, all of one's own but this one. */
  endSessions(userId: string | null): Promise<void>;
  createKey(key: { name: string; scopes: readonly ApiScope[] }): Promise<ApiKey & { secret: string }>;
  revokeKey(id: string): Promise<void>;
  changePassword(current: string, next: string): Promise<void>;
  chooseLanguage(language: string): Promise<void>;
}

const segment = (id: string) => encodeURIComponent(id);

export function usePeople(): People {
  const http = useHttp();
  return useMemo(() => {
    const send = async <T>(method: string, path: string, json?: unknown) =>
      (await http.json(method, path, json === undefined ? {} : { json })) as T;
    const sessionsOf = (userId: string | null) =>
      userId === null ? 'own-sessions' : `users/${segment(userId)}/sessions`;
    return {
      create: (user) => send('POST', 'users', user),
      change: (id, change) => send('PATCH', `users/${segment(id)}`, change),
      passwordLink: (id) => send('POST', `users/${segment(id)}/password-link`),
      sessions: async (userId) => (await send<Page<ShownSession>>('GET', sessionsOf(userId))).items,
      endSession: (userId, sessionId) => send('DELETE', `${sessionsOf(userId)}/${segment(sessionId)}`),
      endSessions: (userId) =>
        userId === null ? send('POST', 'own-sessions/end-others') : send('DELETE', sessionsOf(userId)),
      createKey: (key) => send('POST', 'api-keys', key),
      revokeKey: (id) => send('DELETE', `api-keys/${segment(id)}`),
      changePassword: (current, next) => send('PUT', 'sessions/current/password', { current, next }),
      chooseLanguage: (language) => send('PUT', 'sessions/current/language', { language }),
    };
  }, [http]);
}
