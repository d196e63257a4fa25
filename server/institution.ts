import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from './config.ts';
import { outcomeSourcesSchema } from './modules/outcomes/index.ts';

const institutionSchema = z.object({
  name: z
    .object({
      zh: z.string(),
      en: z.string(),
      /** In Traditional Chinese; absent: as in Simplified. */
      'zh-Hant': z.string().optional(),
    })
    .default({ zh: '', en: '' }),
  contacts: z
    .object({ phones: z.array(z.string()).default([]), emails: z.array(z.string()).default([]) })
    .default({ phones: [], emails: [] }),
  /** Which sources of outcomes count, and in which order. */
  outcomeSources: outcomeSourcesSchema,
  /** A customer who comes back within so many days after a solved call has not had it solved. */
  repeatContactDays: z.int().min(1).max(365).default(7),
  /** An agent with fewer calls whose outcome is known from a trusted source is not compared with others. */
  agentMinimumCalls: z.int().min(10).max(10_000).default(30),
});
export type Institution = z.output<typeof institutionSchema>;

/** Reads the institution's names and own contacts; none if there is no such file. Throws a ConfigError if it is broken. */
export async function readInstitution(file: string): Promise<Institution> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new ConfigError(`INSTITUTION_FILE: ${file} cannot be read: ${error.message}`);
  });
  try {
    return institutionSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ConfigError(
      `INSTITUTION_FILE: ${file} is not what is expected, {"name":{"zh","en"},"contacts":{"phones":[],"emails":[]}}: ${String(error)}`,
    );
  }
}
