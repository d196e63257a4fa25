import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TransferError } from './transfer-error.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

const tableSchema = z.object({
  name,
  /** The order of the values in each line. */
  columns: z.array(name).min(1),
  rows: z.int().min(0),
  /** Of the whole file. */
  sha256,
});

const logSchema = z.object({
  /** The last decision; 0 when there is none. */
  position: z.int().min(0),
  auditSeq: z.int().min(0),
  /** Hash of the last audit entry; zeros when there is none. */
  auditHash: sha256,
});

const manifestSchema = z.object({
  format: z.literal('agent-coach-export'),
  formatVersion: z.literal(1),
  exportedAt: z.iso.datetime(),
  schema: z.object({
    version: z.int().min(1),
    migrations: z.array(z.object({ name: z.string(), checksum: sha256 })).min(1),
  }),
  /** In an order in which they can be filled. */
  tables: z.array(tableSchema).min(1),
  /** The next number of each identity column. */
  sequences: z.array(z.object({ table: name, column: name, next: z.string().regex(/^\d+$/) })),
  log: logSchema,
  /** Tells which keys belong to the records. */
  keysFingerprint: z.string().min(1),
});

/** What a folder of an export holds, so that whoever reads it can tell whether it is all there. */
export type Manifest = z.output<typeof manifestSchema>;
export type TableManifest = z.output<typeof tableSchema>;
export type LogHead = z.output<typeof logSchema>;

export const manifestFile = 'manifest.json';
export const keysFile = 'secrets.json';
export const tableFile = (table: string): string => `${table}.jsonl`;

/** Reads the manifest of an export's folder; throws TransferError when there is none or it is of another format. */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = join(directory, manifestFile);
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new TransferError(
      `${file} cannot be read (${cause.code}): name a folder that "coach export" wrote to its end.`,
      { cause },
    );
  });
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TransferError(
      `${file} is no manifest of an export that this version knows: import it with the version that wrote it, or a newer one.`,
      { cause },
    );
  }
}
