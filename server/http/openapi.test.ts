import { readFile } from 'node:fs/promises';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiScope, apiScopes, type Role, roles } from '../../graph-schema/index.ts';
import { permissions } from '../modules/access/index.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';
import { grantOf, permissionsDocument } from './permissions-document.ts';

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly { name: string; in: string; required: boolean }[];
}
type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

let service: TestService;
let document: { paths: Record<string, Record<Method, Operation>> } & Record<string, unknown>;
let operations: { path: string; method: Method; operation: Operation }[];
beforeAll(async () => {
  service = await startTestService({ REQUESTS_PER_MINUTE: '100000' });
  document = (await request(service.app).get('/v1/openapi.json').expect(200)).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    (Object.entries(methods) as [Method, Operation][]).map(([method, operation]) => ({ path, method, operation })),
  );
});
afterAll(() => service.close());

describe('the OpenAPI document', () => {
  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('declares every parameter of every path, and no other', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
      expect({ path, names: declared.map(({ name }) => name).sort() }).toEqual({ path, names: inPath.sort() });
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  it('refers to nothing that it does not hold', () => {
    const refs: string[] = [];
    const walk = (value: unknown) => {
      if (value === null || typeof value !== 'object') return;
      for (const [key, element] of Object.entries(value)) {
        if (key === '$ref' && typeof element === 'string') refs.push(element);
        walk(element);
      }
    };
    walk(document);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of new Set(refs)) {
      let target: unknown = ref.startsWith('#/') ? document : undefined;
      for (const name of ref.slice(2).split('/')) target = (target as Record<string, unknown> | undefined)?.[name];
      expect({ ref, resolves: target !== undefined }).toEqual({ ref, resolves: true });
    }
  });

  it('is OpenAPI 3.1, and is served as the file in docs', () => {
    expect(document['openapi']).toMatch(/^3\.1\./);
    expect(Object.keys(document.paths).every((path) => /^\/(v1|health|metrics)(\/|$)/.test(path))).toBe(true);
  });
});

describe('who may', () => {
  const placeholder = (path: string) => path.replaceAll('{version}', '1').replaceAll(/\{\w+\}/g, 'none');

  type Caller = { readonly role: Role } | { readonly scope: ApiScope } | 'anonymous';
  function mayCall(caller: Caller, grant: ReturnType<typeof grantOf>): boolean {
    if (grant === 'public') return true;
    if (caller === 'anonymous') return false;
    if (grant === 'signed_in') return 'role' in caller;
    if ('role' in caller) return permissions[grant].roles.includes(caller.role);
    return permissions[grant].scopes.includes(caller.scope);
  }

  /** Sends nothing but who calls; whatever is refused for another reason counts as allowed. */
  async function isLetIn(caller: Caller, method: Method, path: string): Promise<boolean> {
    const test = request(service.app)[method](placeholder(path));
    if (caller !== 'anonymous' && 'role' in caller) {
      const { cookie, csrf } = await service.as(caller.role);
      test.set('cookie', cookie).set('x-csrf-token', csrf);
    } else if (caller !== 'anonymous') {
      test.set('authorization', `Bearer ${await keyOf(caller.scope)}`);
    }
    // Streams that are let in never end by themselves.
    test.buffer(false).parse((answer, done) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => {
        body += chunk.toString();
        if (String(answer.headers['content-type']).startsWith('text/event-stream')) {
          (answer as unknown as { destroy(): void }).destroy();
          done(null, body);
        }
      });
      answer.on('end', () => done(null, body));
    });
    const { status } = await test;
    if (status >= 500) throw new Error(`${method} ${path} answered ${status}`);
    return status !== 401 && status !== 403;
  }
  const keys = new Map<ApiScope, Promise<string>>();
  const keyOf = (scope: ApiScope) => {
    const key = keys.get(scope) ?? service.keyFor(scope);
    keys.set(scope, key);
    return key;
  };

  const callers: Caller[] = [
    'anonymous',
    ...roles.values.map((role) => ({ role })),
    ...apiScopes.values.map((scope) => ({ scope })),
  ];
  it.each(callers)('%j may call exactly what the permissions say, of every operation', async (caller) => {
    const wrong: string[] = [];
    for (const { path, method, operation } of operations) {
      // These answer 401 to what nobody sent, or end the session that the others need.
      if (['signIn', 'signOut', 'completeProviderSignIn'].includes(operation.operationId)) continue;
      const grant = grantOf(operation);
      const letIn = await isLetIn(caller, method, path);
      if (letIn !== mayCall(caller, grant)) wrong.push(`${method} ${path}: ${letIn ? 'let in' : 'refused'} (${grant})`);
    }
    expect(wrong).toEqual([]);
  });

  it('is printed as it is', async () => {
    const printed = await readFile(new URL('../../docs/security/permissions.md', import.meta.url), 'utf8');
    expect(printed === permissionsDocument(document.paths) ? 'current' : 'run: npm run openapi').toBe('current');
  });

  it('nobody outside the table: every operation but signing in, health and metrics needs somebody', () => {
    const open = operations
      .filter(({ operation }) => grantOf(operation) === 'public')
      .map(({ operation }) => operation.operationId);
    expect(open.sort()).toEqual([
      'beginProviderSignIn',
      'completeProviderSignIn',
      'getLiveness',
      'getMetrics',
      'getReadiness',
      'getSignInOptions',
      'setPasswordByLink',
      'signIn',
    ]);
  });
});
