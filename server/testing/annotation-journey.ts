import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openConsole, takePicture, type Visited } from './console-visit.ts';

const calls = 10;

/** Experts' days: two annotate ten calls blind, by keyboard, and a third settles one on which they differ. */
export async function annotateBlind(visited: Visited, locale: 'zh-CN' | 'en-GB' = 'zh-CN'): Promise<void> {
  const people: Page[] = [];
  const open = async (login: string, path: string): Promise<Page> => {
    const page = await openConsole(visited, login, { locale, path });
    people.push(page);
    return page;
  };
  const picture = (page: Page, name: string) =>
    takePicture(page, `${locale === 'zh-CN' ? 'zh' : 'en'}-annotation-${name}`);

  /** Marks the first turn's second word by keyboard, undoes and redoes, and hands in. */
  const annotate = async (page: Page, key: string, named: string): Promise<string> => {
    await page.getByTestId('turn').first().waitFor();
    const title = (await page.getByTestId('call-title').textContent()) ?? '';
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByTestId('pending-span').first().waitFor();
    await page.keyboard.press(key);
    await page.getByTestId('set-label').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByTestId('set-label').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+y');
    await page.getByTestId('set-label').waitFor();
    await page.locator('[data-testid=save-state][data-state=saved]').waitFor();
    if (named !== '') await picture(page, named);
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('call-title').filter({ hasNotText: title }).waitFor();
    return title;
  };

  const first = await open('annotator', 'annotations');
  const seen = new Set<string>();
  for (let n = 0; n < calls; n += 1) seen.add(await annotate(first, 'y', n === 0 ? '1-first' : ''));
  expect(seen.size).toBe(calls);

  // What was marked without a network is there again when the tab is opened anew.
  await first.getByTestId('turn').first().waitFor();
  const left = await first.getByTestId('call-title').textContent();
  await first.context().setOffline(true);
  await first.keyboard.press('q');
  await first.locator('[data-testid=save-state][data-state=offline]').waitFor();
  await picture(first, '2-offline');
  await first.context().setOffline(false);
  await first.reload();
  await first.locator('[data-testid=save-state][data-state=saved]').waitFor();
  await first.getByTestId('set-label').waitFor();
  expect(await first.getByTestId('call-title').textContent()).toBe(left);

  // The calls that the first expert began come first, and the second sees none of the labels.
  const second = await open('reviewer', 'annotations');
  for (let n = 0; n < calls; n += 1) {
    await second.getByTestId('turn').first().waitFor();
    expect(await second.getByTestId('set-label').count()).toBe(0);
    await annotate(second, n === 0 ? 'a' : 'y', '');
  }

  const judge = await open('compliance', 'annotation-tasks');
  const waiting = judge.locator('tbody tr');
  await waiting.first().waitFor();
  await picture(judge, '3-queue');
  await waiting.first().getByRole('link').first().click();
  await judge.getByTestId('differing-label').first().waitFor();
  await picture(judge, '4-differences');
  for (const row of await judge.getByTestId('differing-label').all()) {
    const take = row.getByTestId('take-A');
    await ((await take.count()) > 0 ? take : row.getByTestId('take-none')).click();
  }
  await judge.getByTestId('settle').click();
  await judge.getByTestId('settled').waitFor();
  await picture(judge, '5-settled');
  await judge.goto(`${visited.url}/#/agreement`);
  await judge.getByTestId('agreement-kinds').waitFor();
  expect(await judge.getByTestId('agreement-experts').locator('tbody tr').count()).toBe(2);
  await picture(judge, '6-agreement');
  for (const page of people) await page.context().close();
}
