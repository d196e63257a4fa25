import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin, stop } from 'esbuild';

type Program = 'main' | 'cli/coach';

const root = fileURLToPath(new URL('../../', import.meta.url));
const directory = join(root, 'node_modules/.cache/agent-coach');
const DAY_MS = 86_400_000;
const folders = ['client', 'graph-schema', 'ingest', 'migrations', 'server'];

/** Each file still finds what lies beside it: its own address is written into it. */
const ownAddresses: Plugin = {
  name: 'own-addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|m?js)$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const contents = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};

async function sourcesKey(): Promise<string> {
  const key = createHash('sha256').update(await readFile(fileURLToPath(import.meta.url)));
  key.update(await readFile(join(root, 'package-lock.json')));
  for (const folder of folders) {
    for (const name of (await readdir(join(root, folder), { recursive: true })).toSorted()) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      const { mtimeMs, size } = await stat(join(root, folder, name));
      key.update(`${folder}/${name} ${mtimeMs} ${size}\n`);
    }
  }
  return key.digest('hex').slice(0, 16);
}

/** Not what another run, of sources as they were a moment ago, may still start. */
async function removeOld(now: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const made = (await stat(path).catch(() => undefined))?.mtimeMs ?? now;
    if (now - made > DAY_MS) await rm(path, { force: true });
  }
}

async function compile(program: Program, path: string): Promise<void> {
  const source = join(root, 'server', `${program}.ts`);
  const unfinished = `${path}.${process.pid}.new`;
  await build({
    entryPoints: [source],
    outfile: unfinished,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    keepNames: true,
    external: ['pg-native'],
    plugins: [ownAddresses],
    logLevel: 'error',
    banner: {
      js: [
        "import { createRequire as requireFrom } from 'node:module';",
        `const require = requireFrom(${JSON.stringify(pathToFileURL(source).href)});`,
        `const __filename = ${JSON.stringify(source)}, __dirname = ${JSON.stringify(dirname(source))};`,
        // It starts as the program that it was made of.
        'process.argv[1] = __filename;',
      ].join('\n'),
    },
  });
  await stop();
  await rename(unfinished, path);
}

const compiled = new Map<Program, Promise<string>>();

async function findOrCompile(program: Program): Promise<string> {
  const path = join(directory, `${basename(program)}-${await sourcesKey()}.mjs`);
  if (existsSync(path)) return path;
  await mkdir(directory, { recursive: true });
  await removeOld(Date.now());
  await compile(program, path);
  return path;
}

/**
 * The path of a program in one JavaScript file, made if there is none of these sources: it does what the TypeScript does
 * and begins in a fraction of the time. Several processes may ask at once.
 */
export function compiledProgram(program: Program): Promise<string> {
  const path = compiled.get(program) ?? findOrCompile(program);
  compiled.set(program, path);
  return path;
}
