import { readEvents } from '../client/event-stream.ts';
import { type StreamEvent, streamEventSchema } from '../graph-schema/index.ts';

/** Something that will be said. */
export interface Line {
  readonly role: 'customer' | 'agent';
  readonly text: string;
  /** The title of the document that answers it, if it was planted; what is on the screen should cite it then. */
  readonly answer: string | null;
}

/** What was said in one call, and what its stream brought. Times are those of `performance.now()`. */
export interface Listened {
  readonly said: readonly (Line & { readonly seq: number; readonly sentAt: number })[];
  /** By an utterance's number: when its analysis came, and the first card that it brought. */
  readonly analysedAt: ReadonlyMap<number, number>;
  readonly cardAt: ReadonlyMap<number, number>;
  /** Titles of what the cards on the screen cite once an utterance is answered. */
  readonly shownAfter: ReadonlyMap<number, ReadonlySet<string>>;
  /** Requests that were refused or failed, streams that broke, and utterances without an analysis. */
  readonly errors: number;
}

export interface Pace {
  /** Most lines to say; absent: as many as the time allows. */
  readonly lines?: number;
  /** When the call ends. */
  readonly until?: number;
  readonly paceMs: () => number;
}

const patienceMs = 10_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens calls over HTTP, says lines one after the other, and reads the call's stream meanwhile. */
export function openLoadClient(url: string, secret: string) {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const post = async (path: string, body: object): Promise<{ id?: string; seq?: number }> => {
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { id?: string; seq?: number };
  };

  return async (
    lines: Iterable<Line>,
    { lines: most = Number.POSITIVE_INFINITY, until, paceMs }: Pace,
  ): Promise<Listened> => {
    const { id = '' } = await post('/v1/calls', { context: {} });
    const stream = await fetch(`${url}/v1/calls/${id}/events`, { headers });
    const heard = listening();
    const reading = heard.read(stream).catch(() => heard.fail());
    const said: Listened['said'][number][] = [];
    let errors = 0;
    for (const line of lines) {
      if (said.length >= most || (until !== undefined && performance.now() >= until)) break;
      const sentAt = performance.now();
      try {
        const { seq = 0 } = await post(`/v1/calls/${id}/utterances`, { role: line.role, text: line.text });
        said.push({ ...line, seq, sentAt });
      } catch {
        errors += 1;
      }
      await pause(Math.max(0, paceMs() - (performance.now() - sentAt)));
    }
    const end = performance.now() + patienceMs;
    while (said.some(({ seq }) => !heard.shownAfter.has(seq)) && performance.now() < end) await pause(20);
    await post(`/v1/calls/${id}/end`, {}).catch(() => heard.fail());
    await reading;
    const missed = said.filter(({ seq }) => !heard.analysedAt.has(seq)).length;
    return { ...heard, said, errors: errors + missed + heard.failures() };
  };
}

/** Takes in a call's stream. */
function listening() {
  const analysedAt = new Map<number, number>();
  const cardAt = new Map<number, number>();
  const shownAfter = new Map<number, ReadonlySet<string>>();
  let [shown, seq, failures] = [new Set<string>(), 0, 0];
  const take = (event: StreamEvent) => {
    if (event.type === 'analysis') {
      seq = event.data.utteranceSeq;
      analysedAt.set(seq, performance.now());
    } else if (event.type === 'card') {
      if (!cardAt.has(seq)) {
        cardAt.set(seq, performance.now());
        shown = new Set();
      }
      for (const { title } of event.data.citations) shown.add(title);
      shownAfter.set(seq, shown);
    } else if (event.type === 'idle') shownAfter.set(event.data.utteranceSeq, shown);
    else if (event.type === 'error') failures += 1;
  };
  return {
    analysedAt,
    cardAt,
    shownAfter,
    failures: () => failures,
    fail() {
      failures += 1;
    },
    async read(stream: Response) {
      for await (const { type, data } of readEvents(stream)) {
        const event = streamEventSchema.safeParse({ type, data });
        if (event.success) take(event.data);
      }
    },
  };
}
