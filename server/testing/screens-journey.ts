import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { z } from 'zod';
import { openConsole, takePicture, type Visited } from './console-visit.ts';
import { signIn } from './signed-in.ts';

const screens = z.object({ items: z.array(z.object({ shownAt: z.string(), callId: z.string().nullable() })) });

/** What was on an agent's screen while a rule changed: the words that left it first, then those that came instead. */
export interface ShownThen {
  readonly agent: string;
  readonly before: string;
  readonly after: string;
  /** Who approved what came instead. */
  readonly approvedBy: readonly string[];
}

/**
 * A compliance officer is asked "what did this agent see at 14:03, under which version, approved by whom" and answers
 * from one page, by the institution's clock, wherever the browser stands.
 */
export async function answerForScreens(
  visited: Visited,
  { agent, before, after, approvedBy }: ShownThen,
  { locale = 'zh-CN', timezoneId }: { readonly locale?: 'zh-CN' | 'en-GB'; readonly timezoneId?: string } = {},
): Promise<void> {
  const { url, passwords } = visited;
  const lookup = await signIn(url, 'compliance', passwords.get('compliance') ?? '');
  const [first] = screens.parse(await lookup.get(`/v1/screens?agent=${agent}&order=asc`)).items;
  if (!first) throw new Error(`nothing was on the screen of ${agent}`);
  // The clock that hangs on the institution's wall.
  const [day, time] = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  })
    .format(new Date(first.shownAt))
    .split(' ');

  const page = await openConsole(visited, 'compliance', {
    locale,
    path: 'exposures',
    ...(timezoneId ? { timezoneId } : {}),
  });
  const picture = (name: string) => takePicture(page, `${locale.slice(0, 2)}-screens-${name}`);
  for (const [field, value] of [
    ['agent', agent],
    ['day', day ?? ''],
    ['time', time ?? ''],
  ] as const) {
    await page.getByTestId(`screens-${field}`).fill(value);
  }
  const shown = page.getByTestId('shown-card');
  const left = shown.filter({ hasText: before }).first();
  await left.waitFor();
  expect(await left.textContent(), 'the minute is the institution’s').toContain(`${time}:`);
  await picture('minute');

  // The whole day: what left, since when and by which decision, and what came instead.
  await page.getByTestId('screens-time').fill('');
  const came = shown
    .filter({ hasText: after })
    .filter({ hasText: approvedBy[0] ?? '' })
    .first();
  await came.waitFor();
  for (const card of [left, came]) {
    const summary = card.locator('button').first();
    if ((await summary.getAttribute('aria-expanded')) !== 'true') await summary.click();
    await card.getByTestId('version-behind').first().waitFor();
  }
  const behind = came.getByTestId('version-behind').first();
  for (const name of approvedBy) expect(await behind.textContent()).toContain(name);
  await picture('day');

  const saved = page.waitForEvent('download');
  await page.getByTestId('screens-csv').click();
  const csv = await readFile(await (await saved).path(), 'utf8');
  for (const words of [before, after, ...approvedBy]) expect(csv).toContain(words);

  // From the answer to the record: the version that was shown, with the day from which it holds.
  await behind.getByRole('link').click();
  await page.getByTestId('version').first().waitFor();
  for (const name of approvedBy) expect(await page.getByTestId('approvers').first().textContent()).toContain(name);
  await picture('version');
  await page.context().close();
}
