import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { startServer } from '../main.ts';
import { permissionsDocument } from './permissions-document.ts';

// Writes docs/openapi.json and docs/security/permissions.md from the service's own declarations; with --check, fails when one is stale.

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'agent-coach-openapi-'));
const config = readConfig({ DATA_DIR: directory, PORT: '0', SAMPLES: 'none' });
const { url, stop } = await startServer(config, pino({ level: 'silent' }), 'write-openapi');
const document = (await (await fetch(`${url}/v1/openapi.json`)).json()) as {
  readonly paths: Parameters<typeof permissionsDocument>[0];
};
await stop();
await rm(directory, { recursive: true, force: true });

const written: Readonly<Record<string, string>> = {
  'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'security/permissions.md': permissionsDocument(document.paths),
};
for (const [name, text] of Object.entries(written)) {
  if (!process.argv.includes('--check')) await writeFile(join(docs, name), text);
  else if ((await readFile(join(docs, name), 'utf8').catch(() => '')) !== text) {
    process.stderr.write(`docs/${name} is stale; run: npm run openapi\n`);
    process.exitCode = 1;
  }
}
