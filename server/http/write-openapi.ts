import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { startServer } from '../main.ts';

// Writes docs/openapi.json from the service's own declarations; with --check, fails when the file is stale.

const file = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'agent-coach-openapi-'));
const config = readConfig({ DATA_DIR: directory, PORT: '0', SAMPLES: 'none' });
const { url, stop } = await startServer(config, pino({ level: 'silent' }), 'write-openapi');
const text = `${JSON.stringify(await (await fetch(`${url}/v1/openapi.json`)).json(), null, 2)}\n`;
await stop();
await rm(directory, { recursive: true, force: true });

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write('docs/openapi.json is stale; run: npm run openapi\n');
    process.exit(1);
  }
} else {
  await writeFile(file, text);
}
