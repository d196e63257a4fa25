import { z } from 'zod';
import { permissions } from '../modules/access/index.ts';
import { problemSchema } from './problem.ts';
import { type Route, route } from './route.ts';

/** Of the API, as its document and its MCP server say it. */
export const apiVersion = '0.1.0';

type Json = Record<string, unknown>;

const toJsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return rest;
};

function parameters(declared: Route): Json[] {
  const of = (schema: z.ZodType | undefined, where: 'path' | 'query') => {
    if (!schema) return [];
    const object = toJsonSchema(schema, 'input');
    const required = (object['required'] ?? []) as string[];
    return Object.entries((object['properties'] ?? {}) as Json).map(([name, property]) => ({
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      schema: property,
    }));
  };
  const header = (name: string, description: string, required: boolean) => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...of(declared.params, 'path'),
    ...of(declared.query, 'query'),
    ...(declared.ifMatch ? [header('If-Match', 'The ETag of the version that is changed', true)] : []),
    ...(declared.idempotent
      ? [header('Idempotency-Key', 'A repeated call with the same key gets the first answer again', false)]
      : []),
    ...(declared.response.contentType === 'text/event-stream' && declared.method === 'get'
      ? [header('Last-Event-ID', 'Resume after this event', false)]
      : []),
  ];
}

function requestBody(declared: Route): Json | undefined {
  if (declared.upload) {
    const file = { type: 'array', items: { type: 'string', format: 'binary' } };
    const schema = {
      type: 'object',
      properties: {
        label: { type: 'string' },
        collectionId: { type: 'string' },
        verbatim: { type: 'string', enum: ['true', 'false'] },
        file,
      },
      required: ['file'],
    };
    return { required: true, content: { [declared.upload]: { schema } } };
  }
  if (!declared.body) return undefined;
  return { required: true, content: { 'application/json': { schema: toJsonSchema(declared.body, 'input') } } };
}

function responses({ response }: Route): Json {
  const type = response.contentType ?? 'application/json';
  const schema = response.schema ? toJsonSchema(response.schema, 'output') : { type: 'string' };
  const polled = response.polled ? { 'application/json': { schema: toJsonSchema(response.polled, 'output') } } : {};
  const content = response.schema || response.contentType ? { content: { [type]: { schema }, ...polled } } : {};
  return {
    [response.status]: { description: 'Done', ...content },
    default: {
      description: 'Refused: what, where, and how to mend it',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
}

function whoMay({ access }: Route): string {
  if (access === 'public') return 'Anybody.';
  if (access === 'signed_in') return 'Anybody who signed in.';
  const { roles, scopes } = permissions[access];
  const keys = scopes.length > 0 ? `; API keys with the scope ${scopes.join(' or ')}` : '';
  return `Permission ${access}: ${roles.join(', ')}${keys}.`;
}

/** The OpenAPI 3.1 document of the routes: the same declarations that validate. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const declared of routes) {
    const operation = {
      operationId: declared.operationId,
      summary: declared.summary,
      description: whoMay(declared),
      tags: [declared.tag],
      ...(declared.access === 'public' ? { security: [] } : {}),
      parameters: parameters(declared),
      ...(requestBody(declared) ? { requestBody: requestBody(declared) } : {}),
      responses: responses(declared),
    };
    paths[declared.path] = { ...paths[declared.path], [declared.method]: operation };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Agent Coach',
      version: apiVersion,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Curated, cited guidance for service agents. Errors are problem details (RFC 9457).',
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { apiKey: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: toJsonSchema(problemSchema, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'coach_session' },
        apiKey: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

export function openApiRoute(document: () => Json): Route {
  return route({
    method: 'get',
    path: '/v1/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This document',
    tag: 'operations',
    access: 'public',
    response: { status: 200 },
    handle: async () => ({ status: 200, body: document() }),
  });
}
