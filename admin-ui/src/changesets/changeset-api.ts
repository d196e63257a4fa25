import { useMemo } from 'react';
import type { HttpClient } from '../api/http-client.ts';
import { useHttp } from '../api/http-context.ts';
import type {
  ChangesetDelivery,
  ChangesetDetail,
  ChangesetItem,
  DifferenceLine,
  IngestRun,
  Item,
  ItemDecisions,
  Page,
  Source,
} from '../api/types.ts';

export type ChangesetMove = 'submit' | 'reopen' | 'abandon' | 'rebase';

/** A saved set of questions. */
export interface QuestionSet {
  readonly id: string;
  readonly name: string;
}

/** Its questions asked with a changeset as if it were in force. */
export interface QuestionRun {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly changesetId: string | null;
  readonly questions: number;
  readonly answered: number;
  readonly summary: {
    readonly verdicts: Readonly<Record<'better' | 'worse' | 'changed' | 'same', number>> | null;
  } | null;
  readonly error: string | null;
}

/** What the console asks of changesets; the answers are trusted to have the shapes of the OpenAPI document. */
export interface ChangesetApi {
  targets(words: string): Promise<readonly Item[]>;
  documents(words: string): Promise<readonly Source[]>;
  /** The run that reads it. */
  upload(file: File): Promise<IngestRun>;
  run(id: string): Promise<IngestRun>;
  create(title: string): Promise<ChangesetDetail>;
  compare(
    changeset: ChangesetDetail,
    request: { readonly targetId: string; readonly sourceId?: string; readonly runId?: string },
  ): Promise<ChangesetDetail>;
  comparison(id: string): Promise<readonly DifferenceLine[]>;
  items(id: string): Promise<readonly ChangesetItem[]>;
  decide(changeset: ChangesetDetail, decisions: ItemDecisions): Promise<void>;
  schedule(changeset: ChangesetDetail, effectiveAt: string | null, zone: string): Promise<void>;
  move(changeset: ChangesetDetail, move: ChangesetMove): Promise<void>;
  review(changeset: ChangesetDetail, decision: 'approve' | 'request_changes', comment: string): Promise<void>;
  publish(changeset: ChangesetDetail): Promise<void>;
  delivery(id: string): Promise<ChangesetDelivery>;
  questionSets(): Promise<readonly QuestionSet[]>;
  /** Asks every question of the set with the changeset as if it were in force. */
  evaluate(setId: string, changesetId: string): Promise<void>;
  /** The newest first. */
  questionRuns(setId: string): Promise<readonly QuestionRun[]>;
}

const part = (id: string) => encodeURIComponent(id);
const searched = (words: string) => (words.trim() === '' ? '' : `&q=${part(words.trim())}`);

function changesetApi(http: HttpClient): ChangesetApi {
  const get = async <T>(path: string, query = '') => (await http.json('GET', path, { query })) as T;
  const write = (method: string, { id, etag }: ChangesetDetail, path: string, json?: unknown) =>
    http.json(method, `changesets/${part(id)}${path}`, {
      ifMatch: String(etag),
      ...(json === undefined ? {} : { json }),
    });
  return {
    async targets(words) {
      const of = (kind: string) =>
        get<Page<Item>>('items', `perPage=50&sort=label&order=asc&kind=${kind}&state=in_force${searched(words)}`);
      const pages = await Promise.all(['regulation', 'product'].map(of));
      return pages.flatMap(({ items }) => items);
    },
    documents: async (words) =>
      (await get<Page<Source>>('sources', `perPage=50&type=document${searched(words)}`)).items,
    async upload(file) {
      const form = new FormData();
      form.set('label', file.name.slice(0, 200));
      form.append('file', file, file.name);
      return (await http.json('POST', 'ingest-runs', { form })) as IngestRun;
    },
    run: (id) => get<IngestRun>(`ingest-runs/${part(id)}`),
    create: async (title) => (await http.json('POST', 'changesets', { json: { title } })) as ChangesetDetail,
    compare: async (changeset, request) => (await write('POST', changeset, '/comparison', request)) as ChangesetDetail,
    comparison: async (id) =>
      (await get<{ entries: readonly DifferenceLine[] }>(`changesets/${part(id)}/comparison`)).entries,
    items: async (id) => (await get<Page<ChangesetItem>>(`changesets/${part(id)}/items`)).items,
    decide: async (changeset, decisions) => {
      await write('PUT', changeset, '/items', { decisions });
    },
    schedule: async (changeset, effectiveAt, zone) => {
      await write('PATCH', changeset, '', { effectiveAt, zone });
    },
    move: async (changeset, move) => {
      await write('POST', changeset, `/${move}`);
    },
    review: async (changeset, decision, comment) => {
      await write('POST', changeset, '/reviews', { decision, comment, contentHash: changeset.contentHash });
    },
    publish: async (changeset) => {
      await write('POST', changeset, '/publish', {});
    },
    delivery: (id) => get<ChangesetDelivery>(`changesets/${part(id)}/delivery`),
    questionSets: async () => (await get<Page<QuestionSet>>('evaluations', 'perPage=50')).items,
    evaluate: async (setId, changesetId) => {
      await http.json('POST', `evaluations/${part(setId)}/runs`, { json: { changesetId } });
    },
    questionRuns: async (setId) => (await get<Page<QuestionRun>>(`evaluations/${part(setId)}/runs`)).items,
  };
}

export function useChangesetApi(): ChangesetApi {
  const http = useHttp();
  return useMemo(() => changesetApi(http), [http]);
}
