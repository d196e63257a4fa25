/** Every reason for which the service refuses something; the HTTP edge maps each to a status. */
export type ErrorCode =
  | 'invalid_request'
  | 'unauthenticated'
  | 'wrong_credentials'
  | 'csrf_failed'
  | 'forbidden'
  | 'own_proposal'
  | 'not_found'
  | 'precondition_required'
  | 'etag_mismatch'
  | 'wrong_state'
  | 'already_reviewed'
  | 'base_moved'
  | 'content_changed'
  | 'dangling_end'
  | 'conflict'
  | 'idempotency_mismatch'
  | 'idempotency_in_progress'
  | 'call_ended'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable';

export interface FieldError {
  /** Where: `body.parts.0.content.name`. */
  readonly path: string;
  readonly message: string;
}

/** A refusal that its reader can act upon: what, where, and how to mend it. Knows nothing of HTTP. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: { readonly errors?: readonly FieldError[]; readonly current?: unknown } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function notFound(what: string, id: string): DomainError {
  return new DomainError('not_found', `There is no ${what} ${id}`);
}
