import type { Span } from '../../../graph-schema/index.ts';

/** The console's address of the form for something new that stands on these words. */
export function proposeLink(sourceId: string, spans: readonly Span[]): string {
  const query = new URLSearchParams({ source: sourceId });
  for (const { segmentId, start, end } of spans) query.append('at', `${start}-${end}:${segmentId}`);
  return `/proposals/create?${query}`;
}

// More words than anyone selects; an address cannot hold any number of them.
const mostSpans = 20;

/** The words that an address names; null when it names none. */
export function evidenceInQuery(search: string): { readonly sourceId: string; readonly spans: readonly Span[] } | null {
  const query = new URLSearchParams(search);
  const sourceId = query.get('source');
  const spans = query.getAll('at').flatMap((text) => {
    const [, start, end, segmentId] = /^(\d+)-(\d+):(.+)$/.exec(text) ?? [];
    return segmentId && Number(start) < Number(end) ? [{ segmentId, start: Number(start), end: Number(end) }] : [];
  });
  return sourceId && spans.length > 0 ? { sourceId, spans: spans.slice(0, mostSpans) } : null;
}
