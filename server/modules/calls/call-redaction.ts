import { createRedactor, type Redactor } from '../../../ingest/index.ts';
import type { OwnContacts } from '../../../ingest/ports.ts';

/** Redactors of live calls; the names that a call taught are held in memory only, and not for long. */
export interface CallRedaction {
  redact(callId: string, text: string): string;
  forget(callId: string): void;
  /** For words outside of a call. */
  redactOnce(text: string): string;
}

const mostCalls = 10_000;

export function createCallRedaction(ownContacts: OwnContacts): CallRedaction {
  const redactors = new Map<string, Redactor>();
  const of = (callId: string): Redactor => {
    const known = redactors.get(callId);
    if (known) return known;
    const oldest = redactors.keys().next();
    if (redactors.size >= mostCalls && !oldest.done) redactors.delete(oldest.value);
    const created = createRedactor({ ownContacts });
    redactors.set(callId, created);
    return created;
  };
  const clean = (redactor: Redactor, text: string) => {
    redactor.learn(text);
    return redactor.redact(text).text;
  };
  return {
    redact: (callId, text) => clean(of(callId), text),
    forget: (callId) => void redactors.delete(callId),
    redactOnce: (text) => clean(createRedactor({ ownContacts }), text),
  };
}
