import { z } from 'zod';
import { DomainError, type ErrorCode, isPlainName } from '../errors.ts';
import { DatabaseError, isDatabaseAway, isOutcomeUnknown } from '../ports/database.ts';

const statuses: Readonly<Record<ErrorCode, number>> = {
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

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  current: z.unknown().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The problem details (RFC 9457) of an error. What is not a refusal of ours is a 500 that tells nothing of its inside. */
export function toProblem(thrown: unknown, requestId: string): Problem {
  const error = refusalOf(thrown);
  if (error instanceof DomainError) {
    return {
      type: `urn:agent-coach:problem:${error.code}`,
      title: error.code.replaceAll('_', ' '),
      status: statuses[error.code],
      code: error.code,
      detail: error.message,
      requestId,
      ...(error.details.errors ? { errors: [...error.details.errors] } : {}),
      ...(error.details.current === undefined ? {} : { current: error.details.current }),
    };
  }
  return {
    type: 'urn:agent-coach:problem:internal',
    title: 'internal error',
    status: 500,
    code: 'internal',
    detail: `Something went wrong here. Name this request to whoever runs the service: ${requestId}`,
    requestId,
  };
}

/** PostgreSQL's class of errors about memory, disk and whatever else it ran out of. */
const isShortOfResources = (error: unknown): error is DatabaseError =>
  error instanceof DatabaseError && error.code.startsWith('53');

/** A database that is away is no fault of the program: whoever asked may ask again. */
function refusalOf(error: unknown): unknown {
  if (!isDatabaseAway(error) && !isShortOfResources(error)) return error;
  const detail = isOutcomeUnknown(error)
    ? 'The connection to the database was lost, so it is not known whether this was done; look, or send it again in some minutes with the same Idempotency-Key'
    : 'The database does not answer at the moment; try again';
  return new DomainError('unavailable', detail, {}, { cause: error });
}

/** Turns what a schema refused into one refusal that names every field. */
export function invalidRequest(part: 'body' | 'query' | 'params', error: z.ZodError): DomainError {
  const errors = error.issues.slice(0, 20).map((issue) => ({
    path: [part, ...issue.path.map(String)].join('.'),
    message:
      issue.code === 'unrecognized_keys' && !issue.keys.every(isPlainName)
        ? 'it has fields that are not known'
        : issue.message,
  }));
  const first = errors[0];
  return new DomainError(
    'invalid_request',
    `The ${part} is not valid: ${first?.path ?? part}: ${first?.message ?? ''}`,
    { errors },
  );
}
