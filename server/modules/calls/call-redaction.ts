import { createRedactor, type Redactor } from '../../../ingest/index.ts';
import type { OwnContacts } from '../../../ingest/ports.ts';
import { DomainError } from '../../errors.ts';
import { createMemorySeal } from './sealed-memory.ts';

/** Redaction of one call, with the names that the call taught so far. */
export interface CallRedactor {
  redact(text: string): string;
  /** What the call taught, to be stored beside what was redacted; null: nothing. Encrypted, for any process with the keys. */
  sealedMemory(): string | null;
}

/** Redactors of live calls. What a call taught is stored with the call, sealed; this process keeps a copy for a while. */
export interface CallRedaction {
  /** The redactor of a call whose stored memory is `sealed`. Throws `unavailable` when that cannot be opened. */
  ofCall(callId: string, sealed: string | null): CallRedactor;
  forget(callId: string): void;
  /** For words outside of a call. */
  redactOnce(text: string): string;
}

interface Known {
  readonly redactor: Redactor;
  /** As it was stored when this copy was last known to be what is stored. */
  sealed: string | null;
  /** How many names `sealed` holds. */
  names: number;
}

const mostCalls = 10_000;

export function createCallRedaction(ownContacts: OwnContacts, memoryKey: Uint8Array): CallRedaction {
  const copies = new Map<string, Known>();
  const seal = createMemorySeal(memoryKey);

  const opened = (callId: string, sealed: string | null): readonly string[] => {
    if (sealed === null) return [];
    try {
      return seal.open(callId, sealed);
    } catch (cause) {
      // To go on without it would let a name pass that was said before.
      throw new DomainError(
        'unavailable',
        `What call ${callId} taught its redaction cannot be read with the keys of this process; end the call and open a new one`,
        {},
        { cause },
      );
    }
  };

  const copyOf = (callId: string, sealed: string | null): Known => {
    const copy = copies.get(callId);
    // Another process heard something since.
    if (copy && copy.sealed === sealed) return copy;
    const names = opened(callId, sealed);
    const oldest = copies.keys().next();
    if (copies.size >= mostCalls && !oldest.done) copies.delete(oldest.value);
    const known = { redactor: createRedactor({ ownContacts, names }), sealed, names: names.length };
    copies.set(callId, known);
    return known;
  };

  return {
    ofCall(callId, sealed) {
      const known = copyOf(callId, sealed);
      return {
        redact: (text) => clean(known.redactor, text),
        sealedMemory() {
          const names = known.redactor.memory();
          if (names.length !== known.names) {
            known.sealed = seal.seal(callId, names);
            known.names = names.length;
          }
          return known.sealed;
        },
      };
    },
    forget: (callId) => void copies.delete(callId),
    redactOnce: (text) => clean(createRedactor({ ownContacts }), text),
  };
}

function clean(redactor: Redactor, text: string): string {
  redactor.learn(text);
  return redactor.redact(text).text;
}
