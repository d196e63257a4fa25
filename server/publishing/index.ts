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
export { createDueBoundaries, type DueBoundaries } from './due-boundaries.ts';
export { inForceAt, type LaterDecision, type VersionInTime, versionState, withdrawnBy } from './in-force.ts';
export { canonicalJson, createKeyedHash, type KeyedHash } from './keyed-hash.ts';
export { type ContentProjection, createProjector, type Projector, projectToHead } from './projector.ts';
export { headPosition, type LoggedDecision, readDecisions, readEntries } from './published-log.ts';
export {
  createPublishedState,
  type Published,
  type PublishedEdge,
  type PublishedNode,
  type PublishedState,
  type PublishedStateProjection,
  type PublishedVersion,
} from './published-state.ts';
