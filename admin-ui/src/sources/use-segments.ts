import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider } from 'react-admin';
import type { Span } from '../../../graph-schema/index.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import { Problem } from '../api/http-client.ts';
import type { SegmentPage } from '../api/types.ts';

const perPage = 100;

/** One page of a source: the one that holds the span at first, then the one that is asked for. */
export function useSegments(sourceId: string, span: Span | null, revision?: number) {
  const api = useDataProvider<CoachDataProvider>();
  const [page, setPage] = useState<number | null>(null);
  const ask = (place: { readonly page: number; readonly around?: string }) =>
    api.segments(sourceId, { ...place, perPage, ...(revision === undefined ? {} : { revision }) });
  const query = useQuery({
    queryKey: ['sources', sourceId, 'segments', revision ?? null, page ?? span?.segmentId ?? 1],
    queryFn: () => (page === null && span ? pageAround(span.segmentId, ask) : ask({ page: page ?? 1 })),
    placeholderData: keepPreviousData,
  });
  return { ...query, pages: Math.ceil((query.data?.total ?? 0) / perPage), setPage };
}

type Ask = (place: { readonly page: number; readonly around?: string }) => Promise<SegmentPage>;

/** The page that holds the segment; the first when this revision does not have it. */
export async function pageAround(segmentId: string, ask: Ask): Promise<SegmentPage> {
  try {
    return await ask({ page: 1, around: segmentId });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return ask({ page: 1 });
    throw error;
  }
}
