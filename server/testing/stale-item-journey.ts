import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openConsole, takePicture, type Visited } from './console-visit.ts';

/** A knowledge lead's day: finds what nobody vouches for any more, has it corrected and approved, and it is sound again. */
export async function mendStaleItem(
  visited: Visited,
  itemId: string,
  locale: 'zh-CN' | 'en-GB' = 'zh-CN',
): Promise<void> {
  const people: Page[] = [];
  const open = async (login: string, path: string): Promise<Page> => {
    const page = await openConsole(visited, login, { locale, path });
    people.push(page);
    return page;
  };
  const picture = (page: Page, name: string) => takePicture(page, `${locale.slice(0, 2)}-${name}`);

  const expert = await open('annotator', 'health?queue=stale');
  const stale = expert.locator(`[data-testid=health-row][data-item-id="${itemId}"]`);
  await stale.waitFor();
  await picture(expert, 'health');
  await stale.getByRole('link').first().click();
  await expert.getByTestId('item-health').waitFor();
  await picture(expert, 'health-item');
  await expert.getByTestId('change-button').click();
  const words = expert.getByRole('dialog').locator('textarea:not([aria-hidden])').last();
  await words.fill(`${await words.inputValue()}\n核对于今日。`);
  await picture(expert, 'health-change');
  await expert.getByRole('dialog').locator('button[type=submit], .MuiButton-contained').last().click();
  await expert.getByTestId('side-by-side').waitFor();
  const proposalId = /proposals\/([^/]+)\/show/.exec(expert.url())?.[1] ?? '';

  // Nobody reviews their own words: a colleague does, with the keyboard alone.
  const reviewer = await open('reviewer', 'proposals');
  const row = reviewer.locator(`[data-testid=proposal-row][data-proposal-id="${proposalId}"]`);
  await row.waitFor();
  await reviewer.keyboard.press('?');
  await reviewer.getByRole('dialog').waitFor();
  await picture(reviewer, 'review-keys');
  await reviewer.keyboard.press('Escape');
  await reviewer.getByRole('dialog').waitFor({ state: 'detached' });
  await reviewer.keyboard.press('j');
  await reviewer.keyboard.press('x');
  await reviewer.getByTestId('bulk-approve').waitFor();
  await picture(reviewer, 'review-queue');
  await reviewer.keyboard.press('Enter');
  await reviewer.getByTestId('related').waitFor();
  await picture(reviewer, 'review-proposal');
  await reviewer.keyboard.press('a');
  await reviewer.getByTestId('held-approval').waitFor();
  await reviewer.keyboard.press('u');
  await reviewer.getByTestId('held-approval').waitFor({ state: 'detached' });
  await reviewer.keyboard.press('a');
  await reviewer.getByTestId('held-approval').waitFor();
  const approved = reviewer.waitForResponse((response) => response.url().endsWith('/reviews') && response.ok());
  // Whoever goes on decided.
  await reviewer.goto(`${visited.url}/#/health?queue=stale`);
  await approved;
  await reviewer.reload();
  await reviewer.getByTestId('queue-stale').waitFor();
  await picture(reviewer, 'health-mended');
  expect(await reviewer.locator(`[data-testid=health-row][data-item-id="${itemId}"]`).count()).toBe(0);
  await reviewer.goto(`${visited.url}/#/items/${itemId}/show`);
  await reviewer.getByTestId('verified-mark').waitFor();
  await reviewer.getByTestId('verify-button').click();
  await reviewer.getByTestId('verify-365').click();
  await picture(reviewer, 'health-verified');
  for (const page of people) await page.context().close();
}
