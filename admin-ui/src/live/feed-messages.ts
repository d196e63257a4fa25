import { z } from 'zod';
import type { Card } from '../../../graph-schema/index.ts';
import type { StreamMessage } from './stream-state.ts';

const versionSchema = z.object({ itemId: z.string(), version: z.int() });
const decisionSchema = z.object({ position: z.int(), entries: z.int(), versions: z.array(versionSchema) });
type VersionRef = z.infer<typeof versionSchema>;
type Taking = 'retract' | 'suspend' | 'publish';

/**
 * What a decision of the feed means for cards that are shown: a retraction or suspension takes those that stand on the
 * version, a publication those that stand on an older version of the same item. A decision about more versions than it
 * lists takes every card: none of them is known to hold.
 */
export function messagesOfDecision(
  event: { readonly id: string | null; readonly type: string; readonly data: unknown },
  cards: readonly Card[],
): readonly StreamMessage[] {
  const action = event.type;
  if (action !== 'retract' && action !== 'suspend' && action !== 'publish') return [];
  const parsed = decisionSchema.safeParse(event.data);
  if (!parsed.success) return [];
  const { position, entries, versions } = parsed.data;
  const first = versions[0];
  if (first && entries > versions.length) return leaving(action, position, first, cards);
  return versions.flatMap((version) =>
    leaving(
      action,
      position,
      version,
      cards.filter((card) => standsOn(card, action, version)),
    ),
  );
}

function leaving(action: Taking, position: number, item: VersionRef, cards: readonly Card[]): readonly StreamMessage[] {
  if (cards.length === 0) return [];
  const supersedes = action === 'publish';
  const data = {
    cardIds: cards.map((card) => card.id),
    item,
    position,
    action: supersedes ? ('supersede' as const) : action,
    replacedBy: supersedes ? item : null,
  };
  return [{ id: null, type: 'retract', data }];
}

function standsOn(card: Card, action: Taking, decided: VersionRef): boolean {
  const cited = card.citations.some(
    ({ itemId, version }) =>
      itemId === decided.itemId && (action === 'publish' ? version < decided.version : version === decided.version),
  );
  // A step that the card shows without citing it has no version here: when in doubt, the card goes.
  const uncited = !card.citations.some(({ itemId }) => itemId === decided.itemId);
  return cited || (uncited && (card.steps ?? []).some(({ itemId }) => itemId === decided.itemId));
}
