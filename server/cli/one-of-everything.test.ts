import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import type { RunFile, RunView } from '../modules/ingest-runs/index.ts';
import type { Database } from '../ports/database.ts';
import { brokenFiles } from '../testing/broken-files.ts';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const program = fileURLToPath(new URL('./coach.ts', import.meta.url));
const formats = fileURLToPath(new URL('../../samples/formats', import.meta.url));

const broken = brokenFiles();
/** What is not simply refused: one record of it is good, or nobody is there to hear it. */
const statuses: Readonly<Record<string, string>> = { 'half-good.jsonl': 'new', 'cut.wav': 'skipped' };

describe('a folder with one of everything', () => {
  let root: string;
  let database: Database;
  let run: RunView;
  let files: ReadonlyMap<string, RunFile>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'everything-'));
    const shelf = join(root, 'shelf');
    await cp(formats, shelf, { recursive: true });
    await mkdir(join(shelf, 'broken'));
    for (const [name, bytes] of broken) await writeFile(join(shelf, 'broken', name), bytes);
    const data = join(root, 'data');
    const done = spawnSync(process.execPath, ['--import', tsx, program, 'ingest', shelf, '--json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: data, SAMPLES: 'none', LOG_LEVEL: 'silent' },
    });
    const printed = JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '') as { run: RunView; files: RunFile[] };
    run = printed.run;
    files = new Map(printed.files.map((file) => [file.name, file]));
    database = await openPgliteDatabase({ directory: join(data, 'db') });
  }, 300_000);
  afterAll(async () => {
    await database?.close();
    await rm(root, { recursive: true, force: true });
  });

  const textOf = async (key: string) => {
    const found = await database.query<{ text: string; locator: string; kind: string; role: string | null }>(
      `select s.text, s.locator, s.kind, s.role from segments s join source_revisions r on r.id = s.revision_id
         join sources o on o.id = r.source_id where o.key = $1 order by s.ordinal`,
      [key],
    );
    return found.rows;
  };
  const articlesOf = async (key: string) =>
    (await textOf(key)).filter(({ kind }) => kind === 'article').map(({ locator }) => locator);

  it('goes in with one command: whatever is broken stops nothing else', () => {
    expect(run.status).toBe('succeeded');
    expect([...files.values()].filter(({ status }) => status === 'pending')).toEqual([]);
    const went = [...files.values()].filter(({ name, status }) => name.startsWith('calls/') && status === 'new');
    expect(went).toHaveLength(10);
  });

  it('has every broken file named with its fault and the way out', () => {
    for (const name of broken.keys()) {
      const file = files.get(`broken/${name}`);
      expect(file?.reason, name).toMatch(/\w/);
      expect(file?.remedy, name).toMatch(/\w/);
      expect(file?.status, name).toBe(statuses[name] ?? 'failed');
      expect(file?.reason, name).not.toContain('could not be read (');
    }
  });

  it('keeps what structure says: articles, headings, lists and tables, whatever the format and encoding', async () => {
    const chinese = (count: number) =>
      ['一', '二', '三', '四', '五', '六', '七', '八', '九'].slice(0, count).map((n) => `第${n}条`);
    expect(await articlesOf('documents/保管箱业务管理办法.gb18030.txt')).toEqual(chinese(9));
    expect(await articlesOf('documents/老年客户服务规范.pdf')).toEqual(chinese(7));
    expect(await articlesOf('documents/complaint-escalation-policy.pdf')).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `Article ${n}`),
    );
    const whole = async (key: string) => (await textOf(key)).map(({ text }) => text).join('');
    expect(await whole('documents/個人資料查詢須知.big5.txt')).toContain('十五個營業日內答覆');
    expect(await whole('documents/coin-counter-fees.utf16.md')).toContain('| Counting, others | 5% |');
    const page = await whole('documents/外币兑换服务.html');
    expect(page).toMatch(/\| 现钞兑换 +\| 成交金额的0\.5% +\|/);
    expect(page).not.toMatch(/tracking|点击领取/);
    const procedure = await whole('documents/信用卡挂失处理流程.docx');
    expect(procedure).toMatch(/^#+ 步骤$/m);
    expect(procedure).toMatch(/^3\. 逐笔核对/m);
    expect(procedure).toMatch(/\| 电话挂失 +\| 即时生效 +\|/);
    const slides = await whole('documents/服務承諾.pptx');
    expect(slides).toMatch(/^#+ 處理困難客訴的三步$/m);
    expect(slides).toMatch(/\| 涉及金額爭議 +\| 4小時 +\| 10個工作日 +\|/);
  });

  it('names pages without text as a scan, and recordings that nothing transcribes', () => {
    expect(files.get('documents/扫描件.pdf')).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/scan/),
    });
    for (const name of ['zh-stereo.mp3', 'en-mono.opus', 'en-stereo-8khz-mulaw.wav'])
      expect(files.get(`recordings/${name}`)).toMatchObject({
        status: 'skipped',
        remedy: expect.stringContaining('TRANSCRIPTION_URL'),
      });
  });

  it('has two sides in every call, in order, and nothing personal in any', async () => {
    const calls = await database.query<{ key: string; turns: number; sides: number; said: string }>(
      `select o.key, count(*)::int as turns, count(distinct s.role)::int as sides, string_agg(s.text, ' ' order by s.ordinal) as said
         from sources o join source_revisions r on r.source_id = o.id join segments s on s.revision_id = r.id
        where o.type = 'transcript' and o.key <> 'half-good' group by o.key`,
    );
    expect(calls.rows).toHaveLength(10);
    for (const { key, turns, sides, said } of calls.rows) {
      expect([turns, sides], key).toEqual([8, 2]);
      expect(said, key).not.toMatch(/13907264518|4417 1234|陈美玲|Bennett/);
    }
  });
});
