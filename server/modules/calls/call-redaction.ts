import { createRedactor, type Redactor, type RedactorMemory, redactCall } from '../../../ingest/index.ts';
import type { OwnContacts } from '../../../ingest/ports.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import { createMemorySeal } from './sealed-memory.ts';

/** Redaction of one call, with the names and numbers that the call taught so far, and what it was asked for. */
export interface CallRedactor {
  /** A text about the call. */
  redact(text: string): string;
  /** The next utterance: it may answer what was asked before, and ask for something. */
  hear(text: string): string;
  /** What the call taught, to be stored beside what was redacted; null: nothing. Encrypted, for any process with the keys. */
  sealedMemory(): string | null;
}

/** Redactors of live calls. What a call taught is stored with the call, sealed; this process keeps a copy for a while. */
export interface CallRedaction {
  /** The redactor of a call whose stored memory is `sealed`. Throws `unavailable` when that cannot be opened. */
  ofCall(callId: string, sealed: string | null): CallRedactor;
  forget(callId: string): void;
  /** Forgets calls that were erased. */
  forgetErased(executor: Executor): Promise<void>;
  /** For words that somebody writes about a call; what the call taught is left as it is. */
  redactBeside(callId: string, sealed: string | null, text: string): string;
  /** For words outside of a call. */
  redactOnce(text: string): string;
  /** For a talk that is sent as a whole; what is said late counts early. */
  redactTalk(turns: readonly string[]): readonly string[];
}

interface Known {
  readonly redactor: Redactor;
  /** As it was stored when this copy was last known to be what is stored. */
  sealed: string | null;
  /** What `sealed` holds, as JSON. */
  memory: string;
}

const mostCalls = 10_000;
const empty: RedactorMemory = { names: [], values: [], expected: null };

export function createCallRedaction(ownContacts: OwnContacts, memoryKey: Uint8Array): CallRedaction {
  const copies = new Map<string, Known>();
  const seal = createMemorySeal(memoryKey);

  const opened = (callId: string, sealed: string | null): RedactorMemory => {
    if (sealed === null) return empty;
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
    const memory = opened(callId, sealed);
    const oldest = copies.keys().next();
    if (copies.size >= mostCalls && !oldest.done) copies.delete(oldest.value);
    const known = { redactor: createRedactor({ ownContacts, memory }), sealed, memory: JSON.stringify(memory) };
    copies.set(callId, known);
    return known;
  };

  return {
    ofCall(callId, sealed) {
      const known = copyOf(callId, sealed);
      return {
        redact: (text) => clean(known.redactor, text),
        hear(text) {
          known.redactor.learn(text);
          return known.redactor.redactTurn(text).text;
        },
        sealedMemory() {
          const memory = known.redactor.memory();
          const written = JSON.stringify(memory);
          if (written !== known.memory) {
            known.sealed = seal.seal(callId, memory);
            known.memory = written;
          }
          return known.sealed;
        },
      };
    },
    forget: (callId) => void copies.delete(callId),
    async forgetErased(executor) {
      if (copies.size === 0) return;
      const erased = await executor.query<{ id: string }>(
        'select id from calls where erased_at is not null and id = any($1)',
        [[...copies.keys()]],
      );
      for (const { id } of erased.rows) copies.delete(id);
    },
    redactBeside: (callId, sealed, text) =>
      clean(createRedactor({ ownContacts, memory: { ...opened(callId, sealed), expected: null } }), text),
    redactOnce: (text) => clean(createRedactor({ ownContacts }), text),
    redactTalk: (turns) => redactCall(turns, createRedactor({ ownContacts })).map(({ text }) => text),
  };
}

function clean(redactor: Redactor, text: string): string {
  redactor.learn(text);
  return redactor.redact(text).text;
}
