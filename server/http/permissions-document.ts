import { apiScopes, roles } from '../../graph-schema/index.ts';
import { isAllowed, localOperator, type Permission, permissions } from '../modules/access/index.ts';

interface DocumentedOperation {
  readonly operationId: string;
  readonly description: string;
  readonly security?: readonly unknown[];
}

/** Who an operation of the API's document is for. */
export function grantOf({
  operationId,
  description,
  security,
}: DocumentedOperation): Permission | 'public' | 'signed_in' {
  if (security?.length === 0) return 'public';
  if (description.startsWith('Anybody who signed in')) return 'signed_in';
  const named = /^Permission ([\w:]+):/.exec(description)?.[1];
  if (named === undefined || !(named in permissions)) throw new Error(`${operationId} names no permission`);
  return named as Permission;
}

/** The permission matrix, and every route with what it needs, as a page; made from the API's document. */
export function permissionsDocument(
  paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>,
): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `\`${method.toUpperCase()} ${path}\``,
      grant: grantOf(operation),
    })),
  );
  const names = Object.keys(permissions) as Permission[];
  const routesOf = (grant: string) =>
    operations.filter((operation) => operation.grant === grant).map(({ route }) => route);
  const mark = (yes: boolean) => (yes ? '✓' : '');
  const matrix = names.map((name) => {
    const { roles: held, scopes } = permissions[name];
    const people = roles.values.map((role) => mark(held.includes(role)));
    return `| \`${name}\` | ${people.join(' | ')} | ${scopes.join(', ')} | ${mark(isAllowed(localOperator, name))} |`;
  });
  const listed = [
    ...names.map((name): [string, string[]] => [`\`${name}\``, routesOf(name)]),
    ['anybody who signed in, about their own session', routesOf('signed_in')] as [string, string[]],
    ['anybody', routesOf('public')] as [string, string[]],
  ];
  return `# Permissions

Written by \`npm run openapi\` from \`server/modules/access/permissions.ts\` and the routes; a test walks every route as every role, as a key of
every scope, and as nobody. A route that names no permission does not compile, and an unknown one fails that test.

| permission | ${roles.values.join(' | ')} | API keys with the scope | command line |
| --- | ${roles.values.map(() => '---').join(' | ')} | --- | --- |
${matrix.join('\n')}

API keys with other scopes (${apiScopes.values.map((scope) => `\`${scope}\``).join(', ')} are all that there are) have none of it. A widget token may follow its one call and
give feedback on its cards. Beyond these rights: who proposed or edited a proposal does not review it, a product fact and a clause need a review
by \`product\` or \`compliance\`, an agent sees their own calls and attestations.

## Routes

| needs | routes |
| --- | --- |
${listed.map(([needs, routes]) => `| ${needs} | ${routes.join('<br>') || '(none)'} |`).join('\n')}
`;
}
