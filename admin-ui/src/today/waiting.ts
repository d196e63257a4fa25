import type { Permissions } from '../access/permissions.ts';

/** Something that may wait for somebody: a list of the service, the way to it, and who it concerns. */
export interface Waiting {
  readonly name:
    | 'reviews'
    | 'changes_requested'
    | 'changesets'
    | 'gaps'
    | 'imports_failed'
    | 'jobs_failed'
    | 'set_aside'
    | 'calls_open'
    | 'disabled_users';
  /** Whoever may do all of this is the one it waits for. */
  readonly permissions: readonly string[];
  /** The list below `/v1/`, and what is asked of it. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The page that shows all of it. */
  readonly page: string;
  /** The page of one of its rows; null: they have none. */
  readonly rowPage: ((row: WaitingRow) => string) | null;
}

export interface WaitingRow {
  readonly id?: string | number;
  readonly title?: string;
  readonly question?: string;
  readonly label?: string;
  readonly displayName?: string;
  readonly externalRef?: string;
  readonly queue?: string;
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

const showing = (resource: string) => (row: WaitingRow) => `/${resource}/${encodeURIComponent(String(row.id))}/show`;
const filtered = (resource: string, filter: object) =>
  `/${resource}?${new URLSearchParams({ filter: JSON.stringify(filter) })}`;

const everything: readonly Waiting[] = [
  {
    name: 'reviews',
    permissions: ['reviews:write'],
    path: 'proposals',
    query: { status: 'in_review' },
    page: filtered('proposals', { status: 'in_review' }),
    rowPage: showing('proposals'),
  },
  {
    name: 'changes_requested',
    permissions: ['proposals:write'],
    path: 'proposals',
    query: { status: 'changes_requested' },
    page: filtered('proposals', { status: 'changes_requested' }),
    rowPage: showing('proposals'),
  },
  {
    name: 'changesets',
    permissions: ['changesets:write'],
    path: 'changesets',
    query: { status: 'in_review' },
    page: filtered('changesets', { status: 'in_review' }),
    rowPage: showing('changesets'),
  },
  {
    name: 'calls_open',
    permissions: ['calls:read', 'exposures:read'],
    path: 'calls',
    query: { status: 'open' },
    page: filtered('calls', { status: 'open' }),
    rowPage: null,
  },
  { name: 'gaps', permissions: ['gaps:read'], path: 'gaps', query: {}, page: '/gaps', rowPage: null },
  {
    name: 'imports_failed',
    permissions: ['ingest:run'],
    path: 'ingest-runs',
    query: { status: 'failed' },
    page: filtered('ingest-runs', { status: 'failed' }),
    rowPage: showing('ingest-runs'),
  },
  {
    name: 'jobs_failed',
    permissions: ['jobs:read'],
    path: 'jobs',
    query: { status: 'failed' },
    page: '/operations',
    rowPage: null,
  },
  {
    name: 'set_aside',
    permissions: ['jobs:read'],
    path: 'set-aside-decisions',
    query: {},
    page: '/operations',
    rowPage: null,
  },
  {
    name: 'disabled_users',
    permissions: ['users:manage'],
    path: 'users',
    query: { disabled: 'true' },
    page: '/users',
    rowPage: showing('users'),
  },
];

/** What may wait for somebody with these permissions, the most pressing first. */
export function waitingFor(permissions: Permissions): readonly Waiting[] {
  return everything.filter((waiting) => waiting.permissions.every((one) => permissions.includes(one)));
}

/** What a row is called, in the first of its words that there are. */
export function rowName({ title, question, label, displayName, externalRef, queue, id }: WaitingRow): string {
  return title ?? question ?? label ?? displayName ?? externalRef ?? queue ?? String(id ?? '');
}
