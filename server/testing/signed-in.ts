/** A person who signed in to a running service over HTTP. */
export interface Person {
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  /** For answers that are event streams. */
  postText(path: string, body: unknown): Promise<string>;
}

/** What every request of somebody who signed in carries. */
export async function openSession(url: string, login: string, password: string) {
  const answer = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok) throw new Error(`${login} cannot sign in: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  return { cookie, csrfToken };
}

/** Signs in and keeps the session's cookie and CSRF token. Every answer that is no success is thrown with its text. */
export async function signIn(url: string, login: string, password: string): Promise<Person> {
  const { cookie, csrfToken } = await openSession(url, login, password);
  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}${path}`, init);
    if (!response.ok) throw new Error(`${init.method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, 'x-csrf-token': csrfToken, ...headers },
      body: JSON.stringify(body),
    });
  return {
    get: async (path) => (await send(path, { method: 'GET', headers: { cookie } })).json(),
    post: async (path, body, headers) => (await post(path, body, headers)).json(),
    postText: async (path, body) => (await post(path, body)).text(),
  };
}
