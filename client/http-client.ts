/** What an RFC 9457 answer says, or what can be said when there was no answer at all. */
export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title?: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly current?: unknown;
}

/** A refused or failed request; `code` is stable, `detail` is for people. `network` and status 0: no answer came. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: ProblemBody;

  constructor(body: ProblemBody, options?: ErrorOptions) {
    super(describe(body), options);
    this.name = 'Problem';
    this.status = body.status;
    this.code = body.code;
    this.body = body;
  }
}

function describe(body: ProblemBody): string {
  const said = body.detail ?? body.title ?? body.code;
  const fields = (body.errors ?? []).map((error) => (error.path ? `${error.path}: ${error.message}` : error.message));
  return [said, ...fields].join('\n');
}

export interface RequestOptions {
  readonly query?: string;
  readonly json?: unknown;
  readonly form?: FormData;
  /** The version that the write is about, as the record tells it. */
  readonly ifMatch?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks to the service: token or cookie and CSRF token, problem details. Paths stand below `/v1/`. */
export interface HttpClient {
  /** The parsed answer, or undefined when it has no body. Rejects with a Problem. */
  json(method: string, path: string, options?: RequestOptions): Promise<unknown>;
  /** The answer itself, once its status is known to be good; for streams. Rejects with a Problem. */
  open(method: string, path: string, options?: RequestOptions): Promise<Response>;
  /** Sent with every write from now on; null forgets it. */
  setCsrfToken(token: string | null): void;
}

const reading = new Set(['GET', 'HEAD']);

export interface HttpClientOptions {
  /** Where the service is, without a slash at its end; absent: on the page's own origin, with its cookie. */
  readonly baseUrl?: string;
  /** An API key or a widget token. */
  readonly token?: string;
  readonly fetcher?: typeof fetch;
}

export function createHttpClient({
  baseUrl,
  token,
  fetcher = (...args) => fetch(...args),
}: HttpClientOptions = {}): HttpClient {
  let csrfToken: string | null = null;

  const request = (method: string, path: string, options: RequestOptions) => {
    const headers = new Headers({ Accept: 'application/json', ...options.headers });
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    if (options.json !== undefined) headers.set('Content-Type', 'application/json');
    if (options.ifMatch !== undefined) headers.set('If-Match', `"${options.ifMatch}"`);
    if (csrfToken !== null && !reading.has(method)) headers.set('X-CSRF-Token', csrfToken);
    return send(fetcher, `${baseUrl ?? ''}/v1/${path}${options.query ? `?${options.query}` : ''}`, {
      method,
      headers,
      credentials: baseUrl === undefined ? 'same-origin' : 'omit',
      body: options.form ?? (options.json === undefined ? null : JSON.stringify(options.json)),
      signal: options.signal ?? null,
    });
  };

  const open: HttpClient['open'] = async (method, path, options = {}) => {
    const response = await request(method, path, options);
    if (response.ok) return response;
    throw new Problem(await problemOf(response));
  };

  return {
    open,
    async json(method, path, options) {
      const response = await open(method, path, options);
      const text = await response.text();
      return text === '' ? undefined : JSON.parse(text);
    },
    setCsrfToken(token) {
      csrfToken = token;
    },
  };
}

async function send(fetcher: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetcher(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem({ status: 0, code: 'network' }, { cause });
  }
}

async function problemOf(response: Response): Promise<ProblemBody> {
  const fallback = { status: response.status, code: `http_${response.status}` };
  try {
    const body: unknown = JSON.parse(await response.text());
    return typeof body === 'object' && body !== null ? { ...fallback, ...body } : fallback;
  } catch {
    return fallback;
  }
}
