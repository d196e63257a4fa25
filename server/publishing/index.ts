export { type ContentProjection, projectToHead } from './apply-decision.ts';
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
export { holdErasures } from './erasure-lock.ts';
export { inForceAt, type VersionInTime, versionState, withdrawnBy } from './in-force.ts';
export { createKeyedHash, type KeyedHash } from './keyed-hash.ts';
export { continues, type ReadUpTo } from './log-continuity.ts';
export { logHashAt } from './log-hash.ts';
export { createProjector, type Projector } from './projector.ts';
export {
  movedItems,
  publishChangeset,
  refuseMovedItems,
  type Withdrawal,
} from './publish-changeset.ts';
export { headPosition, type LoggedDecision, readDecisions, readLogHead } from './published-log.ts';
export {
  createPublishedState,
  type Published,
  type PublishedEdge,
  type PublishedState,
  type PublishedStateProjection,
  type PublishedVersion,
} from './published-state.ts';
export { takePublishingLock } from './publishing-lock.ts';
export { faultOfHead, type HeadKeys, type SignedHead, signHead } from './signed-head.ts';
export { versionReviews } from './version-approvals.ts';
export { readSegmentTexts, versionSeal } from './version-seal.ts';
