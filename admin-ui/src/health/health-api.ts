import { useMemo } from 'react';
import type { HttpClient } from '../api/http-client.ts';
import { useHttp } from '../api/http-context.ts';
import type { CurationStats, HealthRow, Page, RankedGap } from '../api/types.ts';

export type QueueName = keyof CurationStats['queues'];

/** What the health pages ask of the service. */
export interface HealthApi {
  stats(): Promise<CurationStats>;
  queue(name: QueueName, page: number, kind: string): Promise<Page<HealthRow>>;
  gaps(): Promise<Page<RankedGap>>;
  item(id: string): Promise<HealthRow | null>;
  /** Until when it was vouched for. */
  verify(id: string, version: number, days: number): Promise<string>;
}

/** Rows on a page of a queue. */
export const queuePage = 25;
const part = (id: string) => encodeURIComponent(id);

function healthApi(http: HttpClient): HealthApi {
  const get = async <T>(path: string, query = '') => (await http.json('GET', path, { query })) as T;
  return {
    stats: () => get('stats'),
    queue: (name, page, kind) =>
      get(`stats/queues/${name}`, `page=${page}&perPage=${queuePage}${kind === '' ? '' : `&kind=${part(kind)}`}`),
    gaps: () => get('stats/gaps'),
    item: async (id) => (await get<{ health: HealthRow | null }>(`items/${part(id)}/health`)).health,
    verify: async (id, version, days) => {
      const until = new Date(Date.now() + days * 86_400_000).toISOString();
      const path = `items/${part(id)}/versions/${version}/verify`;
      return ((await http.json('POST', path, { json: { until } })) as { until: string }).until;
    },
  };
}

export function useHealthApi(): HealthApi {
  const http = useHttp();
  return useMemo(() => healthApi(http), [http]);
}
