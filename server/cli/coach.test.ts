import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiledProgram } from '../testing/compiled-program.ts';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const coach = fileURLToPath(new URL('./coach.ts', import.meta.url));
const main = fileURLToPath(new URL('../main.ts', import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'agent-coach-cli-'));
  await mkdir(join(directory, 'documents'));
  await writeFile(
    join(directory, 'documents', 'rules.md'),
    '---\nkind: regulation\ntitle: Lawn mower rules\nlanguage: en\n---\n# Lawn mower rules\n\nArticle 1 Rusty blades are replaced free of charge within ten days.\n',
  );
  await writeFile(join(directory, 'documents', 'bad.jsonl'), 'no json');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** As `npm start` and `npm run coach` run them. */
const asInstalled = (script: string): readonly string[] => ['--import', tsx, script];

function start(program: readonly string[], args: readonly string[], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...program, ...args], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: join(directory, 'data'), SAMPLES: 'none', PORT: '0', ...more },
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  let [out, err] = ['', ''];
  let hear = () => {};
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    hear();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      hear();
      resolve({ code, out, err });
    });
  });
  /** Resolves once the output holds the text; rejects when it ended without. */
  const says = async (text: string) => {
    while (!out.includes(text)) {
      if (child.exitCode !== null) throw new Error(`it ended without saying "${text}": ${out}${err}`);
      await new Promise<void>((resolve) => {
        hear = resolve;
      });
    }
  };
  return { child, ended, says };
}
const run = async (...args: string[]): Promise<Ended> => start([await compiledProgram('cli/coach')], args).ended;

describe('the command line', () => {
  it('names all bad settings and starts nothing', async () => {
    const { code, err } = await start(asInstalled(coach), ['doctor'], { PORT: 'x', LOG_LEVEL: 'y' }).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/PORT[\s\S]*LOG_LEVEL/);
    expect(err).not.toContain('    at ');
  });

  it('migrates an empty folder, and finds nothing to do the second time', async () => {
    const first = await start(asInstalled(coach), ['migrate']).ended;
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('Applied: 0001') });
    expect(await run('migrate')).toMatchObject({ code: 0, out: expect.stringContaining('up to date') });
  });

  it('works without a running service: what it ingests, it says file by file, and fails when one failed', async () => {
    const { code, out } = await run('ingest', join(directory, 'documents'));
    expect(code).toBe(1);
    expect(out).toMatch(/succeeded: 1 new, 0 changed, 0 unchanged, 1 failed/);
    expect(out).toContain('✗ bad.jsonl');
  });

  describe('beside a running service', () => {
    let service: ReturnType<typeof start>;
    beforeAll(async () => {
      service = start(asInstalled(main), [], { LOG_LEVEL: 'error' });
      await service.says('Agent Coach is running');
    });
    afterAll(async () => {
      service.child.kill('SIGTERM');
      expect((await service.ended).code).toBe(0);
    });

    it('uses it: the same files again are unchanged', async () => {
      const { out } = await run('ingest', join(directory, 'documents', 'rules.md'));
      expect(out).toMatch(/succeeded: 0 new, 0 changed, 1 unchanged, 0 failed/);
    });

    it('asks, and says so when nothing in force answers', async () => {
      const { code, out } = await run('ask', 'Who', 'replaces', 'rusty', 'blades?');
      expect([code, out.trim()]).toEqual([0, 'Nothing in force answers this; it is recorded as a gap.']);
    });

    it.each([
      [['graph', 'verify'], 'ok'],
      [['graph', 'rebuild'], 'ok'],
      [['audit', 'verify'], 'ok'],
    ])('verifies: %j', async (args, field) => {
      const { code, out } = await run(...args);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ [field]: true, faults: [] });
    });

    it('tells with doctor the settings in force and where the service is', async () => {
      const { code, out } = await run('doctor');
      expect(out).toMatch(/DATA_DIR\s+\S+data\s/);
      expect(out).toMatch(/✓ service\s+http:\/\/127\.0\.0\.1:\d+: .*"ready"/);
      expect(code).toBe(0);
    });

    it.each([
      ['another service', 'main', [] as string[]],
      ['a command that needs the folder for itself', 'cli/coach', ['migrate']],
    ] as const)('%s is refused the folder, and told who owns it', async (_what, program, args) => {
      const { code, err } = await start([await compiledProgram(program)], args).ended;
      expect(code).toBe(1);
      expect(err).toContain(String(service.child.pid));
      expect(err).toContain('npm start');
      expect(err).toContain(join(directory, 'data'));
      expect(err).not.toContain('    at ');
    });

    it('says what the service refused, without a stack', async () => {
      const { code, err } = await run('ask', '--as-of', 'yesterday', 'rust');
      expect(code).toBe(1);
      expect(err).toContain('asOf');
      expect(err).not.toContain('    at ');
    });
  });
});
