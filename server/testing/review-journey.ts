import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { openConsole, takePicture, type Visited } from './console-visit.ts';

/** Proposals that wait for a review, by their ids. */
export interface QueueOfProposals {
  /** Of two scripts, the second of which is called as that of `rival`. */
  readonly bundle: string;
  readonly rival: string;
  /** Of one script each. */
  readonly single: readonly [string, string, string];
  /** An item with two versions, the second in force. */
  readonly itemId: string;
}

/** What two experts do to each other's proposals: see who is editing, take over, split, merge, ask for changes, approve many, go back. */
export async function workOnProposals(
  visited: Visited,
  { bundle, rival, single, itemId }: QueueOfProposals,
  locale: 'zh-CN' | 'en-GB' = 'zh-CN',
): Promise<void> {
  const { url } = visited;
  const patience = 30_000;
  const picture = (page: Page, name: string) => takePicture(page, `${locale.slice(0, 2)}-work-${name}`);
  const show = async (page: Page, id: string) => {
    await page.goto(`${url}/#/proposals/${id}/show`);
    await page.locator(`[data-testid=proposal-page][data-proposal-id="${id}"]`).waitFor();
    await page.getByTestId('proposal-part').first().waitFor();
  };
  const author = await openConsole(visited, 'annotator', { locale, patience, path: 'proposals' });
  const reviewer = await openConsole(visited, 'reviewer', { locale, patience, path: 'proposals' });
  const change = async (page: Page, words: string) => {
    const text = page.locator('[data-testid=proposal-part] textarea:not([aria-hidden])').first();
    await text.fill(words);
    await text.press('Control+Enter');
  };

  // Who is editing is seen by others; one of them takes over, and the first one's words overwrite nothing.
  await show(author, single[2]);
  const held = author.waitForResponse((answer) => answer.url().endsWith('/lock') && answer.ok());
  await author.getByTestId('edit-part').click();
  await held;
  await show(reviewer, single[2]);
  await reviewer.getByTestId('edit-lock').waitFor();
  await picture(reviewer, 'lock');
  await reviewer.getByTestId('take-over').click();
  await reviewer.getByTestId('edit-lock').waitFor({ state: 'detached' });
  await reviewer.getByTestId('edit-part').click();
  await change(reviewer, '我帮您看一下账单，请稍等。');
  await reviewer.getByTestId('edit-part').waitFor();
  const refused = author.waitForResponse((answer) => answer.request().method() === 'PATCH' && !answer.ok());
  await change(author, '请您等等。');
  expect((await refused).status()).toBe(412);
  await author.getByRole('alert').first().waitFor();
  await picture(author, 'overtaken');

  // A part becomes a proposal of its own, and takes in the other one of the same name.
  await show(author, bundle);
  await author.getByTestId('split-button').click();
  await author.getByRole('dialog').getByRole('checkbox').last().check();
  await picture(author, 'split');
  await author.getByTestId('split-confirm').click();
  await author.getByRole('dialog').waitFor({ state: 'detached' });
  await author.waitForURL((address) => !address.hash.includes(bundle));
  const split = /proposals\/([^/]+)\/show/.exec(author.url())?.[1] ?? '';
  await author.locator(`[data-testid=proposal-page][data-proposal-id="${split}"]`).waitFor();
  await author.getByTestId('merge-button').click();
  await picture(author, 'merge');
  await author.getByTestId('merge-confirm').click();
  await author.getByRole('dialog').waitFor({ state: 'detached' });
  await author.getByTestId('merge-button').waitFor({ state: 'detached' });
  await author.goto(`${url}/#/proposals/${rival}/show`);
  await author.locator(`[data-testid=proposal-page][data-status=withdrawn]`).waitFor();
  await author.getByTestId('merged-into').waitFor();
  await picture(author, 'merged');

  // Changes are asked for with a reason; once they are made it waits for a review again.
  await show(reviewer, bundle);
  await reviewer.getByTestId('review-comment').waitFor();
  await reviewer.keyboard.press('c');
  await reviewer.getByTestId('review-comment').pressSequentially('请补充办理时限');
  await picture(reviewer, 'changes');
  await reviewer.keyboard.press('Control+Enter');
  await reviewer.locator('[data-testid=proposal-page][data-status=changes_requested]').waitFor();
  await show(author, bundle);
  await author.getByText('请补充办理时限').waitFor();
  await author.getByTestId('edit-part').first().click();
  await change(author, '我现在就为您登记，3个工作日内答复。');
  await author.locator('[data-testid=proposal-page][data-status=in_review]').waitFor();

  // Many at once, each still checked: what the reviewer edited is for somebody else to approve.
  await reviewer.goto(`${url}/#/proposals`);
  for (const id of single) {
    const row = reviewer.locator('tbody tr').filter({ has: reviewer.locator(`[data-proposal-id="${id}"]`) });
    await row.getByRole('checkbox').check();
  }
  await reviewer.getByTestId('bulk-approve').click();
  await picture(reviewer, 'bulk');
  await reviewer.getByTestId('bulk-confirm').click();
  await reviewer.getByTestId('bulk-outcome').waitFor();
  await picture(reviewer, 'bulk-outcome');
  expect(await reviewer.getByTestId('bulk-line').count()).toBe(3);
  expect(await reviewer.locator('[data-testid=bulk-line][data-done=false]').count()).toBe(1);
  await reviewer.getByRole('dialog').getByRole('button').last().click();

  // Back to what it said before, as a proposal that a colleague reviews.
  await author.goto(`${url}/#/items/${itemId}/show`);
  await author.locator('[data-testid=version][data-version="1"]').getByTestId('revert-button').click();
  await author.getByTestId('revert-reason').fill('新的说法有误，恢复原文');
  await picture(author, 'revert');
  await author.getByTestId('revert-confirm').click();
  await author.getByTestId('side-by-side').waitFor();
  await picture(author, 'reverted');

  // Thought better of it, and better of that.
  await author.getByTestId('withdraw-button').click();
  await author.locator('.RaNotification-undo').click();
  await author.locator('[data-testid=withdraw-button]:not([disabled])').waitFor();
  await author.reload();
  await author.locator('[data-testid=proposal-page][data-status=in_review]').waitFor();
  await Promise.all([author.context().close(), reviewer.context().close()]);
}
