import { readFile } from 'node:fs/promises';
import { createParser } from 'eventsource-parser';
import { pino } from 'pino';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { serviceFile, startServer } from '../main.ts';

export interface SseEvent {
  readonly event: string;
  readonly data: unknown;
}

/** The service as the command line talks to it. */
export interface ServiceClient {
  /** The running service, or one that this command started for itself. */
  readonly own: boolean;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  upload<T>(path: string, contentType: string, body: AsyncIterable<Uint8Array>): Promise<T>;
  stream(path: string, body?: unknown): AsyncIterable<SseEvent>;
  close(): Promise<void>;
}

/** What the service refused, in its own words. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

const serviceFileSchema = z.object({ url: z.string(), token: z.string() });
const problemSchema = z.object({
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** Uses the running service if it answers; else starts one in this process, under the data folder's lock. */
export async function connect(config: Config, command: string): Promise<ServiceClient> {
  const running = await findRunning(config);
  if (running) return client(running.url, running.token, false, async () => {});
  // Commands print their result on standard output, so logs go to standard error and only when something is wrong.
  const log = pino({ level: 'warn', base: null }, pino.destination(2));
  // On a shared database a command does no jobs: whoever runs it need not have the folder that they read from.
  const ROLE = config.DATABASE_URL === undefined ? config.ROLE : 'web';
  const started = await startServer({ ...config, ROLE, PORT: 0, HOST: '127.0.0.1' }, log, command);
  return client(started.url, started.service.localToken, true, started.stop);
}

async function findRunning(config: Config): Promise<{ url: string; token: string } | null> {
  const text = await readFile(serviceFile(config), 'utf8').catch(() => null);
  const parsed = text === null ? null : serviceFileSchema.safeParse(JSON.parse(text));
  if (!parsed?.success) return null;
  const answer = await fetch(`${parsed.data.url}/health/live`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => null,
  );
  return answer?.ok ? parsed.data : null;
}

/** A service elsewhere, by its address and an API key. */
export function remoteService(url: string, key: string): ServiceClient {
  return client(url, key, false, async () => {});
}

function client(url: string, token: string, own: boolean, close: () => Promise<void>): ServiceClient {
  const send = async (path: string, init: RequestInit & { duplex?: 'half' } = {}) => {
    const answer = await fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) },
    }).catch(wentAway);
    if (!answer.ok) throw await refusal(answer);
    return answer;
  };
  const json = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  return {
    own,
    close,
    get: async <T>(path: string) => (await (await send(path)).json()) as T,
    post: async <T>(path: string, body?: unknown) => (await (await send(path, json(body))).json()) as T,
    upload: async <T>(path: string, contentType: string, body: AsyncIterable<Uint8Array>) =>
      (await (
        await send(path, {
          method: 'POST',
          headers: { 'content-type': contentType },
          body: ReadableStream.from(body),
          duplex: 'half',
        })
      ).json()) as T,
    stream: (path, body) => events(() => send(path, body === undefined ? {} : json(body))),
  };
}

async function refusal(answer: Response): Promise<Error> {
  const problem = problemSchema.safeParse(await answer.json().catch(() => null));
  if (!problem.success) return new RefusedError(`The service answered ${answer.status}`);
  const fields = (problem.data.errors ?? []).slice(1).map(({ path, message }) => `\n  ${path}: ${message}`);
  return new RefusedError(problem.data.detail + fields.join(''));
}

/** What fetch says of a connection that was refused or broke is no sentence for people. */
function wentAway(error: unknown): never {
  if (!(error instanceof TypeError)) throw error;
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  const why = code === undefined ? '' : ` (${code})`;
  throw new RefusedError(
    `The service went away${why}. What it has taken in goes on when it runs again: see coach runs list.`,
    { cause: error },
  );
}

async function* events(open: () => Promise<Response>): AsyncGenerator<SseEvent> {
  const answer = await open();
  const waiting: SseEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => waiting.push({ event: event ?? 'message', data: JSON.parse(data) }),
  });
  const decoder = new TextDecoder();
  if (!answer.body) return;
  const chunks = (answer.body as unknown as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { value, done } = await chunks.next().catch(wentAway);
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* waiting.splice(0);
    }
  } finally {
    await chunks.return?.().catch(() => undefined);
  }
}
