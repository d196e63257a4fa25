import { createPacer } from '../give-way.ts';
import { type DiscoverySettings, discoverGroups } from './discover-groups.ts';
import { type GroupFit, groupModelOf, openGroupModel } from './group-model.ts';
import { termsOfText } from './matter-terms.ts';
import { termTable } from './term-table.ts';

export interface FoundGroups {
  /** A group for each text, from 0 by falling size; nothing is left out. */
  readonly labels: Int32Array;
  /** The group that another text is of; null: it fits none. */
  readonly assign: (text: string) => GroupFit | null;
}

/** Terms of a larger share of the texts tell none from another. */
const mostShare = 0.4;

/** Groups texts of customers by what they are about, their number unknown. */
export async function discoverTexts(
  texts: readonly string[],
  settings: Omit<DiscoverySettings, 'giveWay'> = {},
): Promise<FoundGroups> {
  const table = termTable(texts.map(termsOfText), mostShare);
  const labels = await discoverGroups(table, { ...settings, giveWay: createPacer() });
  const groups = new Set(labels).size;
  const model = openGroupModel(
    groupModelOf(
      table,
      labels,
      Array.from({ length: groups }, (_, k) => String(k)),
    ),
  );
  return { labels, assign: (text) => model.assign(termsOfText(text)) };
}
