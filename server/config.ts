import { resolve } from 'node:path';
import { z } from 'zod';

const settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('port to listen on; 0 takes a free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on; 0.0.0.0 for every interface'),
  DATA_DIR: z.string().min(1).default('.data').describe('folder of the embedded database, keys and snapshots'),
  INSTITUTION_TZ: z
    .string()
    .default('Asia/Shanghai')
    .refine(isTimeZone, { error: 'is not an IANA time zone, such as Asia/Shanghai' })
    .describe('zone of dates that name none'),
  INSTITUTION_FILE: z
    .string()
    .min(1)
    .default('samples/institution.json')
    .describe("JSON file with the institution's names and own contacts, which documents keep"),
  SAMPLES: z.enum(['load', 'none']).default('load').describe('whether a first start loads the sample institution'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('least level of logs'),
  REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).default(1_200).describe('requests a minute for one API key'),
  TRUST_PROXY: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('proxies in front whose X-Forwarded-For is believed, for the limit on sign-ins'),
  SECURE_COOKIES: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('send the session cookie over HTTPS only'),
});

export type Config = z.output<typeof settings>;

/** Every setting with what it means, for `coach doctor`. */
export const settingDescriptions: Readonly<Record<keyof Config, string>> = Object.fromEntries(
  Object.entries(settings.shape).map(([name, schema]) => [name, schema.description ?? '']),
) as Record<keyof Config, string>;

// Engines that the design names but this version does not have. To ignore such a setting would put records where
// nobody looks for them.
const notBuilt = ['DATABASE_URL', 'NEO4J_URL', 'REDIS_URL', 'EMBEDDINGS_URL'] as const;

/** Bad settings, all named at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Reads the settings from environment variables; throws a ConfigError that names every bad one and how to mend it. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = settings.safeParse(given);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map(
        (issue) => `${issue.path.join('.')}: ${issue.message} (${JSON.stringify(given[String(issue.path[0])])})`,
      );
  if (given['KEEP_AUDIO'] === 'true') faults.push('KEEP_AUDIO: this version stores no recordings; unset it');
  if (given['AUTO_ADD'] === 'serve') faults.push('AUTO_ADD: this version adds nothing by itself; unset it');
  for (const name of notBuilt) {
    if (given[name] !== undefined) faults.push(`${name}: this version runs on the embedded engines only; unset it`);
  }
  if (!parsed.success || faults.length > 0)
    throw new ConfigError(`Bad settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  return { ...parsed.data, DATA_DIR: resolve(parsed.data.DATA_DIR) };
}
