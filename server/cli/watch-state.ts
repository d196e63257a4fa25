import { createHmac, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** A file as it was when it was handed in. */
const seenSchema = z.object({ size: z.number(), mtimeMs: z.number(), hash: z.string() });
export type SeenFile = z.infer<typeof seenSchema>;
const stateSchema = z.object({ salt: z.string(), files: z.record(z.string(), seenSchema) });

/** Which files of a watched folder were handed in already; survives restarts. Holds neither names nor plain hashes. */
export interface WatchState {
  get(name: string): SeenFile | undefined;
  set(name: string, file: SeenFile): void;
  /** Hash of a file's content, comparable within this state only. */
  hash(path: string): Promise<string>;
  save(): Promise<void>;
}

/** Reads the state from a file of its own; one that cannot be read counts as none, and files are handed in anew. */
export async function openWatchState(path: string): Promise<WatchState> {
  const parsed = stateSchema.safeParse(parseJson(await readFile(path, 'utf8').catch(() => '')));
  const salt = parsed.success ? parsed.data.salt : randomBytes(16).toString('base64');
  const files = new Map(parsed.success ? Object.entries(parsed.data.files) : []);
  // File names hold phone numbers and names of people.
  const keyOf = (name: string) => createHmac('sha256', salt).update(name).digest('hex');
  return {
    get: (name) => files.get(keyOf(name)),
    set: (name, file) => void files.set(keyOf(name), file),
    async hash(file) {
      const hash = createHmac('sha256', salt);
      for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
      return hash.digest('hex');
    },
    async save() {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.new`, JSON.stringify({ salt, files: Object.fromEntries(files) }), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
