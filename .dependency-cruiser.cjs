const drivers = {
  '@electric-sql/': 'server/adapters/pglite/',
  'pg-boss': 'server/adapters/pgboss/',
  'pg/': 'server/adapters/postgres/',
  'pgvector/': 'server/adapters/(postgres|pgvector)/',
  'neo4j-driver': 'server/adapters/neo4j/',
  'bull/': 'server/adapters/bull/',
  '@langchain/': 'server/adapters/langchain-chat/',
  ioredis: 'server/adapters/(redis|bull)/',
  'openid-client': 'server/adapters/openid-client/',
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.test\\.tsx?$',
          '\\.d\\.ts$',
          '(coach|bench|main|write-openapi|lint-openapi|write-snapshot|build-if-stale)\\.tsx?$',
          'vite\\.config\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'graph-schema-depends-on-zod-only',
      comment: 'The vocabulary is shared by everything, so it brings nothing along (ulid makes its ids).',
      severity: 'error',
      from: { path: '^graph-schema/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^graph-schema/', 'node_modules/(zod|ulid)/'] },
    },
    {
      name: 'client-knows-the-vocabulary-only',
      severity: 'error',
      from: { path: '^client/', pathNot: '\\.test\\.ts$' },
      to: { path: ['^server/', '^ingest/', '^migrations/', '^bench/', '^admin-ui/'] },
    },
    {
      name: 'ingest-knows-no-server',
      severity: 'error',
      from: { path: '^ingest/' },
      to: {
        path: ['^server/', '^admin-ui/', '^migrations/', '^bench/', 'node_modules/(express|@electric-sql|pg-boss)/'],
      },
    },
    {
      name: 'console-knows-the-vocabulary-only',
      severity: 'error',
      from: { path: '^admin-ui/', pathNot: '\\.test\\.tsx?$' },
      to: { path: ['^server/', '^ingest/', '^migrations/', '^bench/'] },
    },
    {
      name: 'nothing-below-knows-the-console-or-bench',
      severity: 'error',
      from: { path: '^(graph-schema|ingest|server|migrations)/', pathNot: '\\.e2e\\.test\\.ts$' },
      to: { path: '^(admin-ui|bench)/' },
    },
    {
      name: 'adapters-are-joined-in-one-place',
      comment: 'Services see ports; only the composition (and what starts it) sees adapters.',
      severity: 'error',
      from: {
        path: '^server/',
        pathNot: [
          '^server/adapters/',
          '^server/(composition|engines|projections|main)\\.ts$',
          '^server/cli/',
          '^server/testing/',
          '\\.test\\.ts$',
        ],
      },
      to: { path: '^server/adapters/' },
    },
    {
      name: 'adapters-know-no-modules',
      severity: 'error',
      from: { path: '^server/adapters/', pathNot: '\\.test\\.ts$' },
      to: { path: ['^server/modules/', '^server/http/', '^server/composition\\.ts$'] },
    },
    {
      name: 'modules-meet-through-their-index',
      severity: 'error',
      from: { path: '^server/modules/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/modules/([^/]+)/', pathNot: ['^server/modules/$1/', '^server/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'publishing-knows-no-modules',
      severity: 'error',
      from: { path: '^server/publishing/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/(modules|http|adapters)/' },
    },
    {
      name: 'express-stays-at-the-edge',
      severity: 'error',
      from: { pathNot: ['^server/http/', '-routes\\.ts$', '\\.test\\.ts$'] },
      to: { path: 'node_modules/express/', dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(drivers).map(([driver, home]) => ({
      name: `driver-stays-home:${driver}`,
      severity: 'error',
      from: { pathNot: [`^${home}`, '\\.int\\.test\\.ts$'] },
      to: { path: `node_modules/${driver}` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
