import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { personalDataTypes } from '../../../graph-schema/index.ts';
import type { RedactorMemory } from '../../../ingest/index.ts';

/** Encrypts what one call must remember; only the same call's memory can be opened with the same key. */
export interface MemorySeal {
  /** AES-256-GCM under a key derived for the call, in base64. */
  seal(callId: string, memory: RedactorMemory): string;
  /** Throws when it was sealed for another call, with another key, or was changed. */
  open(callId: string, sealed: string): RedactorMemory;
}

const algorithm = 'aes-256-gcm';
const version = 'v1.';
const nonceBytes = 12;
const tagBytes = 16;
const type = z.enum(personalDataTypes);
const memorySchema = z.union([
  z.object({
    names: z.array(z.string()),
    values: z.array(z.tuple([type, z.string()])),
    expected: z.object({ types: z.array(type), turns: z.number() }).nullable(),
  }),
  // As earlier versions sealed it: names alone.
  z.array(z.string()).transform((names) => ({ names, values: [], expected: null })),
]);

export function createMemorySeal(memoryKey: Uint8Array): MemorySeal {
  const keyOf = (callId: string) =>
    new Uint8Array(hkdfSync('sha256', memoryKey, callId, 'agent-coach call memory', 32));
  return {
    seal(callId, memory) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, keyOf(callId), nonce).setAAD(Buffer.from(callId));
      const text = Buffer.concat([cipher.update(JSON.stringify(memory), 'utf8'), cipher.final()]);
      return version + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
    },
    open(callId, sealed) {
      if (!sealed.startsWith(version))
        throw new Error('the memory of a call is sealed in a way that is not known here');
      const bytes = Buffer.from(sealed.slice(version.length), 'base64');
      const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes);
      const decipher = createDecipheriv(algorithm, keyOf(callId), bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(Buffer.from(callId))
        .setAuthTag(tag);
      const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
      return memorySchema.parse(JSON.parse(text.toString('utf8')));
    },
  };
}
