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
export type { PieceLimits } from './sources/recordings/plan-pieces.ts';
export { type AudioPiece, type RecordingFacts, readRecording } from './sources/recordings/read-recording.ts';
export { type LeftChannel, recordedCall, type TranscribedPiece } from './sources/recordings/recorded-call.ts';
export { looksLikeRecording, type RecordingFormat, recordingFormats } from './sources/recordings/recording-format.ts';
export type { StatedAgent, StatedOutcome, Statements } from './sources/statements/statements.ts';
export { parseFactValue } from './steps/fact-value.ts';
export { locate } from './steps/locate.ts';
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
