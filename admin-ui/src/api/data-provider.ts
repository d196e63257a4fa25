import type { DataProvider } from 'react-admin';
import { createCoachClient } from '../../../client/index.ts';
import type { CallContext, FeedbackKind, Outcome } from '../../../graph-schema/index.ts';
import type { HttpClient } from './http-client.ts';
import { listQuery } from './list-query.ts';
import type {
  AgentStatement,
  Attestation,
  AttestationWords,
  Call,
  CallOutcomeView,
  CallRecording,
  ItemVersion,
  Job,
  JobStatus,
  NewAttestation,
  NewProposal,
  Page,
  PartPatch,
  PracticeCall,
  PracticeScript,
  PracticeTurn,
  Proposal,
  ProposalMove,
  ProposalPart,
  Replica,
  ReviewDecision,
  ReviewOutcome,
  RunFile,
  RunTranscription,
  SegmentPage,
  SetAsideDecision,
} from './types.ts';

interface PageParams {
  readonly page: number;
  readonly perPage: number;
}
interface SegmentsParams extends PageParams {
  readonly revision?: number;
  /** Asks for the page that holds this segment, whatever `page` says. */
  readonly around?: string;
}
export interface UploadFile {
  /** Relative to what was dropped. */
  readonly name: string;
  readonly file: File;
}

/** What the console does beyond lists and single records. */
interface CoachOperations {
  proposalParts(id: string, page: PageParams): Promise<Page<ProposalPart>>;
  editProposal(id: string, etag: number, parts: readonly PartPatch[]): Promise<Proposal>;
  reviewProposal(
    proposal: Pick<Proposal, 'id' | 'etag' | 'contentHash'>,
    decision: ReviewDecision,
    comment: string,
  ): Promise<ReviewOutcome>;
  propose(draft: NewProposal): Promise<Proposal>;
  /** Takes it back, puts it into review again, or takes what was decided since as its new base. */
  moveProposal(id: string, etag: number, command: ProposalMove): Promise<void>;
  itemVersions(id: string): Promise<readonly ItemVersion[]>;
  decideVersion(id: string, version: number, action: 'retract' | 'suspend' | 'resume', reason: string): Promise<void>;
  segments(sourceId: string, params: SegmentsParams): Promise<SegmentPage>;
  /** The recording of a call; null: it has none. */
  recording(sourceId: string): Promise<CallRecording | null>;
  /** What transcribing the recordings of a run took. */
  runTranscription(runId: string): Promise<RunTranscription>;
  runFiles(
    runId: string,
    params: PageParams & { readonly status?: RunFile['status'] | undefined },
  ): Promise<Page<RunFile>>;
  cancelRun(runId: string): Promise<void>;
  /** Has the files read again that failed or were skipped. */
  retryRun(runId: string): Promise<void>;
  upload(
    files: readonly UploadFile[],
    options: { readonly label: string; readonly verbatim: boolean; readonly dryRun: boolean },
  ): Promise<string>;
  /** The first of those whose title or talk holds the words. */
  practiceCalls(words: string): Promise<readonly PracticeCall[]>;
  practiceCall(id: string): Promise<PracticeScript>;
  startCall(externalRef: string, context: CallContext): Promise<Call>;
  sayUtterance(callId: string, clientId: string, turn: PracticeTurn): Promise<void>;
  endCall(callId: string, outcome?: Outcome): Promise<void>;
  /** Of a card of a call, or with null of an answer outside of calls. */
  giveFeedback(callId: string | null, cardId: string, kind: FeedbackKind, comment?: string): Promise<void>;
  attest(attestation: NewAttestation): Promise<Attestation>;
  reviseAttestation(id: string, words: AttestationWords): Promise<Attestation>;
  /** The proposal that was drawn up. */
  proposeAttestation(id: string, as: 'script' | 'step'): Promise<string>;
  changeAgent(id: string, etag: number, said: AgentStatement): Promise<void>;
  callOutcome(sourceId: string): Promise<CallOutcomeView>;
  replicas(): Promise<Page<Replica>>;
  /** The newest first. */
  jobs(params: PageParams & { readonly status?: JobStatus | undefined }): Promise<Page<Job>>;
  replayJob(id: number): Promise<Job>;
  /** The newest first. */
  setAsideDecisions(params: PageParams): Promise<Page<SetAsideDecision>>;
  /** Whether the projection took it in. */
  replayDecision(decision: Pick<SetAsideDecision, 'projection' | 'position'>): Promise<boolean>;
}

export type CoachDataProvider = DataProvider & CoachOperations & { readonly http: HttpClient };

const segmentOf = (id: unknown) => encodeURIComponent(String(id));

