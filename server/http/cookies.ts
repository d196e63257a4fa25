import { parse, serialize } from 'cookie';
import type { CookieChange, CookieName } from './route.ts';

const names: Readonly<Record<CookieName, string>> = { session: 'coach_session', provider: 'coach_provider' };

/** What a cookie is called: over HTTPS a name that no other host and no plain connection can set. */
export const cookieName = (name: CookieName, secure: boolean) => (secure ? `__Host-${names[name]}` : names[name]);

/** The cookies of this service that a request brought. */
export function readCookies(
  header: string | undefined,
  secure: boolean,
): Readonly<Partial<Record<CookieName, string>>> {
  const all = parse(header ?? '');
  const session = all[cookieName('session', secure)];
  const provider = all[cookieName('provider', secure)];
  return { ...(session ? { session } : {}), ...(provider ? { provider } : {}) };
}

/** The header that sets it, or takes it away: no script reads it, and no other site has it sent. */
export function cookieText({ name, value, maxAge }: CookieChange, secure: boolean): string {
  return serialize(cookieName(name, secure), value, { httpOnly: true, sameSite: 'strict', path: '/', maxAge, secure });
}
