import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { openConsole, takePicture, type Visited } from './console-visit.ts';
import { signIn } from './signed-in.ts';

const inForce = fileURLToPath(
  new URL('../../samples/documents/regulations/complaint-handling-2026.md', import.meta.url),
);
const polled = z.object({ events: z.array(z.object({ event: z.string(), data: z.unknown() })) });
const inserted = '客户服务中心每季度公布投诉处理的平均时长和满意度。';
const patience = 60_000;

/** The rules as they might read next year: a shorter deadline, an article put in, one taken out, the others renumbered. */
async function nextYearsRules(): Promise<string> {
  const text = await readFile(inForce, 'utf8');
  const articles = [...text.matchAll(/^第([一二三四五六七八九十]+)条 /gm)].map(([, numeral]) => numeral ?? '');
  const numerals = [...articles, '二十一', '二十二'];
  let number = 0;
  const blocks = text
    .split(/\n\n/)
    .flatMap((block) => (block.startsWith('第四条 ') ? [block, `第条 ${inserted}`] : [block]));
  return blocks
    .filter((block) => !block.startsWith('第十五条 '))
    .map((block) => block.replace(/^第[一二三四五六七八九十]*条 /, () => `第${numerals[number++]}条 `))
    .join('\n\n')
    .replaceAll('2026-04-01', '2026-11-01')
    .replace('一般投诉应当自登记之日起7个工作日内答复客户', '一般投诉应当自登记之日起5个工作日内答复客户');
}

/** A moment on the institution's clock, wherever the browser stands; then at once again. */
async function setAndUnsetTime(officer: Page, url: string): Promise<void> {
  const changeset = officer.url().match(/changesets\/\w+/)?.[0];
  const scheduled = () => officer.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok());
  await officer.getByTestId('effective-at').fill('2031-07-01T00:00');
  let answered = scheduled();
  await officer.getByTestId('set-time').click();
  await answered;
  const stored = await officer.request.get(`${url}/v1/${changeset}`);
  expect(await stored.json()).toMatchObject({ effectiveAt: '2031-06-30T16:00:00.000Z', zone: 'Asia/Shanghai' });
  await officer.getByText('2031年7月1日').first().waitFor();
  await officer.getByTestId('at-once').click();
  answered = scheduled();
  await officer.getByTestId('set-time').click();
  await answered;
  await officer.getByTestId('at-once').waitFor({ state: 'detached' });
}

/** A compliance officer's day: upload, difference, impact, decisions, two approvals, live, and the card on an open call changes. */
export async function changePolicy(
  visited: Visited,
  { locale = 'zh-CN', timezoneId }: { readonly locale?: 'zh-CN' | 'en-GB'; readonly timezoneId?: string } = {},
): Promise<void> {
  const { url, passwords } = visited;
  const people: Page[] = [];
  const open = async (login: string, path: string): Promise<Page> => {
    const page = await openConsole(visited, login, { locale, path, ...(timezoneId ? { timezoneId } : {}) });
    people.push(page);
    return page;
  };
  const picture = (page: Page, name: string) => takePicture(page, `${locale.slice(0, 2)}-policy-${name}`);

  const agent = await signIn(url, 'agent', passwords.get('agent') ?? '');
  const { id: callId } = z.object({ id: z.string() }).parse(await agent.post('/v1/calls', {}));
  await agent.post(`/v1/calls/${callId}/utterances`, {
    clientId: 'u1',
    role: 'customer',
    text: '我投诉了，一般投诉自登记之日起多少个工作日内答复客户？',
    final: true,
  });
  const heard = async () => polled.parse(await agent.get(`/v1/calls/${callId}/events?wait=0`)).events;
  await vi.waitFor(async () => expect(JSON.stringify(await heard())).toContain('7个工作日'), { timeout: patience });

  const officer = await open('compliance', 'changesets/create');
  await officer.getByRole('combobox').first().fill('投诉处理');
  await officer.getByRole('option', { name: '云杉银行客户投诉处理管理办法' }).click();
  await officer.getByTestId('policy-file').setInputFiles({
    name: 'complaint-handling-next.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from(await nextYearsRules()),
  });
  await picture(officer, '1-upload');
  await officer.getByTestId('compare-button').click();
  await officer.getByTestId('line-added').waitFor();
  expect(await officer.getByTestId('line-added').textContent()).toContain(inserted);
  expect(await officer.getByTestId('line-removed').count()).toBe(1);
  expect(await officer.getByTestId('line-renumbered').count()).toBeGreaterThan(5);
  await picture(officer, '2-difference');
  const changeset = /changesets\/(\w+)\/show/.exec(officer.url())?.[1] ?? '';

  await officer.getByTestId('next-step').click();
  await officer.getByTestId('undecided').waitFor();
  await picture(officer, '3-impact');
  // One is corrected on the spot, everything else is kept in one go.
  const step = officer.getByTestId('impacted').first();
  await step.getByTestId('decide-update').click();
  for (const words of await step.locator('textarea:not([aria-hidden])').all())
    await words.fill((await words.inputValue()).replaceAll('7个工作日', '5个工作日'));
  await picture(officer, '3-update');
  await step.locator('button[type=submit]').click();
  await step.getByText('5个工作日').waitFor();
  await officer.getByRole('checkbox').first().check();
  await step.getByRole('checkbox').uncheck();
  await officer.getByTestId('decide-keep').first().click();
  await expect
    .poll(() => officer.locator('[data-testid=impacted] >> text=/待决定|To decide/').count(), { timeout: patience })
    .toBe(0);
  expect(await step.getByText(/^(修改|Update)$/).count(), 'what was corrected is not kept as it was').toBe(2);
  await picture(officer, '4-decided');
  await officer.getByTestId('next-step').click();
  await picture(officer, '5-effect');
  await officer.getByTestId('next-step').click();
  await officer.getByTestId('submit-changeset').waitFor();
  await setAndUnsetTime(officer, url);
  await picture(officer, '6-submit');
  await officer.getByTestId('submit-changeset').click();
  await officer.getByTestId('reopen-changeset').waitFor();

  for (const login of ['reviewer', 'product']) {
    const page = await open(login, `changesets/${changeset}/show`);
    await page.getByTestId('approve-changeset').click();
    await page.getByTestId('approve-changeset').waitFor({ state: 'detached' });
    await picture(page, `7-${login}`);
  }
  await officer.reload();
  await officer.getByTestId('publish-changeset').waitFor();
  await picture(officer, '8-approved');
  await officer.getByTestId('publish-changeset').click();
  await officer.getByTestId('changeset-live').waitFor();
  await officer.getByTestId('delivered-call').first().waitFor();
  await vi.waitFor(async () => expect(JSON.stringify(await heard())).toContain('5个工作日'), { timeout: patience });
  expect((await heard()).some(({ event }) => event === 'retract')).toBe(true);
  await picture(officer, '9-live');
  await officer.goto(`${url}/#/changesets`);
  await officer
    .getByRole('link', { name: /投诉处理/ })
    .first()
    .waitFor();
  await picture(officer, '10-list');
  for (const page of people) await page.context().close();
}
