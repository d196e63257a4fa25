import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Proposal } from '../api/types.ts';

const perPage = 100;
// What is read as a whole comes as a whole; an import of thousands of rows is read page by page.
const mostAtOnce = 500;

/** The parts of a proposal that are shown: all of them, or one page of very many. */
export function useProposalParts({ id, etag, partsCount }: Proposal) {
  const api = useDataProvider<CoachDataProvider>();
  const [page, setPage] = useState(1);
  const size = partsCount <= mostAtOnce ? mostAtOnce : perPage;
  const parts = useQuery({
    queryKey: ['proposals', id, 'parts', page, size, etag],
    queryFn: () => api.proposalParts(id, { page, perPage: size }),
    placeholderData: keepPreviousData,
  });
  return { parts, page, setPage, pages: Math.ceil((parts.data?.total ?? 0) / size) };
}
