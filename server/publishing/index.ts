export { type AuditEntry, appendAudit, auditHash, chainStart } from './audit-chain.ts';
export {
  type Decision,
  decideOnVersions,
  type MovedPart,
  movedParts,
  publishProposal,
  refuseMovedBase,
  type VersionRef,
  versionsHashOfDecision,
} from './decide.ts';
export { createDueBoundaries } from './due-boundaries.ts';
export { inForceAt, type VersionInTime, versionState, withdrawnBy } from './in-force.ts';
export { createKeyedHash, type KeyedHash } from './keyed-hash.ts';
export { type ContentProjection, createProjector, type Projector, projectToHead } from './projector.ts';
export { headPosition, type LoggedDecision, readDecisions } from './published-log.ts';
export { createPublishedState, type PublishedState, type PublishedStateProjection } from './published-state.ts';
export { readSegmentTexts, versionSeal } from './version-seal.ts';
