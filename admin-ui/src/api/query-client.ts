import { QueryClient } from '@tanstack/react-query';
import { Problem } from './http-client.ts';

const retries = 2;
const firstPauseMs = 400;

/** What was refused stays refused; what failed, or could not be reached, is asked for twice more within two seconds. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < retries && !(error instanceof Problem && error.status >= 400 && error.status < 500),
        retryDelay: (failures) => firstPauseMs * 2 ** failures,
      },
    },
  });
}
