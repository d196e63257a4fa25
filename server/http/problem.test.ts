import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainError, type ErrorCode } from '../errors.ts';
import { DatabaseError } from '../ports/database.ts';
import { invalidRequest, problemSchema, toProblem } from './problem.ts';

const expected: Readonly<Record<ErrorCode, number>> = {
  invalid_request: 422,
  unauthenticated: 401,
  wrong_credentials: 401,
  csrf_failed: 403,
  confirmation_required: 403,
  weak_password: 422,
  provider_refused: 401,
  no_role: 403,
  forbidden: 403,
  own_proposal: 403,
  not_found: 404,
  precondition_required: 428,
  etag_mismatch: 412,
  wrong_state: 409,
  already_reviewed: 409,
  base_moved: 409,
  content_changed: 409,
  dangling_end: 409,
  conflict: 409,
  idempotency_mismatch: 422,
  idempotency_in_progress: 409,
  call_ended: 409,
  too_large: 413,
  rate_limited: 429,
  disk_full: 507,
  unavailable: 503,
};

describe('problem details', () => {
  it.each(Object.entries(expected) as [ErrorCode, number][])(
    'answers %s with %i, its code and its words',
    (code, status) => {
      const problem = toProblem(new DomainError(code, 'What, where, and how to mend it'), 'req_1');
      expect(problemSchema.parse(problem)).toEqual({
        type: `urn:agent-coach:problem:${code}`,
        title: code.replaceAll('_', ' '),
        status,
        code,
        detail: 'What, where, and how to mend it',
        requestId: 'req_1',
      });
    },
  );

  it('names every code that the service may refuse with', async () => {
    const text = await readFile(new URL('../errors.ts', import.meta.url), 'utf8');
    const union = /export type ErrorCode =([^;]*);/.exec(text)?.[1] ?? '';
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    expect(codes.sort()).toEqual(Object.keys(expected).sort());
  });

  it('carries the fields that are wrong, and what is there now', () => {
    const errors = [{ path: 'body.a', message: 'is not a number' }];
    const problem = toProblem(new DomainError('etag_mismatch', 'x', { errors, current: { etag: 3 } }), 'req_1');
    expect(problem).toMatchObject({ errors, current: { etag: 3 } });
  });

  it('tells nothing of the inside of an error that is no refusal', () => {
    for (const error of [new Error('password=hunter2 at /srv/db'), 'hunter2', null, { hunter2: 1 }]) {
      const problem = toProblem(error, 'req_7');
      expect(problem).toMatchObject({ status: 500, code: 'internal', detail: expect.stringContaining('req_7') });
      expect(JSON.stringify(problem)).not.toContain('hunter2');
    }
  });

  it.each(['08001', '08006', '57P01', '25P03', '53300', '53200'])(
    'asks to come back when the database said %s',
    (code) => {
      expect(toProblem(new DatabaseError('gone', code, undefined), 'req_8')).toMatchObject({ status: 503 });
    },
  );

  it.each(['08P01', '22P02', '23505'])('takes a database that said %s for an error of the program', (code) => {
    expect(toProblem(new DatabaseError('refused', code, undefined), 'req_9')).toMatchObject({ status: 500 });
  });

  it('names each field that a schema refused, with its place', () => {
    const parsed = z.object({ a: z.number(), b: z.object({ c: z.string() }) }).safeParse({ a: 'x', b: { c: 1 } });
    if (parsed.success) throw new Error('it should not parse');
    const refused = invalidRequest('body', parsed.error);
    expect(refused.details.errors?.map(({ path }) => path)).toEqual(['body.a', 'body.b.c']);
  });
});
