import { keepPreviousData, type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useInstitution } from '../access/use-institution.ts';
import type { HttpClient } from '../api/http-client.ts';
import { useHttp } from '../api/http-context.ts';
import { type GraphView, timesOf } from './graph-address.ts';
import {
  type GraphPart,
  joined,
  type Neighbourhood,
  type Overview,
  type Paths,
  type ShownGraph,
} from './shown-graph.ts';

/** How much the picture takes; more is cut, and the page says so. */
export const mostItems = 2_000;
const mostAround = 500;
const mostPaths = 20;

interface Found {
  readonly part: GraphPart;
  readonly truncated: boolean;
  /** How many items there are, where the service counted them. */
  readonly total: number | null;
  /** The items of the ways, each from its beginning; null when no path was asked for. */
  readonly ways: readonly (readonly string[])[] | null;
}

export interface ShownGraphQuery {
  readonly graph: ShownGraph;
  readonly found: Found | undefined;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly error: Error | null;
  retry(): void;
}

/** Everything that the view shows: what it begins with, joined with the neighbours of each item that was opened. */
export function useShownGraph(view: GraphView): ShownGraphQuery {
  const http = useHttp();
  const timeZone = useInstitution()?.timeZone;
  const times = timesOf(view, timeZone ?? 'UTC');
  const { mode, item, to, depth } = view;
  const begun = useQuery({
    queryKey: ['graph', mode, item, to, depth, times],
    enabled: timeZone !== undefined && (mode !== 'path' || to !== ''),
    placeholderData: keepPreviousData,
    queryFn: () => askFor(http, view, times),
  });
  const opened = useQueries({
    queries: view.opened.map((id) => ({
      queryKey: ['graph', 'opened', id, times],
      enabled: timeZone !== undefined,
      queryFn: () => neighbourhood(http, id, 1, times),
    })),
    combine: together,
  });
  const graph = useMemo(() => joined(begun.data ? [begun.data.part, ...opened.parts] : []), [begun.data, opened.parts]);
  return {
    graph,
    found: begun.data,
    isPending: begun.isPending && begun.fetchStatus !== 'idle',
    isFetching: begun.isFetching || opened.isFetching,
    error: begun.error ?? opened.error,
    retry: () => void begun.refetch(),
  };
}

// Outside of the component, so that the parts stay the same ones until an answer changes.
function together(answers: readonly UseQueryResult<Neighbourhood>[]) {
  return {
    parts: answers.flatMap(({ data }) => (data ? [data] : [])),
    isFetching: answers.some(({ isFetching }) => isFetching),
    error: answers.find(({ error }) => error)?.error ?? null,
  };
}

const ask = async <T>(http: HttpClient, path: string, params: Record<string, string>) =>
  (await http.json('GET', path, { query: new URLSearchParams(params).toString() })) as T;

const neighbourhood = (http: HttpClient, id: string, depth: number, times: Record<string, string>) =>
  ask<Neighbourhood>(http, 'graph/neighbourhood', {
    itemId: id,
    depth: String(depth),
    limit: String(mostAround),
    ...times,
  });

async function askFor(http: HttpClient, view: GraphView, times: Record<string, string>): Promise<Found> {
  const { mode, item, to, depth } = view;
  if (mode === 'whole') {
    const answer = await ask<Overview>(http, 'graph/overview', { limit: String(mostItems), ...times });
    return { part: answer, truncated: answer.truncated, total: answer.total, ways: null };
  }
  if (mode === 'path') {
    const params = { from: item, to, length: String(depth), limit: String(mostPaths), ...times };
    const { paths, truncated } = await ask<Paths>(http, 'graph/paths', params);
    const part = { nodes: paths.flatMap(({ nodes }) => nodes), edges: paths.flatMap(({ edges }) => edges) };
    return { part, truncated, total: null, ways: paths.map(({ nodes }) => nodes.map(({ id }) => id)) };
  }
  const answer =
    mode === 'around'
      ? await neighbourhood(http, item, depth, times)
      : await ask<Neighbourhood>(http, `items/${encodeURIComponent(item)}/impact`, {
          depth: String(depth),
          limit: String(mostAround),
          ...times,
        });
  return { part: answer, truncated: answer.truncated, total: null, ways: null };
}
