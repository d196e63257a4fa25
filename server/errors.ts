/** Every reason for which the service refuses something; the HTTP edge maps each to a status. */
export type ErrorCode =
  | 'invalid_request'
  | 'unauthenticated'
  | 'wrong_credentials'
  | 'csrf_failed'
  | 'confirmation_required'
  | 'weak_password'
  | 'provider_refused'
  | 'no_role'
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
  | 'disk_full'
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
    readonly details: {
      readonly errors?: readonly FieldError[];
      readonly current?: unknown;
      /** When the same may be tried again. */
      readonly retryAfterSeconds?: number;
    } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A full disk or a used-up quota, as PostgreSQL (SQLSTATE) and the operating system name it. */
const fullDiskCodes: readonly unknown[] = ['53100', 'ENOSPC', 'EDQUOT'];

/** Whether something was not stored since there is no room for it. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && fullDiskCodes.includes(error.code)) || isDiskFull(error.cause);
}

/** The refusal for it. */
export function diskFull(cause: unknown): DomainError {
  return new DomainError(
    'disk_full',
    'The disk of the service is full, so nothing was stored; once whoever runs it has freed some space (DATA_DIR, SPOOL_DIR, or the database server), send it again',
    {},
    { cause },
  );
}

/**
 * Whether a refusal may repeat what was sent: words, small numbers and the ids of this service. Anything else may be the number or the
 * address of somebody, and answers are logged by whoever asked.
 */
export const isPlainName = (text: string): boolean =>
  /^[a-z]{3}_[0-9A-Z]{26}$/.test(text) || /^(?!.*\d{5})[A-Za-z_][\w.:-]{0,59}$/.test(text) || /^\d{1,4}$/.test(text);

export function notFound(what: string, id: string): DomainError {
  return new DomainError('not_found', isPlainName(id) ? `There is no ${what} ${id}` : `There is no such ${what}`);
}
