export { mineCalls, mineDocument, parseFile, verbatimParts } from './pipeline.ts';
export * from './ports.ts';
export {
  type CallMapping,
  type CallSettings,
  isMappingName,
  type MappedFile,
  mappingNameFor,
  parseCallMapping,
} from './sources/calls/call-mapping.ts';
export { parseFactValue } from './steps/fact-value.ts';
export { locate } from './steps/locate.ts';
export { createRedactor, type RedactedText, type Redactor, type RedactorSettings, redactText } from './steps/redact.ts';
export {
  type Finding,
  type PersonalDataType,
  placeholderPattern,
} from './steps/redaction/placeholders.ts';