/** react-admin's way to the API; the answers are trusted to have the shapes of the OpenAPI document. */
export function createDataProvider(http: HttpClient): CoachDataProvider {
  const read = async <T>(path: string, query = '', signal?: AbortSignal): Promise<T> =>
    (await http.json('GET', path, { query, signal })) as T;
  return { http, ...records(http, read), ...curation(http, read), ...calls(http, read), ...operations(http, read) };
}

type Read = <T>(path: string, query?: string, signal?: AbortSignal) => Promise<T>;

interface AnyRecord {
  id?: string;
  seq?: number;
}
// The audit log's rows are named by their sequence number.
const withId = <T extends AnyRecord>(record: T) => ({ ...record, id: record.id ?? String(record.seq) });

function records(http: HttpClient, read: Read): DataProvider {
  const list = async (resource: string, params: Parameters<typeof listQuery>[0], signal?: AbortSignal) => {
    const page = await read<Page<AnyRecord>>(resource, listQuery(params), signal);
    return { data: page.items.map(withId), total: page.total };
  };
  const one = async (resource: string, id: unknown, signal?: AbortSignal) =>
    withId(await read<AnyRecord>(`${resource}/${segmentOf(id)}`, '', signal));
  const absent = (what: string) => () => Promise.reject(new Error(`The API has no way to ${what}.`));

  const provider = {
    getList: (resource: string, params: Parameters<DataProvider['getList']>[1]) =>
      list(resource, params, params.signal),
    getOne: async (resource: string, params: Parameters<DataProvider['getOne']>[1]) => ({
      data: await one(resource, params.id, params.signal),
    }),
    getMany: async (resource: string, params: Parameters<DataProvider['getMany']>[1]) => ({
      data: await Promise.all(params.ids.map((id) => one(resource, id, params.signal))),
    }),
    getManyReference: (resource: string, params: Parameters<DataProvider['getManyReference']>[1]) =>
      list(resource, { ...params, filter: { ...params.filter, [params.target]: params.id } }, params.signal),
    update: async (resource: string, params: Parameters<DataProvider['update']>[1]) => ({
      data: await http.json('PATCH', `${resource}/${segmentOf(params.id)}`, {
        json: params.data,
        ifMatch: String(params.previousData.etag),
      }),
    }),
    create: async (resource: string, params: Parameters<DataProvider['create']>[1]) => ({
      data: await http.json('POST', resource, { json: params.data }),
    }),
    updateMany: absent('change many records at once'),
    delete: absent('delete a record'),
    deleteMany: absent('delete records'),
    supportAbortSignal: true,
  };
  // react-admin types each answer by the caller's record type, which only the caller knows.
  return provider as unknown as DataProvider;
}

function curation(http: HttpClient, read: Read) {
  return {
    proposalParts: (id: string, { page, perPage }: PageParams) =>
      read<Page<ProposalPart>>(`proposals/${segmentOf(id)}/parts`, listQuery({ pagination: { page, perPage } })),
    editProposal: async (id: string, etag: number, parts: readonly PartPatch[]) =>
      (await http.json('PATCH', `proposals/${segmentOf(id)}`, { json: { parts }, ifMatch: String(etag) })) as Proposal,
    reviewProposal: async (
      proposal: Pick<Proposal, 'id' | 'etag' | 'contentHash'>,
      decision: ReviewDecision,
      comment: string,
    ) =>
      (await http.json('POST', `proposals/${segmentOf(proposal.id)}/reviews`, {
        json: { decision, comment, contentHash: proposal.contentHash },
        ifMatch: String(proposal.etag),
      })) as ReviewOutcome,
    moveProposal: async (id: string, etag: number, command: ProposalMove) => {
      await http.json('POST', `proposals/${segmentOf(id)}/${command}`, { ifMatch: String(etag) });
    },
    itemVersions: async (id: string) => (await read<Page<ItemVersion>>(`items/${segmentOf(id)}/versions`)).items,
    decideVersion: async (id: string, version: number, action: string, reason: string) => {
      await http.json('POST', `items/${segmentOf(id)}/versions/${version}/${action}`, { json: { reason } });
    },
    segments: (sourceId: string, { page, perPage, revision, around }: SegmentsParams) =>
      read<SegmentPage>(
        `sources/${segmentOf(sourceId)}/segments`,
        listQuery({ pagination: { page, perPage }, filter: { revision, around } }),
      ),
    propose: async (draft: NewProposal) => (await http.json('POST', 'proposals', { json: draft })) as Proposal,
    attest: async (attestation: NewAttestation) =>
      (await http.json('POST', 'attestations', { json: attestation })) as Attestation,
    reviseAttestation: async (id: string, words: AttestationWords) =>
      (await http.json('POST', `attestations/${segmentOf(id)}/revisions`, { json: words })) as Attestation,
    proposeAttestation: async (id: string, as: 'script' | 'step') => {
      const path = `attestations/${segmentOf(id)}/proposals`;
      return ((await http.json('POST', path, { json: { as } })) as { proposalId: string }).proposalId;
    },
    recording: async (sourceId: string) =>
      (await read<Page<CallRecording>>(`sources/${segmentOf(sourceId)}/recordings`)).items[0] ?? null,
    runTranscription: (runId: string) => read<RunTranscription>(`ingest-runs/${segmentOf(runId)}/transcription`),
    runFiles: (
      runId: string,
      { page, perPage, status }: PageParams & { readonly status?: RunFile['status'] | undefined },
    ) =>
      read<Page<RunFile>>(
        `ingest-runs/${segmentOf(runId)}/files`,
        listQuery({ pagination: { page, perPage }, filter: status === undefined ? {} : { status } }),
      ),
    cancelRun: async (runId: string) => {
      await http.json('POST', `ingest-runs/${segmentOf(runId)}/cancel`, { json: {} });
    },
    retryRun: async (runId: string) => {
      await http.json('POST', `ingest-runs/${segmentOf(runId)}/retry`, { json: {} });
    },
    upload: async (
      files: readonly UploadFile[],
      { label, verbatim, dryRun }: { readonly label: string; readonly verbatim: boolean; readonly dryRun: boolean },
    ) => {
      const form = new FormData();
      form.set('label', label);
      if (verbatim) form.set('verbatim', 'true');
      if (dryRun) form.set('dryRun', 'true');
      for (const { name, file } of files) form.append('file', file, name);
      const run = (await http.json('POST', 'ingest-runs', { form })) as { id: string };
      return run.id;
    },
  };
}

