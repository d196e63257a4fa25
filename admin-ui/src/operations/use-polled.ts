import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../api/http-client.ts';

const everyMs = 5_000;

export interface Polled<T> {
  /** The last answer; while another page of a list is on its way, the page before it. */
  readonly data: T | undefined;
  /** Whether `data` answers another question than the one that is asked now. */
  readonly isOld: boolean;
  /** Why the last try failed; null once one succeeds, and not before. */
  readonly error: unknown;
  /** When `data` came, in milliseconds since 1970. */
  readonly at: number;
  readonly retry: () => void;
}

/** Reads anew every five seconds while the page is looked at; what was read stays on the screen meanwhile. */
export function usePolled<T>(key: QueryKey, read: () => Promise<T>): Polled<T> {
  const query = useQuery({
    queryKey: ['operations', ...key],
    queryFn: read,
    placeholderData: keepPreviousData,
    // The next reading is the next try.
    retry: false,
    refetchInterval: ({ state }) => (isForbidden(state.error) ? false : everyMs),
  });
  // A query without data forgets its error while it tries again, and the page would blink with every try.
  const [error, setError] = useState<unknown>(null);
  const latest = query.error ?? (query.isPending || query.isPlaceholderData ? error : null);
  if (latest !== error) setError(latest);
  return {
    // Another page is no answer when this one cannot be read.
    data: query.isPlaceholderData && latest !== null ? undefined : query.data,
    isOld: query.isPlaceholderData,
    error: latest,
    at: query.dataUpdatedAt,
    retry: () => void query.refetch(),
  };
}

const isForbidden = (error: unknown) => error instanceof Problem && error.status === 403;
