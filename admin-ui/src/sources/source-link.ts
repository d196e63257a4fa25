import type { Span } from '../../../graph-schema/index.ts';

/** The console's address of a source, with the span that is to be shown in it. */
export function sourceLink(sourceId: string, span?: Span): string {
  const path = `/sources/${encodeURIComponent(sourceId)}/show`;
  if (!span) return path;
  const query = new URLSearchParams({ segment: span.segmentId, start: String(span.start), end: String(span.end) });
  return `${path}?${query}`;
}

/** The span that an address asks for; null when it names none, or one that cannot be. */
export function spanInQuery(search: string): Span | null {
  const query = new URLSearchParams(search);
  const segmentId = query.get('segment');
  if (!segmentId) return null;
  const [start, end] = [Number(query.get('start') ?? 0), Number(query.get('end') ?? 0)];
  const whole = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end;
  return { segmentId, start: whole ? start : 0, end: whole ? end : 0 };
}
