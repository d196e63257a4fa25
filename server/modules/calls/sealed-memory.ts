import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Encrypts what one call must remember; only the same call's memory can be opened with the same key. */
export interface MemorySeal {
  /** AES-256-GCM under a key derived for the call, in base64. */
  seal(callId: string, names: readonly string[]): string;
  /** Throws when it was sealed for another call, with another key, or was changed. */
  open(callId: string, sealed: string): readonly string[];
}

const algorithm = 'aes-256-gcm';
const version = 'v1.';
const nonceBytes = 12;
const tagBytes = 16;
const namesSchema = z.array(z.string());

export function createMemorySeal(memoryKey: Uint8Array): MemorySeal {
  const keyOf = (callId: string) =>
    new Uint8Array(hkdfSync('sha256', memoryKey, callId, 'agent-coach call memory', 32));
  return {
    seal(callId, names) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, keyOf(callId), nonce).setAAD(Buffer.from(callId));
      const text = Buffer.concat([cipher.update(JSON.stringify(names), 'utf8'), cipher.final()]);
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
      return namesSchema.parse(JSON.parse(text.toString('utf8')));
    },
  };
}
