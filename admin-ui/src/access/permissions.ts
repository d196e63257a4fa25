/** The pages of the console, each with the permission that opens it; the service decides again on every request. */
export const pagePermissions = {
  proposals: 'proposals:read',
  changesets: 'changesets:read',
  items: 'items:read',
  graph: 'items:read',
  health: 'items:read',
  sources: 'sources:read',
  attestations: 'attestations:read',
  annotations: 'annotations:write',
  'annotation-tasks': 'annotations:adjudicate',
  agreement: 'annotations:measure',
  'ingest-runs': 'ingest:run',
  'mining-runs': 'sources:read',
  merges: 'proposals:read',
  gaps: 'gaps:read',
  calls: 'calls:read',
  exposures: 'exposures:read',
  audit: 'audit:read',
  agents: 'agents:read',
  evaluations: 'evaluations:read',
  collections: 'collections:read',
  operations: 'jobs:read',
  users: 'users:manage',
  'api-keys': 'keys:manage',
} as const;
export type ConsolePage = keyof typeof pagePermissions;

/** What the person who is signed in may do, as the session tells it. */
export type Permissions = readonly string[];

export function mayOpen(page: string, permissions: Permissions): boolean {
  const needed: string | undefined = pagePermissions[page as ConsolePage];
  return needed !== undefined && permissions.includes(needed);
}

// What somebody may do tells where their work is; who only reads begins at the menu's first page.
const workplaces: readonly (readonly [permission: string, page: ConsolePage])[] = [
  ['proposals:write', 'proposals'],
  ['ingest:run', 'ingest-runs'],
  ['exposures:read', 'calls'],
];

/** Where they begin: their work's page, or the agent's page when guidance in calls is all that they have. */
export function landingPage(permissions: Permissions): string {
  // Who sees neither what is in force nor the log has nothing to do in the console, though they may see their calls.
  if (!permissions.includes('items:read') && !permissions.includes('audit:read')) return '/live';
  const work = workplaces.find(([permission, page]) => permissions.includes(permission) && mayOpen(page, permissions));
  const first = (Object.keys(pagePermissions) as ConsolePage[]).find((page) => mayOpen(page, permissions));
  return `/${work?.[1] ?? first}`;
}

export function mayPlayCalls(permissions: Permissions): boolean {
  return permissions.includes('practice:read') && permissions.includes('calls:write');
}
