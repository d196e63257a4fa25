import type { ConsolePage } from '../access/permissions.ts';

/** The pages by what people come for; a page that no group names stands in the last. */
export const menuGroups: readonly { readonly name: MenuGroup; readonly pages: readonly string[] }[] = [
  {
    name: 'curate',
    pages: ['proposals', 'changesets', 'annotations', 'annotation-tasks', 'attestations', 'agreement'],
  },
  { name: 'know', pages: ['items', 'graph', 'sources', 'gaps', 'health', 'ingest-runs', 'mining-runs', 'merges'] },
  { name: 'calls', pages: ['calls', 'exposures', 'agents'] },
  { name: 'measure', pages: ['evaluations', 'collections'] },
  { name: 'run', pages: ['operations', 'audit', 'users', 'api-keys'] },
];
export type MenuGroup = 'curate' | 'know' | 'calls' | 'measure' | 'run';

/** The pages that somebody may open, group by group in their order; empty groups are left out. */
export function groupedPages(
  pages: readonly ConsolePage[],
): readonly { readonly name: MenuGroup; readonly pages: readonly ConsolePage[] }[] {
  const named = new Set(menuGroups.flatMap((group) => group.pages));
  const others = pages.filter((page) => !named.has(page));
  return menuGroups
    .map(({ name, pages: order }) => ({
      name,
      pages: [...order.flatMap((wanted) => pages.filter((page) => page === wanted)), ...(name === 'run' ? others : [])],
    }))
    .filter((group) => group.pages.length > 0);
}
