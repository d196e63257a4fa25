import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { ConfigError, readConfig } from '../config.ts';
import { rotateSigningKey } from '../installation-secrets.ts';
import type { ServiceClient } from './service-client.ts';

interface HeadVerification {
  readonly ok: boolean;
  readonly heads: readonly { readonly seq: number; readonly fault: string | null }[];
}

/** Adds `audit verify`, `audit head` and `audit rotate-key`. */
export function addAuditCommands(
  program: Command,
  withService: (name: string, work: (client: ServiceClient) => Promise<boolean>) => Promise<void>,
): void {
  const audit = program.command('audit').description('the audit chain');
  audit
    .command('verify')
    .description('compute the chain anew and say what does not hold')
    .option('--head <file...>', 'heads that were kept, to tell a cut or rewritten chain')
    .action(({ head = [] }: { head?: string[] }) =>
      withService('audit verify', (client) => auditVerifyCommand(client, head)),
    );
  audit
    .command('head')
    .description('print the signed end of the chain, to be kept elsewhere')
    .action(() => withService('audit head', auditHeadCommand));
  audit
    .command('rotate-key')
    .description('sign heads with a new key from the next start on; what the old one signed stays valid')
    .action(async () => {
      console.log(`The new public key is ${await rotateSigningKey(readConfig(process.env).SECRETS_FILE)}`);
      console.log('Bring the file to all other processes of this installation, and restart them.');
    });
}

/** Prints the signed end of the audit chain, to be kept elsewhere. */
async function auditHeadCommand(client: ServiceClient): Promise<boolean> {
  console.log(JSON.stringify(await client.get('/v1/audit/head'), null, 2));
  return true;
}

/** Computes the chain anew and holds the heads in the files against it; prints the result, false if anything does not hold. */
async function auditVerifyCommand(client: ServiceClient, files: readonly string[]): Promise<boolean> {
  const kept = await Promise.all(files.map(readHead));
  const chain = await client.get<{ ok: boolean }>('/v1/audit/verification');
  if (kept.length === 0) {
    console.log(JSON.stringify(chain, null, 2));
    return chain.ok;
  }
  const { ok, heads } = await client.post<HeadVerification>('/v1/audit/head-verification', { heads: kept });
  const named = heads.map((head, index) => ({ file: files[index], ...head }));
  console.log(JSON.stringify({ ...chain, ok: chain.ok && ok, heads: named }, null, 2));
  return chain.ok && ok;
}

async function readHead(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(
      `--head ${file}: not a file that \`coach audit head\` wrote: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
