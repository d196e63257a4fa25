import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

// OWASP's recommended cost for scrypt: N=2^17, r=8, p=1 (128 MiB a check).
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 };
const keyLength = 32;

function derive(password: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyLength, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** A salted scrypt hash with its parameters: `scrypt$N$r$p$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether the password belongs to the hash; takes as long for somebody who is not known, or has no password. */
export async function verifyPassword(password: string, given: string | undefined): Promise<boolean> {
  const stored = given === undefined || given === noPassword ? unknownUserHash : given;
  const [scheme, N, r, p, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** A hash that no password has, so that a login that does not exist takes as long as a wrong password. */
const unknownUserHash = `scrypt$${cost.N}$${cost.r}$${cost.p}$${randomBytes(16).toString('base64url')}$${randomBytes(keyLength).toString('base64url')}`;

/** Stands where a hash would: no password is right. */
export const noPassword = 'none';

const alphabet = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password that can be read aloud and typed: 4 groups of 5 from 54 characters, 115 bits. */
export function generatePassword(): string {
  const character = () => {
    for (;;) {
      const byte = randomBytes(1)[0] ?? 255;
      if (byte < alphabet.length * 4) return alphabet[byte % alphabet.length];
    }
  };
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, character).join('')).join('-');
}
