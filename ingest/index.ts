export type { MineCalls, MiningOptions } from './mining-options.ts';
export { mineCalls, mineDocument, verbatimParts } from './pipeline.ts';
export * from './ports.ts';
export {
  type CallMapping,
  type CallSettings,
  isMappingName,
  type MappedFile,
  mappingNameFor,
  mappingOf,
  parseCallMapping,
} from './sources/calls/call-mapping.ts';
export { callSource } from './sources/calls/call-transcript.ts';
export { readCsv } from './sources/calls/csv-table.ts';
export type { PieceLimits } from './sources/recordings/plan-pieces.ts';
export { type AudioPiece, type RecordingFacts, readRecording } from './sources/recordings/read-recording.ts';
export { type LeftChannel, recordedCall, type TranscribedPiece } from './sources/recordings/recorded-call.ts';
export { looksLikeRecording, type RecordingFormat, recordingFormats } from './sources/recordings/recording-format.ts';
export type { StatedAgent, StatedOutcome, Statements } from './sources/statements/statements.ts';
export { contradict } from './steps/documents-conflicts/compare-values.ts';
export { type ComparedText, type Conflict, findConflicts } from './steps/documents-conflicts/find-conflicts.ts';
export { findProhibited, type Prohibited } from './steps/documents-conflicts/find-prohibited.ts';
export { joinDrafts, type SameItem } from './steps/documents-merge/join-drafts.ts';
export { estimatedSimilarity, minHash, shinglesOf, similarity } from './steps/documents-merge/near-duplicates.ts';
export { bareTitle } from './steps/documents-merge/same-title.ts';
export { actionsInSection, withActionsByModel } from './steps/documents-model/actions-by-model.ts';
export { withFactsByModel } from './steps/documents-model/facts-by-model.ts';
export { parseFactValue } from './steps/fact-value.ts';
export { locate } from './steps/locate.ts';
export type { PracticeSearch } from './steps/practices/practice-search.ts';
export {
  type Handling,
  handlingCalls,
  type LearnHandling,
  learnHandling,
} from './steps/procedures/learn-handling.ts';
export {
  createRedactor,
  type RedactedText,
  type Redactor,
  type RedactorMemory,
  type RedactorSettings,
  redactText,
} from './steps/redact.ts';
export { type IdentifierSettings, redactIdentifier } from './steps/redact-identifier.ts';
export { redactStaffName } from './steps/redact-staff.ts';
export type { Finding } from './steps/redaction/placeholders.ts';
export { redactCall } from './steps/redaction/redact-call.ts';
export { meaningTexts } from './steps/scenarios/call-meanings.ts';
export type { Fineness } from './steps/scenarios/discovery/discover-groups.ts';
export { discoverTexts, type FoundGroups } from './steps/scenarios/discovery/discover-texts.ts';
export {
  type MixtureTask,
  mixturesHere,
  type RunMixtures,
  runMixture,
} from './steps/scenarios/discovery/run-mixtures.ts';
export type { TermTable } from './steps/scenarios/discovery/term-table.ts';
export { createPacer } from './steps/scenarios/give-way.ts';
export type { NamingOutcome, NotNamed } from './steps/scenarios/naming/name-scenarios.ts';
export { changeThresholds } from './steps/scenarios/scenario-changes.ts';
export {
  type CallMatters,
  openScenarioModel,
  type ScenarioModel,
  type StoredScenarioModel,
  scenarioModelSchema,
} from './steps/scenarios/scenario-model.ts';
export { typesByWords } from './steps/types-by-words.ts';
export { nameKey } from './steps/unify-script.ts';
