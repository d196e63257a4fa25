import { useMemo } from 'react';
import { useHttp } from '../api/http-context.ts';
import type {
  Collections,
  Evaluation,
  EvaluationAnswer,
  EvaluationQuestion,
  EvaluationRequest,
  EvaluationRun,
  EvaluationTrial,
  Gap,
  HeardCall,
  Item,
  Page,
} from '../api/types.ts';

/** What a person says of a set. */
export type EvaluationWords = Pick<Evaluation, 'name' | 'description' | 'language'>;

/** A question as it is typed: its talk, and the items that answer it or that nothing does. */
export interface TypedQuestion {
  readonly utterances: EvaluationQuestion['utterances'];
  readonly expected: readonly string[];
  readonly nothingRelevant: boolean;
  readonly gapId?: string;
  readonly callId?: string;
}

export interface TrialRequest extends EvaluationRequest {
  readonly utterances: EvaluationQuestion['utterances'];
}

const part = encodeURIComponent;

/** The service's ways to question sets, runs and recipes. */
export function useEvaluationsApi() {
  const http = useHttp();
  return useMemo(() => {
    const read = async <T>(path: string, query = ''): Promise<T> => (await http.json('GET', path, { query })) as T;
    const at = (id: string) => `evaluations/${part(id)}`;
    const write = async <T>(method: string, path: string, json: unknown, etag?: number): Promise<T> =>
      (await http.json(method, path, { json, ...(etag === undefined ? {} : { ifMatch: String(etag) }) })) as T;
    return {
      create: (words: EvaluationWords) => write<Evaluation>('POST', 'evaluations', words),
      change: ({ id, etag }: Evaluation, words: EvaluationWords) => write<Evaluation>('PUT', at(id), words, etag),
      remove: ({ id, etag }: Evaluation) => http.json('DELETE', at(id), { ifMatch: String(etag) }),
      questions: (id: string, page: number, perPage: number) =>
        read<Page<EvaluationQuestion>>(`${at(id)}/questions`, `order=asc&page=${page}&perPage=${perPage}`),
      addQuestion: ({ id, etag }: Evaluation, question: TypedQuestion) =>
        write<Evaluation>('POST', `${at(id)}/questions`, { questions: [question] }, etag),
      changeQuestion: ({ id, etag }: Evaluation, questionId: string, question: TypedQuestion) =>
        write<Evaluation>('PUT', `${at(id)}/questions/${part(questionId)}`, question, etag),
      removeQuestion: ({ id, etag }: Evaluation, questionId: string) =>
        http.json('DELETE', `${at(id)}/questions/${part(questionId)}`, { ifMatch: String(etag) }),
      importFile: ({ id, etag }: Evaluation, file: { format: 'jsonl' | 'csv'; text: string; replace: boolean }) =>
        write<Evaluation>('POST', `${at(id)}/import`, file, etag),
      runs: (id: string) => read<Page<EvaluationRun>>(`${at(id)}/runs`, 'perPage=50'),
      run: (id: string, runId: string) => read<EvaluationRun>(`${at(id)}/runs/${part(runId)}`),
      answers: (id: string, runId: string, query: string) =>
        read<Page<EvaluationAnswer>>(`${at(id)}/runs/${part(runId)}/answers`, query),
      start: (id: string, request: EvaluationRequest) => write<EvaluationRun>('POST', `${at(id)}/runs`, request),
      cancel: (id: string, runId: string) => write<EvaluationRun>('POST', `${at(id)}/runs/${part(runId)}/cancel`, {}),
      csvAddress: (id: string, runId: string) => `/v1/${at(id)}/runs/${part(runId)}/csv`,
      trial: (request: TrialRequest) => write<EvaluationTrial>('POST', 'evaluation-trials', request),
      sets: async () => (await read<Page<Evaluation>>('evaluations', 'perPage=200&sort=name&order=asc')).items,
      items: async (words: string) =>
        (await read<Page<Item>>('items', `perPage=20${words === '' ? '' : `&q=${part(words)}`}`)).items,
      gaps: async () => (await read<Page<Gap>>('gaps', 'perPage=100&status=open')).items,
      calls: async (words: string) =>
        (await read<{ items: HeardCall[] }>('evaluation-calls', words === '' ? '' : `q=${part(words)}`)).items,
      proposals: async () =>
        (await read<Page<{ id: string; title: string }>>('proposals', 'perPage=100&status=in_review')).items,
      changesets: async () =>
        (await read<Page<{ id: string; title: string; status: string }>>('changesets', 'perPage=100')).items.filter(
          ({ status }) => status !== 'published' && status !== 'abandoned',
        ),
      collections: () => read<Collections>('collections'),
      switchRecipe: (collectionId: string, recipe: string) =>
        write('PUT', `collections/${part(collectionId)}/recipe`, { recipe }),
    };
  }, [http]);
}
