import { useMemo } from 'react';
import type { operations } from '../../../client/schema.d.ts';
import type { AnnotationLabel, ItemKind } from '../../../graph-schema/index.ts';
import { useHttp } from '../api/http-context.ts';
import type { Item, Page, SegmentPage } from '../api/types.ts';

type Answer<O extends keyof operations, S extends number> =
  operations[O]['responses'] extends Record<S, { content: { 'application/json': infer Body } }> ? Body : never;
export type Annotation = Answer<'getAnnotation', 200>;
export type AnnotationTask = Answer<'getAnnotationTask', 200>;
export type AnnotationTaskRow = Answer<'listAnnotationTasks', 200>['items'][number];
export type Agreement = Answer<'getAnnotationAgreement', 200>;
export type ProposedAs = 'scenario' | 'step' | 'script' | 'practice';

const part = encodeURIComponent;

/** The service's ways to annotations. */
export function useAnnotationsApi() {
  const http = useHttp();
  return useMemo(() => {
    const read = async <T>(path: string, query = ''): Promise<T> => (await http.json('GET', path, { query })) as T;
    const write = async <T>(method: string, path: string, json: unknown, etag?: number): Promise<T> =>
      (await http.json(method, path, { json, ...(etag === undefined ? {} : { ifMatch: String(etag) }) })) as T;
    const at = (id: string) => `annotations/${part(id)}`;
    const task = (id: string) => `annotation-tasks/${part(id)}`;
    return {
      next: async () => (await write<{ annotation: Annotation | null }>('POST', 'annotations/next', {})).annotation,
      read: (id: string) => read<Annotation>(at(id)),
      save: (id: string, etag: number, labels: readonly AnnotationLabel[]) =>
        write<Annotation>('PUT', at(id), { labels }, etag),
      submit: (id: string, etag: number) => write<Annotation>('POST', `${at(id)}/submit`, {}, etag),
      reopen: (id: string, etag: number) => write<Annotation>('POST', `${at(id)}/reopen`, {}, etag),
      skip: (id: string, etag: number) => http.json('DELETE', at(id), { ifMatch: String(etag) }),
      handedIn: () => read<Page<Annotation>>('annotations', 'status=submitted&perPage=5'),
      turns: async (sourceId: string, revision?: number) =>
        (
          await read<SegmentPage>(
            `sources/${part(sourceId)}/segments`,
            `perPage=500${revision === undefined ? '' : `&revision=${revision}`}`,
          )
        ).items,
      items: async (kind: ItemKind, words: string) =>
        (await read<Page<Item>>('items', `perPage=50&kind=${kind}${words === '' ? '' : `&q=${part(words)}`}`)).items,
      task: (id: string) => read<AnnotationTask>(task(id)),
      decide: (id: string, etag: number, labels: readonly AnnotationLabel[], note: string) =>
        write<AnnotationTask>('POST', `${task(id)}/decision`, { labels, note }, etag),
      propose: (id: string, labelId: string, as: ProposedAs) =>
        write<{ proposalId: string }>('POST', `${task(id)}/proposals`, { labelId, as }),
      agreement: () => read<Agreement>('annotation-agreement'),
    };
  }, [http]);
}