function calls(http: HttpClient, read: Read) {
  const coach = createCoachClient({ http });
  return {
    practiceCalls: async (words: string) =>
      (
        await read<Page<PracticeCall>>(
          'practice-calls',
          listQuery({ pagination: { page: 1, perPage: 100 }, filter: { q: words } }),
        )
      ).items,
    practiceCall: (id: string) => read<PracticeScript>(`practice-calls/${segmentOf(id)}`),
    startCall: (externalRef: string, context: CallContext): Promise<Call> =>
      coach.post('/v1/calls', { json: { externalRef, context } }),
    sayUtterance: async (callId: string, clientId: string, turn: PracticeTurn) => {
      const { role, text, startMs, endMs } = turn;
      await coach.post('/v1/calls/{id}/utterances', {
        path: { id: callId },
        json: { clientId, role, text, final: true, startMs, endMs },
      });
    },
    endCall: async (callId: string, outcome?: Outcome) => {
      await coach.post('/v1/calls/{id}/end', { path: { id: callId }, json: outcome ? { outcome } : {} });
    },
    giveFeedback: async (callId: string | null, cardId: string, kind: FeedbackKind, comment?: string) => {
      const json = { cardId, kind, ...(comment === undefined ? {} : { comment }) };
      if (callId === null) await coach.post('/v1/guidance/feedback', { json });
      else await coach.post('/v1/calls/{id}/feedback', { path: { id: callId }, json });
    },
  };
}

function operations(http: HttpClient, read: Read) {
  return {
    changeAgent: async (id: string, etag: number, said: AgentStatement) => {
      await http.json('PUT', `agents/${segmentOf(id)}`, { json: said, ifMatch: String(etag) });
    },
    callOutcome: (sourceId: string) => read<CallOutcomeView>(`sources/${segmentOf(sourceId)}/outcome`),
    replicas: () => read<Page<Replica>>('replicas'),
    jobs: ({ page, perPage, status }: PageParams & { readonly status?: JobStatus | undefined }) =>
      read<Page<Job>>('jobs', listQuery({ pagination: { page, perPage }, filter: { status } })),
    replayJob: async (id: number) => (await http.json('POST', `jobs/${segmentOf(id)}/replay`)) as Job,
    setAsideDecisions: ({ page, perPage }: PageParams) =>
      read<Page<SetAsideDecision>>('set-aside-decisions', listQuery({ pagination: { page, perPage } })),
    replayDecision: async ({ projection, position }: Pick<SetAsideDecision, 'projection' | 'position'>) => {
      const path = `set-aside-decisions/${segmentOf(projection)}/${segmentOf(position)}/replay`;
      return ((await http.json('POST', path)) as { takenIn: boolean }).takenIn;
    },
  };
}
