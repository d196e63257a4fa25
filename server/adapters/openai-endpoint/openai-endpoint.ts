import { setTimeout as pause } from 'node:timers/promises';

/** Another try may succeed, after so many milliseconds if the endpoint said so. */
export class Passing extends Error {
  constructor(
    message: string,
    readonly afterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const longestPauseMs = 30_000;

/** The address of one operation, from that of the API (ends in /v1) or of the operation itself. */
export function operationAddress(given: string, operation: string): string {
  const url = new URL(given);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith(operation) ? path : `${path}${operation}`;
  return url.href;
}

/** The header that carries the key, if there is one. */
export const keyHeader = (apiKey: string | undefined): Readonly<Record<string, string>> =>
  apiKey ? { authorization: `Bearer ${apiKey}` } : {};

/** Milliseconds that `Retry-After` asks for, in seconds or as a date (RFC 9110); null: neither. */
export function retryAfterMs(headers: Headers): number | null {
  const header = headers.get('retry-after')?.trim() ?? '';
  const ms = /^\d+(?:\.\d+)?$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** Whether an endpoint that answers so may answer better soon: it is busy, broken or late. */
export const mayPass = (status: number): boolean => status === 408 || status === 429 || status >= 500;

interface Trying {
  readonly tries: number;
  /** Before the second try; doubles from there. */
  readonly firstPauseMs: number;
  readonly signal?: AbortSignal | undefined;
  /** What is thrown when the last try failed. */
  readonly givenUp: (last: Passing) => Error;
}

/** Asks until it succeeds, fails for good, or was tried often enough; throws the signal's reason when that is aborted. */
export async function tryAgain<T>(ask: () => Promise<T>, { tries, firstPauseMs, signal, givenUp }: Trying): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      if (attempt >= tries) throw givenUp(error);
      const ms = Math.min(error.afterMs ?? firstPauseMs * 2 ** (attempt - 1), longestPauseMs);
      await pause(ms, undefined, signal ? { signal } : {}).catch((aborted: unknown) => {
        signal?.throwIfAborted();
        throw aborted;
      });
    }
  }
}
