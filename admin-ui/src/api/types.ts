import type { operations } from '../../../client/schema.d.ts';
import type { ItemKind, RelationType } from '../../../graph-schema/index.ts';

/*
 * The API's shapes under the console's names, taken from the types that are generated from docs/openapi.json. A list
 * tells less of a record than the record itself: what only the record tells is optional here.
 */

type Json<R> = R extends { content: { 'application/json': infer Body } } ? Body : never;
type Success<R> = { [Status in keyof R]: Status extends 200 | 201 | 202 ? Json<R[Status]> : never }[keyof R];
type Answer<O extends keyof operations> = Success<operations[O]['responses']>;
type Listed<O extends keyof operations> = Answer<O> extends { items: (infer Row)[] } ? Row : never;
type WithDetail<Summary, Detail> = Summary & Partial<Omit<Detail, keyof Summary>>;

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** What an item or a part says; its fields depend on its kind. */
export type Content = Readonly<Record<string, unknown>>;
export type PartKind = ItemKind | RelationType;

export type Session = Answer<'getSession'>;

export type Source = WithDetail<Listed<'listSources'>, Answer<'getSource'>>;
export type Segment = Listed<'listSegments'>;
export type SegmentPage = Answer<'listSegments'>;

export type IngestRun = Answer<'getIngestRun'>;
export type MiningRun = Answer<'getMiningRun'>;
export type Merge = WithDetail<Listed<'listMerges'>, Answer<'getMerge'>>;
export type MiningLogLine = Listed<'getMiningLog'>;
export type RunStatus = IngestRun['status'];
export type RunFile = Listed<'listIngestRunFiles'>;
export type CallRecording = Listed<'listRecordings'>;
export type RunTranscription = Answer<'getRunTranscription'>;

export type Proposal = WithDetail<Listed<'listProposals'>, Answer<'getProposal'>>;
export type ProposalPart = Listed<'listProposalParts'>;
export type EvidenceQuote = ProposalPart['evidence'][number];
export type MovedPart = Answer<'getProposal'>['moved'][number];
export type Review = Answer<'getProposal'>['reviews'][number];
export type NewProposal = operations['createProposal']['requestBody']['content']['application/json'];
export type ProposalMove = 'withdraw' | 'submit' | 'rebase';
export type ReviewDecision = Review['decision'];
export type ReviewOutcome = Answer<'reviewProposal'>;
export interface PartPatch {
  readonly ordinal: number;
  readonly content?: Content;
  readonly struck?: boolean;
}

export type Item = WithDetail<Listed<'listItems'>, Answer<'getItem'>>;
export type RelatedThing = Listed<'listRelatedProposals'>;
export type EditLock = Answer<'holdProposalLock'>;
export type BulkOutcome = Answer<'reviewProposals'>['results'][number];
export type CurationStats = Answer<'getStats'>;
export type HealthRow = Listed<'listHealthQueue'>;
export type RankedGap = Listed<'listRankedGaps'>;
export type ItemFlow = Answer<'getItemFlow'>;
export type ItemRelation = Answer<'getItem'>['relations'][number];
export type ItemVersion = Listed<'listVersions'>;
export type Decision = ItemVersion['decisions'][number];

export type Call = Answer<'getCall'>;
export type PracticeCall = Listed<'listPracticeCalls'>;
export type PracticeScript = Answer<'getPracticeCall'>;
export type PracticeTurn = PracticeScript['turns'][number];
export type ShownCard = Listed<'listScreens'>;
export type ShownVersion = ShownCard['versions'][number];
export type Gap = Listed<'listGaps'>;
export type HeardCall = Answer<'listEvaluationCalls'>['items'][number];
export type AuditEntry = Listed<'listAudit'>;
export type AuditHead = Answer<'getAuditHead'>;
export type AuditVerification = Answer<'verifyAudit'>;

export type Attestation = Listed<'listAttestations'>;
export type NewAttestation = operations['attest']['requestBody']['content']['application/json'];
export type AttestationWords = Pick<NewAttestation, 'title' | 'text'>;

export type Agent = WithDetail<Listed<'listAgents'>, Answer<'getAgent'>>;
export type AgentStanding = NonNullable<Agent['standing']>;
export type AgentStatement = operations['changeAgent']['requestBody']['content']['application/json'];
export type CallOutcomeView = Answer<'getSourceOutcome'>;
export type OutcomeReportView = CallOutcomeView['reports'][number];

export type Replica = Listed<'listReplicas'>;
export type Job = Listed<'listJobs'>;
export type JobStatus = Job['status'];
export type SetAsideDecision = Listed<'listSetAsideDecisions'>;

export type User = Answer<'getUser'>;
export type ApiKey = Listed<'listApiKeys'>;
export type ShownSession = Listed<'listOwnSessions'>;
export type PasswordLink = Answer<'createPasswordLink'>;
export type SignInOptions = Answer<'getSignInOptions'>;

export type Evaluation = Answer<'getEvaluation'>;
export type EvaluationQuestion = Listed<'listEvaluationQuestions'>;
export type EvaluationRun = Answer<'getEvaluationRun'>;
export type EvaluationAnswer = Listed<'listEvaluationAnswers'>;
export type AnswerSide = NonNullable<EvaluationAnswer['before']>;
export type SideSummary = NonNullable<EvaluationRun['summary']>['before'];
export type EvaluationRequest = operations['runEvaluation']['requestBody']['content']['application/json'];
export type EvaluationTrial = Answer<'tryQuestion'>;
export type Collections = Answer<'listCollections'>;

export type Changeset = WithDetail<Listed<'listChangesets'>, Answer<'getChangeset'>>;
export type ChangesetDetail = Answer<'getChangeset'>;
export type DifferenceLine = Answer<'getComparison'>['entries'][number];
export type ChangesetItem = Listed<'listChangesetItems'>;
export type ChangesetDelivery = Answer<'getChangesetDelivery'>;
export type ItemDecisions =
  operations['decideChangesetItems']['requestBody']['content']['application/json']['decisions'];
