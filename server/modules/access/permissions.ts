import type { ApiScope, Role } from '../../../graph-schema/index.ts';

/** Everything that somebody may or may not do. Every route names one. */
export type Permission =
  | 'guidance:ask'
  | 'calls:write'
  | 'calls:follow'
  | 'calls:read'
  | 'feedback:write'
  | 'feedback:read'
  | 'practice:read'
  | 'sources:read'
  | 'ingest:run'
  | 'recordings:play'
  | 'outcomes:read'
  | 'outcomes:write'
  | 'agents:read'
  | 'agents:write'
  | 'proposals:read'
  | 'proposals:write'
  | 'reviews:write'
  | 'changesets:read'
  | 'changesets:write'
  | 'items:read'
  | 'decisions:write'
  | 'exposures:read'
  | 'gaps:read'
  | 'feed:read'
  | 'attestations:read'
  | 'attestations:write'
  | 'annotations:write'
  | 'annotations:adjudicate'
  | 'annotations:measure'
  | 'annotations:export'
  | 'erasures:write'
  | 'audit:read'
  | 'graph:verify'
  | 'graph:rebuild'
  | 'replicas:read'
  | 'evaluations:read'
  | 'evaluations:write'
  | 'evaluations:run'
  | 'collections:read'
  | 'collections:write'
  | 'jobs:read'
  | 'jobs:replay'
  | 'users:manage'
  | 'keys:manage';

interface Grant {
  readonly roles: readonly Role[];
  readonly scopes: readonly ApiScope[];
}

const experts: readonly Role[] = ['annotator', 'reviewer', 'product', 'compliance'];
const deciders: readonly Role[] = ['reviewer', 'product', 'compliance'];

/** Who may: people by role, machines by scope. The one table of the whole service. */
export const permissions: Readonly<Record<Permission, Grant>> = {
  'guidance:ask': { roles: ['agent', ...experts, 'supervisor'], scopes: ['guidance'] },
  'calls:write': { roles: ['agent', 'annotator'], scopes: ['calls'] },
  'calls:follow': { roles: ['agent', 'annotator', 'supervisor'], scopes: ['calls'] },
  'calls:read': { roles: ['agent', 'annotator', 'supervisor'], scopes: ['calls'] },
  'feedback:write': { roles: ['agent', 'annotator'], scopes: ['calls'] },
  'feedback:read': { roles: [...experts, 'supervisor'], scopes: [] },
  'practice:read': { roles: ['agent', ...experts, 'supervisor'], scopes: [] },
  'sources:read': { roles: [...experts, 'supervisor', 'operator'], scopes: ['ingest'] },
  'ingest:run': { roles: ['product', 'compliance', 'operator'], scopes: ['ingest'] },
  'outcomes:read': { roles: [...experts, 'supervisor', 'operator'], scopes: ['outcomes'] },
  'outcomes:write': { roles: ['supervisor', 'operator'], scopes: ['outcomes'] },
  'agents:read': { roles: ['supervisor', 'operator', 'admin'], scopes: [] },
  'agents:write': { roles: ['supervisor', 'operator', 'admin'], scopes: [] },
  'recordings:play': { roles: ['annotator', 'reviewer', 'compliance', 'supervisor'], scopes: [] },
  'proposals:read': { roles: [...experts, 'supervisor'], scopes: [] },
  'proposals:write': { roles: experts, scopes: [] },
  'reviews:write': { roles: deciders, scopes: [] },
  'changesets:read': { roles: [...experts, 'supervisor'], scopes: [] },
  'changesets:write': { roles: deciders, scopes: [] },
  'items:read': { roles: [...experts, 'supervisor', 'operator'], scopes: [] },
  'decisions:write': { roles: deciders, scopes: [] },
  'exposures:read': { roles: ['supervisor', 'compliance'], scopes: [] },
  'gaps:read': { roles: [...experts, 'supervisor'], scopes: [] },
  'feed:read': { roles: ['agent', ...experts, 'supervisor', 'operator'], scopes: ['feed'] },
  'attestations:read': { roles: ['agent', ...experts, 'supervisor'], scopes: [] },
  'attestations:write': { roles: ['agent', ...experts], scopes: [] },
  'annotations:write': { roles: experts, scopes: [] },
  'annotations:adjudicate': { roles: deciders, scopes: [] },
  'annotations:measure': { roles: [...deciders, 'supervisor', 'operator'], scopes: [] },
  'annotations:export': { roles: ['operator'], scopes: [] },
  'erasures:write': { roles: ['compliance', 'admin'], scopes: [] },
  'audit:read': { roles: ['compliance', 'operator', 'admin'], scopes: [] },
  'graph:verify': { roles: ['operator', 'admin'], scopes: [] },
  'graph:rebuild': { roles: ['operator'], scopes: [] },
  'replicas:read': { roles: ['operator', 'admin'], scopes: [] },
  'evaluations:read': { roles: [...experts, 'supervisor', 'operator'], scopes: [] },
  'evaluations:write': { roles: experts, scopes: [] },
  'evaluations:run': { roles: [...experts, 'operator'], scopes: [] },
  'collections:read': { roles: [...experts, 'supervisor', 'operator', 'admin'], scopes: [] },
  'collections:write': { roles: ['operator'], scopes: [] },
  'jobs:read': { roles: ['operator', 'admin'], scopes: [] },
  'jobs:replay': { roles: ['operator'], scopes: [] },
  'users:manage': { roles: ['admin'], scopes: [] },
  'keys:manage': { roles: ['admin'], scopes: [] },
};

/** A page on another origin that was let into one call for a while. */
export interface WidgetPrincipal {
  readonly type: 'widget';
  readonly id: string;
  readonly callId: string;
}

/** Who acts: a person who signed in, a machine with a key, a page with a token, or the operator at this computer. */
export type Principal =
  | {
      readonly type: 'user';
      readonly id: string;
      readonly login: string;
      readonly displayName: string;
      readonly roles: readonly Role[];
    }
  | { readonly type: 'key'; readonly id: string; readonly name: string; readonly scopes: readonly ApiScope[] }
  | WidgetPrincipal
  | { readonly type: 'local'; readonly id: 'local:operator' }
  | { readonly type: 'anonymous'; readonly id: 'anonymous' };

export const anonymous: Principal = { type: 'anonymous', id: 'anonymous' };
export const localOperator: Principal = { type: 'local', id: 'local:operator' };

// The command line on the same computer: the operator's rights, and to ask for cards.
const localExtra: readonly Permission[] = ['guidance:ask', 'ingest:run', 'erasures:write'];

const widgetMay: readonly Permission[] = ['calls:follow', 'feedback:write'];

export function isAllowed(principal: Principal, permission: Permission): boolean {
  const grant = permissions[permission];
  switch (principal.type) {
    case 'user':
      return principal.roles.some((role) => grant.roles.includes(role));
    case 'key':
      return principal.scopes.some((scope) => grant.scopes.includes(scope));
    case 'local':
      return grant.roles.includes('operator') || localExtra.includes(permission);
    case 'widget':
      return widgetMay.includes(permission);
    case 'anonymous':
      return false;
  }
}
