export { auditRoutes } from './audit-routes.ts';
export { type AuditVerification, verifyAudit } from './verify-chain.ts';
export { type GraphVerification, verifyProjections } from './verify-projections.ts';
