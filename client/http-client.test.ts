import { describe, expect, it } from 'vitest';
import { createHttpClient, Problem } from './http-client.ts';

const answer = (status: number, body?: unknown) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status });

function recorded(...answers: Response[]) {
  const requests: { url: string; init: RequestInit; headers: Headers }[] = [];
  const fetcher = (async (url: string, init: RequestInit) => {
    requests.push({ url, init, headers: new Headers(init.headers) });
    return answers.shift() ?? answer(500);
  }) as unknown as typeof fetch;
  return { requests, http: createHttpClient({ fetcher }) };
}

describe('the HTTP client', () => {
  it('sends the CSRF token with writes only, and the version in If-Match', async () => {
    const { http, requests } = recorded(answer(200, {}), answer(200, {}));
    http.setCsrfToken('t');
    await http.json('GET', 'items');
    await http.json('PATCH', 'proposals/p', { json: {}, ifMatch: '3' });
    expect(requests[0]?.headers.get('X-CSRF-Token')).toBeNull();
    expect(requests[1]?.headers.get('X-CSRF-Token')).toBe('t');
    expect(requests[1]?.headers.get('If-Match')).toBe('"3"');
  });

  it('tells a refusal as it is, without trying again', async () => {
    const { http, requests } = recorded(answer(403, { status: 403, code: 'forbidden', detail: 'no' }));
    await expect(http.json('POST', 'calls')).rejects.toMatchObject({ status: 403, code: 'forbidden', message: 'no' });
    expect(requests.length).toBe(1);
  });

  it('names the bad fields of a refused request', async () => {
    const errors = [{ path: 'body.comment', message: 'say why' }];
    const { http } = recorded(answer(422, { status: 422, code: 'invalid_request', title: 'Not valid', errors }));
    await expect(http.json('POST', 'x')).rejects.toThrow('Not valid\nbody.comment: say why');
  });

  it('still says what happened when the answer is not a problem document, or when there is none', async () => {
    const { http } = recorded(new Response('<html>', { status: 502 }));
    await expect(http.json('GET', 'x')).rejects.toMatchObject({ status: 502, code: 'http_502' });
    const cut = createHttpClient({ fetcher: (() => Promise.reject(new TypeError('failed'))) as typeof fetch });
    await expect(cut.json('GET', 'x')).rejects.toMatchObject({ status: 0, code: 'network' });
    await expect(cut.json('GET', 'x')).rejects.toBeInstanceOf(Problem);
  });
});
