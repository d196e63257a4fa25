import { DomainError } from '../../errors.ts';

/** How far a subscriber has heard: up to a decision of one particular log, and up to a moment of due boundaries. */
export interface FeedCursor {
  readonly position: number;
  /** The beginning of the audit hash there, by which a log that was replaced is told; null: not known. */
  readonly hash: string | null;
  /** Boundaries up to here were told; null, as in an id that is a position only: those up to the decision. */
  readonly at: Date | null;
}

const hashUnits = 16;
const pattern = /^(\d{1,15})(?:\.([0-9a-f]{16}))?(?:\.t(\d{1,15}))?$/;

/** As it travels in an event's id: the position, the beginning of the log's hash there, and the time. */
export function cursorId({ position, hash, at }: FeedCursor): string {
  return `${position}${hash === null ? '' : `.${hash}`}${at === null ? '' : `.t${at.getTime()}`}`;
}

export function parseCursor(text: string): FeedCursor {
  const found = pattern.exec(text);
  if (!found) throw new DomainError('invalid_request', 'Last-Event-ID (or after) is not an id of this stream');
  const [, position, hash, at] = found;
  return { position: Number(position), hash: hash ?? null, at: at === undefined ? null : new Date(Number(at)) };
}

/** What an id keeps of the hash; a hash that is no hexadecimal text is not kept. */
export function shortHash(hash: string | null): string | null {
  const short = hash?.slice(0, hashUnits) ?? '';
  return /^[0-9a-f]{16}$/.test(short) ? short : null;
}
