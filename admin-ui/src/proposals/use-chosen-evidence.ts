import { useQuery } from '@tanstack/react-query';
import { useDataProvider } from 'react-admin';
import { useLocation } from 'react-router-dom';
import type { Language, Span } from '../../../graph-schema/index.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { EvidenceQuote, Source } from '../api/types.ts';
import { evidenceInQuery } from '../sources/propose-link.ts';

export interface ChosenEvidence {
  readonly language: Language | null;
  readonly spans: readonly Span[];
  readonly quotes: readonly EvidenceQuote[];
}

const context = 80;

/** The words that the address names, read from their source; null data when it names none. */
export function useChosenEvidence() {
  const api = useDataProvider<CoachDataProvider>();
  const { search } = useLocation();
  return useQuery({
    queryKey: ['proposals', 'create', search],
    queryFn: async (): Promise<ChosenEvidence | null> => {
      const chosen = evidenceInQuery(search);
      if (chosen === null) return null;
      const { data: source } = await api.getOne<Source>('sources', { id: chosen.sourceId });
      const quotes = await Promise.all(chosen.spans.map((span) => quoted(api, source, span)));
      return { language: source.language, spans: chosen.spans, quotes };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function quoted(api: CoachDataProvider, source: Source, span: Span): Promise<EvidenceQuote> {
  const { segmentId, start, end } = span;
  const page = await api.segments(source.id, { page: 1, perPage: 1, around: segmentId });
  const segment = page.items.find(({ id }) => id === segmentId);
  if (!segment) throw new Error(`Source ${source.id} holds no segment ${segmentId}.`);
  return {
    kind: 'supports',
    segmentId,
    start,
    end,
    quote: segment.text.slice(start, end),
    before: segment.text.slice(Math.max(0, start - context), start),
    after: segment.text.slice(end, end + context),
    sourceId: source.id,
    sourceTitle: source.title,
    sourceType: source.type,
    locator: segment.locator,
    startMs: segment.startMs,
    erased: false,
  };
}
