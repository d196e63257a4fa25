import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { roles as accountRoles } from '../graph-schema/index.ts';

const roles = ['web', 'worker', 'all'] as const;
const roleNames = accountRoles.schema;

function engineUrl(...protocols: readonly string[]) {
  return z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `is not an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    })
    .optional();
}

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
  SESSION_REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(3_000)
    .describe('requests a minute for one session of a person'),
  ADDRESS_REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(1_200)
    .describe('requests a minute from one address that name nobody, or somebody who is not known'),
  SESSION_HOURS: z.coerce
    .number()
    .min(0.1)
    .max(24 * 7)
    .default(12)
    .describe('hours after which people sign in anew, whatever they did meanwhile'),
  SESSION_IDLE_MINUTES: z.coerce
    .number()
    .min(1)
    .max(60 * 24)
    .default(30)
    .describe('minutes without a request after which a session ends'),
  LOCAL_PASSWORDS: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .describe('whether people may sign in with a password; false needs OIDC_ISSUER'),
  PUBLIC_URL: z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      error: 'is not an address that begins with http:// or https://',
    })
    .optional()
    .describe('where browsers find this service, as https://coach.example.com; needed with OIDC_ISSUER'),
  OIDC_ISSUER: engineUrl('http:', 'https:').describe(
    'OpenID Connect provider where people sign in, as it names itself; absent: passwords only',
  ),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('what this service is called there'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('its secret; absent: the provider asks for none'),
  OIDC_SCOPES: z.string().min(1).default('openid profile').describe('what the provider is asked to tell'),
  OIDC_LOGIN_CLAIM: z
    .string()
    .min(1)
    .default('preferred_username')
    .describe('claim that becomes the login of a new person; without it, sub'),
  OIDC_ROLES_CLAIM: z
    .string()
    .min(1)
    .default('roles')
    .describe('claim that holds roles, with dots for nested ones, as realm_access.roles'),
  OIDC_ROLES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((pair) => pair.trim())
        .filter((pair) => pair !== '')
        .map((pair): [string, string] => [
          pair.slice(0, pair.lastIndexOf('=')).trim(),
          pair.slice(pair.lastIndexOf('=') + 1).trim(),
        ]),
    )
    .refine((pairs) => pairs.every(([name, role]) => name !== '' && roleNames.safeParse(role).success), {
      error: `is a list as "cs-experts=reviewer,cs-agents=agent", with the roles ${roleNames.options.join(', ')}`,
    })
    .describe('which role each of its values gives, as cs-experts=reviewer,cs-agents=agent; absent: our own names'),
  OIDC_CLOCK_SKEW_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(300)
    .default(30)
    .describe("seconds by which the provider's clock may be off"),
  CORS_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ''),
    )
    .refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
      error: 'is a list of origins, as https://crm.example.com, separated by commas; no path, no wildcard',
    })
    .describe('origins whose pages may follow a call with a widget token, separated by commas'),
  TRUST_PROXY: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('proxies in front whose X-Forwarded-For is believed, for the limit on sign-ins'),
  DATABASE_URL: engineUrl('postgres:', 'postgresql:').describe(
    'PostgreSQL (16 or newer, with pgvector) for the records; absent: the embedded one in DATA_DIR',
  ),
  REDIS_URL: engineUrl('redis:', 'rediss:').describe(
    'Redis for jobs and for wake-ups between processes; absent: both stay in this process',
  ),
  NEO4J_URL: engineUrl('bolt:', 'bolt+s:', 'bolt+ssc:', 'neo4j:', 'neo4j+s:', 'neo4j+ssc:').describe(
    'Neo4j 5 to keep the published graph in; absent: it is traversed in memory',
  ),
  NEO4J_USER: z.string().default('neo4j').describe('who signs in to Neo4j'),
  NEO4J_PASSWORD: z.string().optional().describe('their password; absent: Neo4j asks for none'),
  ROLE: z
    .enum(roles)
    .default('all')
    .describe('what this process does: web answers requests, worker does the jobs, all does both (also --role=)'),
  SPOOL_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('folder where uploads wait encrypted; the same one for web and workers; absent: in DATA_DIR'),
  SECRETS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("file with the installation's keys; the same one for every process; absent: in DATA_DIR"),
  INGEST_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(1)
    .describe('files that one worker reads at a time'),
  MINING_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(1)
    .describe('collections that one worker mines at a time'),
  MINING_THREADS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, Math.min(8, availableParallelism() - 1)))
    .describe('threads that one mining works in; the result is the same for any number'),
  PARSER_MEMORY_MB: z.coerce
    .number()
    .int()
    .min(128)
    .max(65_536)
    .default(1_024)
    .describe("megabytes of memory for reading one file, the file's own size not counted"),
  PARSER_TIMEOUT_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(120)
    .describe('seconds without a record after which a file counts as unreadable'),
  FAILED_UPLOADS_HOURS: z.coerce
    .number()
    .min(0)
    .max(24 * 30)
    .default(24)
    .describe('hours for which uploads of failed files wait, encrypted, to be read once more; 0: not at all'),
  DATABASE_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe('most connections of this process to PostgreSQL'),
  ANNOTATION_BLIND_SHARE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('share of the calls being annotated that go to two experts, neither seeing the labels of the other'),
  EMBEDDINGS_URL: engineUrl('http:', 'https:').describe(
    'OpenAI-compatible endpoint that embeds texts, such as http://127.0.0.1:8080/v1; absent: no comparison by meaning',
  ),
  EMBEDDINGS_MODEL: z.string().min(1).optional().describe('model to embed with; needed with EMBEDDINGS_URL'),
  EMBEDDINGS_API_KEY: z.string().min(1).optional().describe('key for that endpoint; absent: it asks for none'),
  EMBEDDINGS_INPUT: z
    .enum(['plain', 'prefix', 'input_type'])
    .default('plain')
    .describe(
      'how the model is told questions from passages: plain not at all, prefix by "query: " and "passage: ", input_type by a field',
    ),
  CONFIDENCE_THRESHOLD: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe(
      'confidence below which nothing is shown; a run of saved questions suggests one (docs/guides/evaluations.md)',
    ),
  EMBEDDINGS_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(10)
    .max(10_000)
    .default(500)
    .describe("longest wait for a question's vector; guidance then goes on without"),
  CHAT_URL: engineUrl('http:', 'https:').describe(
    'OpenAI-compatible endpoint of a chat model that composes words beside the cards, such as http://127.0.0.1:8080/v1; absent: approved text only',
  ),
  CHAT_MODEL: z.string().min(1).optional().describe('model to compose with; needed with CHAT_URL'),
  CHAT_API_KEY: z.string().min(1).optional().describe('key for that endpoint; absent: it asks for none'),
  CHAT_MODEL_MODULE: z
    .string()
    .regex(/^@langchain\/[\w-]+(?:\/[\w./-]+)?$/, {
      error: 'is not a module of LangChain, such as @langchain/community/chat_models/fireworks',
    })
    .refine((name) => !name.includes('..'), { error: 'must not contain ..' })
    .optional()
    .describe('chat model of LangChain instead of CHAT_URL, such as @langchain/community/chat_models/fireworks'),
  CHAT_MODEL_OPTIONS: z
    .string()
    .default('{}')
    .transform((text, context): Readonly<Record<string, unknown>> => {
      try {
        const options: unknown = JSON.parse(text);
        if (typeof options === 'object' && options !== null && !Array.isArray(options))
          return options as Readonly<Record<string, unknown>>;
      } catch {
        // Said below.
      }
      context.addIssue({ code: 'custom', message: 'is not a JSON object, such as {"model":"name","temperature":0}' });
      return z.NEVER;
    })
    .describe('JSON object that its class is made with, keys included'),
  CHAT_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(20_000)
    .describe('longest time for a composed answer'),
  CHAT_FIRST_TOKEN_MS: z.coerce
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(2_000)
    .describe('longest wait for its first word; the approved text then stands alone'),
  CHAT_MAX_TOKENS: z.coerce
    .number()
    .int()
    .min(16)
    .max(4_096)
    .default(300)
    .describe('longest composed answer, in tokens'),
  CHAT_TOKENS_PER_HOUR: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('tokens that one process may spend in an hour; absent: no limit'),
  CHAT_TOKENS_PER_DAY: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('tokens that one process may spend in a day (UTC); absent: no limit'),
  CHAT_SECOND_OPINION: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('ask the model once more about each sentence that the check lets through; it may only refuse'),
  MINING_MODEL: z
    .enum(['off', 'on'])
    .default('off')
    .describe('on: the chat model also looks for terms in documents while they are mined, within the budget of a run'),
  MINING_MODEL_ACTIONS: z
    .enum(['off', 'on'])
    .default('off')
    .describe('on: it also looks for the system actions of documented procedures, within the same budget'),
  MINING_MODEL_NAMES: z
    .enum(['off', 'on'])
    .default('off')
    .describe('on: it also names mined scenarios, within the same budget'),
  MINING_TOKENS_PER_RUN: z.coerce
    .number()
    .int()
    .min(0)
    .default(200_000)
    .describe('tokens that one mining run may spend; beyond them it goes on without the model'),
  MINING_PROMPT_PRICE: z.coerce.number().min(0).default(0).describe('price of a million tokens asked, for the meter'),
  MINING_ANSWER_PRICE: z.coerce
    .number()
    .min(0)
    .default(0)
    .describe('price of a million tokens answered, for the meter'),
  TRANSCRIPTION_URL: engineUrl('http:', 'https:').describe(
    'OpenAI-compatible endpoint that recordings are transcribed by, such as http://127.0.0.1:8000/v1; absent: they are skipped',
  ),
  TRANSCRIPTION_API_KEY: z.string().min(1).optional().describe('key for that endpoint; absent: it asks for none'),
  TRANSCRIPTION_MODEL: z.string().min(1).default('whisper-1').describe('model that transcribes'),
  TRANSCRIPTION_FORMAT: z
    .enum(['verbose_json', 'json'])
    .default('verbose_json')
    .describe('what it is asked for: verbose_json tells when each sentence was said, json does not'),
  TRANSCRIPTION_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2,3}$/, { error: 'is not an ISO 639 code, such as zh or en' })
    .optional()
    .describe('what recordings are spoken in, such as zh; absent: the model finds out'),
  TRANSCRIPTION_PIECE_MINUTES: z.coerce
    .number()
    .min(0.5)
    .max(120)
    .default(10)
    .describe('longest piece that is sent at once; 13 minutes stay below 25 MB'),
  TRANSCRIPTION_TIMEOUT_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(300)
    .describe('longest wait for the transcription of one piece'),
  TRANSCRIPTION_PRICE_PER_MINUTE: z.coerce
    .number()
    .min(0)
    .optional()
    .describe('what a minute of one channel costs; absent: minutes are counted, and no cost'),
  TRANSCRIPTION_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'is not an ISO 4217 code, such as CNY or USD' })
    .default('USD')
    .describe('currency of that price'),
  TRANSCRIPTION_BUDGET_MINUTES: z.coerce
    .number()
    .min(0)
    .optional()
    .describe('minutes that one run may have transcribed; absent: no limit'),
  RECORDING_CHANNELS: z
    .enum(['agent-left', 'customer-left'])
    .optional()
    .describe('who is on which channel of a recording; absent: what is said tells, and else the agent is on the left'),
  KEEP_AUDIO: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('keep the audio of recordings, encrypted, so that it can be played; else they stay where they are'),
  AUDIO_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('folder for kept audio; the same one for web and workers; absent: in DATA_DIR'),
  SECURE_COOKIES: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('send the session cookie over HTTPS only'),
});

type Settings = z.output<typeof settings>;
export type Config = Settings & {
  readonly SPOOL_DIR: string;
  readonly AUDIO_DIR: string;
  readonly SECRETS_FILE: string;
};

/** Every setting with what it means, for `coach doctor`. */
export const settingDescriptions: Readonly<Record<keyof Settings, string>> = Object.fromEntries(
  Object.entries(settings.shape).map(([name, schema]) => [name, schema.description ?? '']),
) as Record<keyof Settings, string>;

const addresses: readonly string[] = [
  'DATABASE_URL',
  'REDIS_URL',
  'NEO4J_URL',
  'EMBEDDINGS_URL',
  'TRANSCRIPTION_URL',
  'CHAT_URL',
  'OIDC_ISSUER',
];
const passwords: readonly string[] = [
  'NEO4J_PASSWORD',
  'EMBEDDINGS_API_KEY',
  'TRANSCRIPTION_API_KEY',
  'CHAT_API_KEY',
  'CHAT_MODEL_OPTIONS',
  'OIDC_CLIENT_SECRET',
];

/** A setting as it may be shown: without passwords. */
export function shownSetting(name: string, value: unknown): string {
  if (value === undefined) return '-';
  if (passwords.includes(name)) return '***';
  const text = String(value);
  if (!addresses.includes(name)) return text;
  if (!URL.canParse(text)) return '(not an address)';
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  // Drivers take passwords there as well.
  if (url.search !== '') url.search = '?...';
  return url.href;
}

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
        (issue) =>
          `${issue.path.join('.')}: ${issue.message} (${JSON.stringify(shownSetting(issue.path.join('.'), given[String(issue.path[0])]))})`,
      );
  if (given['AUTO_ADD'] === 'serve') faults.push('AUTO_ADD: this version adds nothing by itself; unset it');
  if (given['OIDC_ISSUER'] !== undefined)
    for (const name of ['OIDC_CLIENT_ID', 'PUBLIC_URL'])
      if (given[name] === undefined) faults.push(`${name}: is missing, and OIDC_ISSUER needs it`);
  if (given['OIDC_ISSUER'] === undefined && given['LOCAL_PASSWORDS'] === 'false')
    faults.push('LOCAL_PASSWORDS: false needs OIDC_ISSUER, or nobody could sign in');
  if (given['EMBEDDINGS_URL'] !== undefined && given['EMBEDDINGS_MODEL'] === undefined)
    faults.push('EMBEDDINGS_MODEL: is missing, and EMBEDDINGS_URL needs it; name the model that the endpoint serves');
  if (given['CHAT_URL'] !== undefined && given['CHAT_MODEL'] === undefined)
    faults.push('CHAT_MODEL: is missing, and CHAT_URL needs it; name the model that the endpoint serves');
  const asking = ['MINING_MODEL', 'MINING_MODEL_ACTIONS', 'MINING_MODEL_NAMES'].find((name) => given[name] === 'on');
  if (asking !== undefined && given['CHAT_URL'] === undefined && given['CHAT_MODEL_MODULE'] === undefined)
    faults.push(`CHAT_URL: is missing, and ${asking}=on needs it; name the endpoint of a chat model`);
  if (given['CHAT_URL'] !== undefined && given['CHAT_MODEL_MODULE'] !== undefined)
    faults.push('CHAT_MODEL_MODULE: CHAT_URL names a model as well; keep one of them');
  // Several processes need a queue that they share, and one process that grows into several should not have to change.
  if (given['DATABASE_URL'] !== undefined && given['REDIS_URL'] === undefined)
    faults.push(
      'REDIS_URL: is missing, and DATABASE_URL needs it; name a Redis that the processes of this database share',
    );
  if (given['DATABASE_URL'] === undefined && parsed.data !== undefined && parsed.data.ROLE !== 'all')
    faults.push(
      `ROLE: ${parsed.data.ROLE} needs DATABASE_URL; the embedded database serves one process, with ROLE=all`,
    );
  if (given['ROLE'] === 'web' || given['ROLE'] === 'worker') {
    const shared = ['SPOOL_DIR', 'SECRETS_FILE', ...(given['KEEP_AUDIO'] === 'true' ? ['AUDIO_DIR'] : [])];
    for (const name of shared)
      if (given[name] === undefined)
        faults.push(
          `${name}: is missing, and ROLE=${given['ROLE']} needs it; name what all processes of this database share`,
        );
  }
  if (!parsed.success || faults.length > 0)
    throw new ConfigError(`Bad settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  const dataDirectory = resolve(parsed.data.DATA_DIR);
  return {
    ...parsed.data,
    DATA_DIR: dataDirectory,
    SPOOL_DIR: resolve(parsed.data.SPOOL_DIR ?? join(dataDirectory, 'spool')),
    AUDIO_DIR: resolve(parsed.data.AUDIO_DIR ?? join(dataDirectory, 'audio')),
    SECRETS_FILE: resolve(parsed.data.SECRETS_FILE ?? join(dataDirectory, 'secrets.json')),
  };
}
