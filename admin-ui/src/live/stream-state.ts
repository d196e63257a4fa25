import {
  type Analysis,
  type Card,
  type Composition,
  type Delta,
  type LeaseEvent,
  leaseEventSchema,
  leaseExtendMs,
  type StreamEvent,
  streamEventSchema,
} from '../../../graph-schema/index.ts';

/** One message of a call's stream, or of a stateless answer and the feed that keeps it true. */
export type StreamMessage = { readonly id: string | null } & (
  | StreamEvent
  | { readonly type: 'lease'; readonly data: LeaseEvent }
);

export interface ShownCard {
  readonly card: Card;
  /** Confirmed until then, in milliseconds of the client's clock. */
  readonly leaseUntil: number;
}
type LeaveReason = 'replaced' | 'retract' | 'suspend' | 'supersede' | 'expire';
type VersionRef = { readonly itemId: string; readonly version: number };

/** A place on the screen: a card, or the quiet line that keeps its place when it was taken away. */
export type Slot =
  | { readonly state: 'shown'; readonly shown: ShownCard }
  | {
      readonly state: 'gone';
      readonly cardId: string;
      readonly reason: Exclude<LeaveReason, 'replaced'>;
      readonly replacedBy: VersionRef | null;
    };

/** A core card that stood on the screen before; its words are kept only while they may still be shown. */
export interface PastCard {
  readonly cardId: string;
  readonly card: Card | null;
  readonly reason: LeaveReason;
}

/** What a model composed beside a card; it never stands without it. */
export interface Composed {
  readonly cardId: string;
  readonly sentences: readonly Delta[];
  /** How it ended; null while more may come. */
  readonly ended: Composition | null;
}

export interface StreamState {
  readonly core: Slot | null;
  readonly composed: Composed | null;
  readonly details: readonly Slot[];
  readonly alerts: readonly Slot[];
  readonly history: readonly PastCard[];
  readonly analysis: Analysis | null;
  /** Why the last utterance brought nothing; null once something came. */
  readonly idle: string | null;
  readonly done: { readonly reason: string; readonly gapId?: string | undefined } | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** The last position of the published log that is known to hold. */
  readonly position: number | null;
  readonly seen: ReadonlySet<string>;
}

export const emptyStream: StreamState = {
  core: null,
  composed: null,
  details: [],
  alerts: [],
  history: [],
  analysis: null,
  idle: null,
  done: null,
  failure: null,
  position: null,
  seen: new Set(),
};

/** A stream whose leases have stopped for this long is cut, in milliseconds. */
export const streamSilenceMs = leaseExtendMs;

export const limits = { details: 4, alerts: 3, history: 4 } as const;

/** The message in an event as it came over the wire; null for what this client does not know. */
export function parseMessage(event: { readonly id: string | null; readonly type: string; readonly data: unknown }) {
  if (event.type === 'lease') {
    const lease = leaseEventSchema.safeParse(event.data);
    return lease.success ? ({ id: null, type: 'lease', data: lease.data } satisfies StreamMessage) : null;
  }
  const parsed = streamEventSchema.safeParse({ type: event.type, data: event.data });
  return parsed.success ? ({ id: event.id, ...parsed.data } satisfies StreamMessage) : null;
}

/** What the screen holds after one more message; a message with an id counts once. `now`: client's clock, ms. */
export function reduceStream(state: StreamState, message: StreamMessage, now: number): StreamState {
  if (message.id !== null) {
    if (state.seen.has(message.id)) return state;
    return { ...applied(state, message, now), seen: new Set(state.seen).add(message.id) };
  }
  return applied(state, message, now);
}

function applied(state: StreamState, message: StreamMessage, now: number): StreamState {
  switch (message.type) {
    case 'analysis':
      return { ...state, analysis: message.data, idle: null };
    case 'card':
      return withCard(state, message.data, now);
    case 'delta':
      return { ...state, composed: withSentence(state.composed, message.data) };
    case 'composed': {
      const { cardId, ...ended } = message.data;
      return { ...state, composed: { ...composedOf(state.composed, cardId), ended } };
    }
    case 'retract': {
      const { cardIds, item, action, replacedBy } = message.data;
      return without(state, { cardIds, item }, action, replacedBy);
    }
    case 'expire':
      return without(state, message.data, 'expire', null);
    case 'lease':
      return extended(state, now + message.data.extendMs, message.data.position);
    case 'idle':
      return { ...state, idle: message.data.reason };
    case 'done': {
      const { sentences = 0, dropped = 0, notComposed } = message.data;
      const ended = { composed: sentences > 0, sentences, dropped, ...(notComposed && { notComposed }) };
      const composed = state.composed ?? (notComposed ? besideFirst(state) : null);
      return { ...state, done: message.data, composed: composed && { ...composed, ended: composed.ended ?? ended } };
    }
    case 'error':
      return { ...state, failure: message.data };
  }
}

