import { z } from 'zod';
import type { Card } from '../../../graph-schema/index.ts';
import type { StreamMessage } from './stream-state.ts';

/** `supersedes` is null when a publication takes no other version's place now, as one that begins later. */
const versionSchema = z.object({ itemId: z.string(), version: z.int(), supersedes: z.int().nullable().optional() });
const decisionSchema = z.object({ position: z.int(), entries: z.int(), versions: z.array(versionSchema) });
const dueSchema = z.object({
  position: z.int(),
  entries: z.int(),
  begin: z.array(versionSchema),
  end: z.array(versionSchema),
});
type VersionRef = z.infer<typeof versionSchema>;
type Taking = 'retract' | 'suspend' | 'publish';

/**
 * What a decision of the feed means for cards that are shown: a retraction or suspension takes those that stand on the
 * version, a publication those that stand on an older version of the same item. A decision about more versions than it
 * lists takes every card: none of them is known to hold. So does a log that was replaced. What begins takes the cards of
 * what held before it, what ends takes its own.
 */
export function messagesOfDecision(
  event: { readonly id: string | null; readonly type: string; readonly data: unknown },
  cards: readonly Card[],
): readonly StreamMessage[] {
  const action = event.type;
  if (action === 'due') return messagesOfDue(event.data, cards);
  if (action === 'reset') return leaving('retract', 0, { itemId: '', version: 0 }, cards);
  if (action !== 'retract' && action !== 'suspend' && action !== 'publish') return [];
  const parsed = decisionSchema.safeParse(event.data);
  if (!parsed.success) return [];
  const { position, entries, versions } = parsed.data;
  const first = versions[0];
  if (first && entries > versions.length) return leaving(action, position, first, cards);
  const taking = versions.filter(({ supersedes }) => action !== 'publish' || supersedes !== null);
  return taking.flatMap((version) =>
    leaving(
      action,
      position,
      version,
      cards.filter((card) => standsOn(card, action, version)),
    ),
  );
}

function messagesOfDue(data: unknown, cards: readonly Card[]): readonly StreamMessage[] {
  const parsed = dueSchema.safeParse(data);
  if (!parsed.success) return [];
  const { position, entries, begin, end } = parsed.data;
  const all = entries > begin.length + end.length;
  const take = (action: Taking, versions: readonly VersionRef[]) =>
    versions.flatMap((version) =>
      leaving(
        action,
        position,
        version,
        cards.filter((card) => all || standsOn(card, action, version)),
      ),
    );
  return [...take('publish', begin), ...take('retract', end)];
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
