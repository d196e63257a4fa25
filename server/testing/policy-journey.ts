import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import type { Visited } from './browser-journey.ts';
import { signIn } from './signed-in.ts';

const pictures = process.env['E2E_PICTURES'];
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

/** A compliance officer's day: upload, difference, impact, decisions, two approvals, live, and the card on an open call changes. */
export async function changePolicy(
  { url, passwords, browser }: Visited,
  locale: 'zh-CN' | 'en-GB' = 'zh-CN',
): Promise<void> {
  const prefix = locale === 'zh-CN' ? 'zh' : 'en';
  const contexts: BrowserContext[] = [];
  const open = async (login: string): Promise<Page> => {
    const context = await browser.newContext({ locale, viewport: { width: 1366, height: 768 } });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    await page.goto(`${url}/#/changesets`);
    const form = page.getByTestId('login-form');
    await form.locator('input[name=username]').fill(login);
    await form.locator('input[name=password]').fill(passwords.get(login) ?? '');
    await form.locator('button[type=submit]').click();
    await form.waitFor({ state: 'detached' });
    return page;
  };
  const picture = async (page: Page, name: string) => {
    if (!pictures) return;
    await mkdir(pictures, { recursive: true });
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(pictures, `${prefix}-policy-${name}.png`) });
  };

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

  const officer = await open('compliance');
  await officer.goto(`${url}/#/changesets/create`);
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
  const choices = officer.getByRole('checkbox');
  if ((await choices.count()) > 0) {
    await choices.first().check();
    await officer.getByTestId('decide-keep').first().click();
    await officer.getByTestId('decide-keep').first().waitFor({ state: 'attached' });
    await expect
      .poll(() => officer.locator('[data-testid=impacted] >> text=/待决定|To decide/').count(), { timeout: patience })
      .toBe(0);
  }
  await picture(officer, '4-decided');
  await officer.getByTestId('next-step').click();
  await picture(officer, '5-effect');
  await officer.getByTestId('next-step').click();
  await officer.getByTestId('submit-changeset').waitFor();
  await picture(officer, '6-submit');
  await officer.getByTestId('submit-changeset').click();
  await officer.getByTestId('reopen-changeset').waitFor();

  for (const login of ['reviewer', 'product']) {
    const page = await open(login);
    await page.goto(`${url}/#/changesets/${changeset}/show`);
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
  for (const context of contexts) await context.close();
}
