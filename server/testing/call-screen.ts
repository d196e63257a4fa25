import { createParser } from 'eventsource-parser';
import type { Colleague } from './staff.ts';

export interface ScreenEvent {
  /** Absent for leases, which are not stored. */
  readonly id: number | null;
  readonly type: string;
  readonly data: { readonly [field: string]: unknown };
}

/** An agent's screen on one call: follows its stream and resumes wherever it broke off, until it is closed. */
export interface CallScreen {
  readonly callId: string;
  readonly events: readonly ScreenEvent[];
  /** How often the stream was opened. */
  readonly connections: number;
  /** From now on it follows at this process, from where it is. */
  moveTo(url: string): void;
  /** Items that a card of this screen cites. */
  cites(itemId: string): boolean;
  /** How many events took a version of the item off the screen. */
  retractions(itemId: string): number;
  /** Whether the numbered events came once each and in order, without a hole. */
  isWhole(): boolean;
  close(): Promise<void>;
}

const pauseMs = 100;

export async function openCallScreen(agent: Colleague, url: string): Promise<CallScreen> {
  const { id: callId } = (await agent.post(url, '/v1/calls', {})) as { id: string };
  const events: ScreenEvent[] = [];
  let at = url;
  let connections = 0;
  let closed = false;
  let current = new AbortController();

  const parser = () =>
    createParser({
      onEvent: ({ id, event = '', data }) =>
        void events.push({
          id: id === undefined ? null : Number(id),
          type: event,
          data: JSON.parse(data) as ScreenEvent['data'],
        }),
    });
  const connect = async (): Promise<void> => {
    current = new AbortController();
    const last = events.findLast(({ id }) => id !== null)?.id;
    const response = await agent.send(at, `/v1/calls/${callId}/events`, {
      signal: current.signal,
      headers: last === undefined || last === null ? {} : { 'last-event-id': String(last) },
    });
    if (!response.ok || response.body === null) throw new Error(`the stream was refused: ${response.status}`);
    connections += 1;
    const { feed } = parser();
    const text = new TextDecoder();
    for await (const chunk of response.body) feed(text.decode(chunk as Uint8Array, { stream: true }));
  };
  const following = (async () => {
    while (!closed) {
      await connect().catch(() => undefined);
      if (!closed) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  })();

  return {
    callId,
    events,
    get connections() {
      return connections;
    },
    moveTo(next) {
      at = next;
      current.abort();
    },
    cites: (itemId) => events.some(({ type, data }) => type === 'card' && JSON.stringify(data).includes(itemId)),
    retractions: (itemId) =>
      events.filter(({ type, data }) => type === 'retract' && (data['item'] as { itemId?: string }).itemId === itemId)
        .length,
    isWhole() {
      const ids = events.flatMap(({ id }) => id ?? []);
      return ids.every((id, index) => id === index + 1);
    },
    async close() {
      closed = true;
      current.abort();
      await following;
    },
  };
}
