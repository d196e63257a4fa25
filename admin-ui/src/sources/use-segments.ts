import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider } from 'react-admin';
import type { Span } from '../../../graph-schema/index.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Segment } from '../api/types.ts';

const perPage = 100;
// A span is looked for this far; a longer source opens at its beginning.
const searchedPages = 40;

interface SegmentPage {
  readonly page: number;
  readonly items: readonly Segment[];
  readonly total: number;
}

/** One page of a source: the one that holds the span at first, then the one that is asked for. */
export function useSegments(sourceId: string, span: Span | null, revision?: number) {
  const api = useDataProvider<CoachDataProvider>();
  const [page, setPage] = useState<number | null>(null);
  const load = async (number: number): Promise<SegmentPage> => {
    const params = { page: number, perPage, ...(revision === undefined ? {} : { revision }) };
    return { page: number, ...(await api.segments(sourceId, params)) };
  };
  const query = useQuery({
    queryKey: ['sources', sourceId, 'segments', revision ?? null, page ?? span?.segmentId ?? 1],
    queryFn: () => (page === null && span ? pageWith(span.segmentId, load) : load(page ?? 1)),
    placeholderData: keepPreviousData,
  });
  return { ...query, pages: Math.ceil((query.data?.total ?? 0) / perPage), setPage };
}

/** The first page that holds the segment; the first of all when none does. */
export async function pageWith(segmentId: string, load: (page: number) => Promise<SegmentPage>): Promise<SegmentPage> {
  const first = await load(1);
  const last = Math.min(searchedPages, Math.ceil(first.total / perPage));
  for (let page = first; ; page = await load(page.page + 1)) {
    if (page.items.some((segment) => segment.id === segmentId)) return page;
    if (page.page >= last) return first;
  }
}
