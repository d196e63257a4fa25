import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { openConsole, settled, takePicture, type Visit, type Visited } from './console-visit.ts';
import { signIn } from './signed-in.ts';

const proposalsSchema = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string(), origin: z.string() })),
});
const partsSchema = z.object({ items: z.array(z.object({ itemId: z.string(), kind: z.string(), label: z.string() })) });
const firstSchema = z.object({ items: z.tuple([z.object({ id: z.string() })]).rest(z.unknown()) });
const callsSchema = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });

export interface Journey {
  /** Approve, play a call, its card cites what was approved, retract in a second window: the card leaves. */
  fromApprovalToRetraction(): Promise<void>;
  /** Every screen of every role, in every language, without an error or what keeps somebody from using it (WCAG 2.2 AA). */
  throughAllScreens(): Promise<void>;
}

/** What keeps people from using the page that is open, by the rules of WCAG 2.2 AA; none if there is nothing serious. */
async function barriersOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (tags) => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      runOnly: tags,
      resultTypes: ['violations'],
    });
    return found.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ''}`),
    }));
  }, wcag22AA);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, where }) => `${page.url()} ${id}: ${where.slice(0, 3).join(' | ')}`);
}

interface Walk {
  readonly login: string;
  readonly paths: readonly string[];
  readonly locale: Visit['locale'];
  /** Of its pictures. */
  readonly prefix: string;
}

const wcag22AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export function createJourney(visited: Visited): Journey {
  const { url, passwords } = visited;
  const open = (login: string, locale: Visit['locale']) => openConsole(visited, login, { locale });

  async function walk({ login, paths, locale, prefix }: Walk): Promise<void> {
    const page = await open(login, locale);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    for (const path of paths) {
      await page.goto(`${url}/#/${path}`);
      await settled(page);
      await takePicture(page, `${prefix}-${login}-${path.replaceAll('/', '-')}`);
      // What axe looks at is the same in every language.
      if (locale === 'zh-CN') faults.push(...(await barriersOn(page)));
    }
    expect.soft(faults, `${locale} ${login}`).toEqual([]);
    await page.context().close();
  }

  return {
    async fromApprovalToRetraction() {
      // What to approve and which call is about it are looked up; everything after is done by hand in the browser.
      const lookup = await signIn(url, 'reviewer', passwords.get('reviewer') ?? '');
      const waiting = proposalsSchema.parse(await lookup.get('/v1/proposals?status=in_review&perPage=50'));
      const proposal = waiting.items.find(({ title }) => title.includes('个人信息泄露'));
      if (!proposal) throw new Error('the samples left no such proposal in the queue');
      const parts = partsSchema.parse(await lookup.get(`/v1/proposals/${proposal.id}/parts?perPage=200`));
      const procedure = parts.items.find(({ kind }) => kind === 'procedure');
      if (!procedure) throw new Error('the proposal holds no procedure');

      const reviewer = await open('reviewer', 'zh-CN');
      await reviewer.getByTestId('proposal-row').first().waitFor();
      await takePicture(reviewer, 'zh-proposals');
      await reviewer.locator(`[data-testid=proposal-row][data-proposal-id="${proposal.id}"]`).click();
      await reviewer.getByTestId('proposal-part').first().waitFor();
      await takePicture(reviewer, 'zh-proposal');
      await reviewer.getByTestId('approve-button').click();
      await reviewer.getByTestId('published').waitFor();
      await takePicture(reviewer, 'zh-proposal-published');

      const agent = await open('agent', 'zh-CN');
      await agent.goto(`${url}/#/live`);
      const calls = callsSchema.parse(
        await lookup.get('/v1/practice-calls?perPage=200&q=%E6%8E%A8%E9%94%80%E8%B4%B7%E6%AC%BE'),
      );
      const call = calls.items[0];
      if (!call) throw new Error('the samples hold no call about it');
      await agent.getByTestId('live-call').locator('input').fill(call.title);
      await agent.getByRole('option').first().click();
      await agent.getByTestId('live-play').click();
      const card = agent.locator(`[data-testid=core-card][data-citations~="${procedure.itemId}"]`);
      await card.waitFor({ timeout: 60_000 });
      await takePicture(agent, 'zh-live-card');

      await reviewer.goto(`${url}/#/items/${procedure.itemId}/show`);
      await reviewer.getByTestId('retract-button').first().waitFor();
      await takePicture(reviewer, 'zh-item');
      await reviewer.getByTestId('retract-button').first().click();
      await reviewer.getByTestId('decision-reason').fill('规定已经修改');
      const retracted = reviewer.waitForResponse((response) => response.url().endsWith('/retract') && response.ok());
      await reviewer.getByTestId('retract-confirm').click();
      await retracted;
      await card.waitFor({ state: 'detached', timeout: 30_000 });
      await takePicture(agent, 'zh-live-retracted');
      expect(await agent.getByTestId('card-gone').count()).toBeGreaterThan(0);
      await agent.context().close();
      await reviewer.context().close();
    },

    async throughAllScreens() {
      const first = async (login: string, path: string) => {
        const person = await signIn(url, login, passwords.get(login) ?? '');
        return firstSchema.parse(await person.get(path)).items[0].id;
      };
      const [run, call] = await Promise.all([
        first('operator', '/v1/ingest-runs'),
        first('operator', '/v1/sources?type=transcript'),
      ]);
      const [item, proposal] = await Promise.all([first('reviewer', '/v1/items'), first('reviewer', '/v1/proposals')]);
      const person = await first('admin', '/v1/users');
      const screens: readonly (readonly [login: string, paths: readonly string[]])[] = [
        [
          'reviewer',
          [
            ...[
              '',
              'graph',
              'proposals',
              `proposals/${proposal}/show`,
              'items',
              `items/${item}/show`,
              'health',
              'merges',
            ],
            ...['sources', `sources/${call}/show`, 'gaps'],
            ...['attestations/create', 'annotations', 'annotation-tasks', 'evaluations', 'collections'],
          ],
        ],
        [
          'operator',
          ['ingest-runs', `ingest-runs/${run}/show`, 'ingest-runs/create', 'mining-runs', 'agreement', 'operations'],
        ],
        ['supervisor', ['calls', 'exposures', 'gaps', 'attestations', 'agents', 'agents/A021/show']],
        ['admin', ['audit', 'users', `users/${person}/show`, 'api-keys', 'account']],
        ['compliance', ['changesets', 'changesets/create']],
        ['agent', ['live', 'attestations']],
      ];
      for (const [locale, prefix] of [
        ['zh-CN', 'zh'],
        ['en-GB', 'en'],
        ['zh-TW', 'zh-hant'],
      ] as const) {
        // All at once: they spend most of their time waiting.
        await Promise.all(screens.map(([login, paths]) => walk({ login, paths, locale, prefix })));
      }
    },
  };
}
