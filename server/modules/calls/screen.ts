import type { StreamEvent } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { PublishedState, VersionRef } from '../../publishing/index.ts';
import type { ComposedCard, GuideAnswer } from '../guidance/index.ts';
import type { CallRecord } from './call-record.ts';
import { closeExposures, recordExposures } from './exposures.ts';
import { lossOf } from './lost-cards.ts';

/** Events for the screen, and the versions that they put on it. */
export interface Reply {
  readonly events: readonly StreamEvent[];
  readonly shown: readonly VersionRef[];
  /** Fails when what they stand for could not be stored. */
  readonly done: Promise<unknown>;
}

/** The version that the core card on a screen is of. */
export interface ShownCore {
  readonly item_id: string;
  readonly version: number;
}

/** A shown core card gives way only to one that is this much surer, or when it no longer fits at all. */
const replaceMargin = 0.1;
/** What would barely be shown on an empty screen does not take a card off a full one. */
const replaceConfidence = 0.2;

/** The core card on a call's screen. */
export async function coreCardOf(tx: Executor, callId: string): Promise<ShownCore | null> {
  const shown = await tx.query<ShownCore>(
    `select item_id, version from exposures
      where call_id = $1 and gone_at is null and level = 'core' and card is not null order by shown_at desc limit 1`,
    [callId],
  );
  return shown.rows[0] ?? null;
}

/** Whether the core card on a call's screen gives way to a new one. */
export function givesWay(current: ShownCore | null, core: ComposedCard, answer: GuideAnswer): boolean {
  if (!current) return true;
  const [own] = core.cites;
  if (own?.itemId === current.item_id && own.version === current.version) return false;
  if (core.card.confidence < replaceConfidence) return false;
  // Held against how well it fits now: how sure it was when it was shown says nothing once the talk has moved on.
  const still = answer.cards.find(({ cites }) => cites[0]?.itemId === current.item_id);
  return still === undefined || core.card.confidence > still.card.confidence + replaceMargin;
}

/** Puts cards on a call's screen in place of what is there. */
export function showCards(tx: Executor, composedAt: number, call: CallRecord, cards: readonly ComposedCard[]): Reply {
  const { id: callId, createdBy: principal, agentId } = call;
  return {
    done: Promise.all([
      closeExposures(tx, callId, null, 'replaced'),
      recordExposures(tx, { callId, principal, agentId, position: composedAt }, cards),
    ]),
    events: cards.map(({ card }) => ({ type: 'card', data: card })),
    shown: cards.flatMap(({ cites }) => cites),
  };
}

/** Cards of which every version holds now. */
export function stillInForce(state: PublishedState, cards: readonly ComposedCard[]): readonly ComposedCard[] {
  const at = state.now();
  return cards.filter(({ cites }) => cites.every(({ itemId, version }) => lossOf(state, itemId, version, at) === null));
}