const composedOf = (composed: Composed | null, cardId: string): Composed =>
  composed?.cardId === cardId ? composed : { cardId, sentences: [], ended: null };

function besideFirst({ core, details }: StreamState): Composed | null {
  const first = core ?? details[0];
  return first?.state === 'shown' ? composedOf(null, first.shown.card.id) : null;
}

function withSentence(composed: Composed | null, sentence: Delta): Composed {
  const current = composedOf(composed, sentence.cardId);
  const others = current.sentences.filter(({ index }) => index !== sentence.index);
  return { ...current, sentences: [...others, sentence].toSorted((a, b) => a.index - b.index) };
}

function withCard(state: StreamState, card: Card, now: number): StreamState {
  const slot: Slot = { state: 'shown', shown: { card, leaseUntil: now + card.leaseMs } };
  const next = { ...state, idle: null };
  switch (card.level) {
    case 'core':
      return { ...next, core: slot, composed: null, history: withPast(state, card) };
    case 'detail':
      return { ...next, details: placed(state.details, slot, card, limits.details) };
    case 'alert':
      return { ...next, alerts: placed(state.alerts, slot, card, limits.alerts) };
  }
}

function withPast({ core, history }: StreamState, incoming: Card): readonly PastCard[] {
  if (core?.state !== 'shown' || sameGuidance(core.shown.card, incoming)) return history;
  const past: PastCard = { cardId: core.shown.card.id, card: core.shown.card, reason: 'replaced' };
  return [past, ...history].slice(0, limits.history);
}

/** Newest first; what was taken away gives up its place now, since the list moves anyway. */
function placed(slots: readonly Slot[], slot: Slot, card: Card, limit: number): readonly Slot[] {
  const at = slots.findIndex((other) => other.state === 'shown' && sameGuidance(other.shown.card, card));
  if (at >= 0) return slots.map((other, index) => (index === at ? slot : other));
  return [slot, ...slots.filter((other) => other.state === 'shown')].slice(0, limit);
}

function sameGuidance(one: Card, other: Card): boolean {
  if (one.id === other.id) return true;
  const [a, b] = [one.citations[0], other.citations[0]];
  return one.kind === other.kind && one.headline === other.headline && a?.itemId === b?.itemId;
}

// A card goes when it is named, and also when it stands on the very version that was taken away.
function leaves({ cardIds, item }: Loss): (card: Card) => boolean {
  return (card) => cardIds.includes(card.id) || cites(card, item);
}

const cites = ({ citations }: Pick<Card, 'citations'>, item: VersionRef) =>
  citations.some((citation) => citation.itemId === item.itemId && citation.version === item.version);

function withoutSentences(composed: Composed, { cardIds, item }: Loss): Composed | null {
  if (cardIds.includes(composed.cardId)) return null;
  return { ...composed, sentences: composed.sentences.filter((sentence) => !cites(sentence, item)) };
}

interface Loss {
  readonly cardIds: readonly string[];
  readonly item: VersionRef;
}

function without(
  state: StreamState,
  loss: Loss,
  reason: Exclude<LeaveReason, 'replaced'>,
  replacedBy: VersionRef | null,
): StreamState {
  const goes = leaves(loss);
  const cleared = (slot: Slot): Slot =>
    slot.state === 'shown' && goes(slot.shown.card)
      ? { state: 'gone', cardId: slot.shown.card.id, reason, replacedBy }
      : slot;
  return {
    ...state,
    core: state.core && cleared(state.core),
    composed: state.composed && withoutSentences(state.composed, loss),
    details: state.details.map(cleared),
    alerts: state.alerts.map(cleared),
    history: state.history.map((past) =>
      past.card && goes(past.card) ? { cardId: past.cardId, card: null, reason } : past,
    ),
  };
}

function extended(state: StreamState, leaseUntil: number, position: number): StreamState {
  const kept = (slot: Slot): Slot =>
    slot.state === 'shown' ? { state: 'shown', shown: { ...slot.shown, leaseUntil } } : slot;
  return {
    ...state,
    core: state.core && kept(state.core),
    details: state.details.map(kept),
    alerts: state.alerts.map(kept),
    position: Math.max(position, state.position ?? 0),
  };
}

/** Whether the service still vouches for the card. */
export function isConfirmed(shown: ShownCard, now: number): boolean {
  return now < shown.leaseUntil;
}

export function shownCards(state: StreamState): readonly Card[] {
  return [...(state.core ? [state.core] : []), ...state.alerts, ...state.details].flatMap((slot) =>
    slot.state === 'shown' ? [slot.shown.card] : [],
  );
}
