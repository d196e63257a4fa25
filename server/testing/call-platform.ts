import { createParser } from 'eventsource-parser';

/** What came over a stream; `id` is absent where the service gave none. */
export interface StreamedEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
  /** When it came, on the clock of `performance.now()`. */
  readonly at: number;
}

/** A stream that is read until it ends or is left. */
export interface FollowedStream {
  /** All that came so far, in the order of its coming. */
  readonly events: readonly StreamedEvent[];
  /** Resolves when nothing more can come; with the error that ended it, if one did. */
  readonly ended: Promise<unknown>;
  leave(): Promise<void>;
}

export interface SaidUtterance {
  readonly clientId: string;
  readonly text: string;
  readonly role?: 'customer' | 'agent';
}

export interface HttpAnswer {
  readonly status: number;
  /** The stable code of a refusal. */
  readonly code: string | undefined;
  /** The number of an utterance that was heard. */
  readonly seq: number | undefined;
  readonly text: string;
}

/** A machine that sends calls and shows cards, over any replica of an installation. */
export interface CallPlatform {
  open(url: string): Promise<string>;
  /** Says it once, over this replica; rejects when the connection breaks. */
  say(url: string, callId: string, utterance: SaidUtterance): Promise<HttpAnswer>;
  /**
   * Says it over one replica after the other, under the same client id, while the answer is 503 or the connection
   * breaks; any other refusal rejects.
   */
  insist(urls: () => readonly string[], callId: string, utterance: SaidUtterance): Promise<number>;
  ask(url: string, question: string): Promise<HttpAnswer>;
  /** Sends one file to be ingested; resolves with the run once it is acknowledged. */
  upload(url: string, name: string, content: string): Promise<string>;
  runStatus(url: string, runId: string): Promise<string>;
  follow(url: string, callId: string, lastEventId?: string): FollowedStream;
  /** Goes on at the next replica after the last event that came, whenever a stream ends before the call does. */
  followAnywhere(urls: () => readonly string[], callId: string): FollowedStream;
}

const patienceMs = 60_000;
const pauseMs = 50;
const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));

/** `secret` is an API key with the scopes `calls`, `guidance` and `ingest`. */
export function createCallPlatform(secret: string): CallPlatform {
  const authorization = `Bearer ${secret}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const post = async (url: string, body: unknown): Promise<HttpAnswer> => {
    const signal = AbortSignal.timeout(patienceMs);
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : {};
    return { status: answer.status, code: json.code, seq: json.seq, text };
  };
  const say: CallPlatform['say'] = (url, callId, { clientId, text, role = 'customer' }) =>
    post(`${url}/v1/calls/${callId}/utterances`, { clientId, role, text });
  const follow: CallPlatform['follow'] = (url, callId, lastEventId) =>
    followStream(`${url}/v1/calls/${callId}/events`, headers, lastEventId);

  return {
    async open(url) {
      const { status, text } = await post(`${url}/v1/calls`, {});
      if (status !== 201) throw new Error(`no call was opened: ${status} ${text}`);
      return (JSON.parse(text) as { id: string }).id;
    },
    say,
    async insist(urls, callId, utterance) {
      const deadline = performance.now() + patienceMs;
      let last = 'nobody was there';
      for (let turn = 0; performance.now() < deadline; turn += 1) {
        const url = urls()[turn % Math.max(1, urls().length)];
        const answer = url === undefined ? null : await say(url, callId, utterance).catch(() => null);
        if (answer?.seq !== undefined) return answer.seq;
        if (answer !== null && answer.status !== 503) throw new Error(`refused: ${answer.status} ${answer.text}`);
        last = answer?.text ?? 'the connection broke';
        await pause();
      }
      throw new Error(`${utterance.clientId} was not heard within ${patienceMs} ms: ${last}`);
    },
    ask: (url, question) => post(`${url}/v1/guidance`, { question, details: 10 }),
    async upload(url, name, content) {
      const body = new FormData();
      body.append('file', new Blob([content]), name);
      const answer = await fetch(`${url}/v1/ingest-runs`, { method: 'POST', headers: { authorization }, body });
      if (!answer.ok) throw new Error(`not taken: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { id: string }).id;
    },
    async runStatus(url, runId) {
      const answer = await fetch(`${url}/v1/ingest-runs/${runId}`, { headers });
      return ((await answer.json()) as { status: string }).status;
    },
    follow,
    followAnywhere: (urls, callId) => followAnywhere(urls, (url, after) => follow(url, callId, after)),
  };
}

function followStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  lastEventId: string | undefined,
): FollowedStream {
  const events: StreamedEvent[] = [];
  const abort = new AbortController();
  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) =>
      void events.push({ id, event, data: JSON.parse(data), at: performance.now() }),
  });
  const read = async () => {
    const resume = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const answer = await fetch(url, { headers: { ...headers, ...resume }, signal: abort.signal });
    if (!answer.ok || answer.body === null) throw new Error(`no stream: ${answer.status} ${await answer.text()}`);
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) parser.feed(decoder.decode(chunk, { stream: true }));
  };
  const ended = read().then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    events,
    ended,
    async leave() {
      abort.abort();
      await ended;
    },
  };
}

function followAnywhere(
  urls: () => readonly string[],
  followAt: (url: string, lastEventId: string | undefined) => FollowedStream,
): FollowedStream {
  const streams: FollowedStream[] = [];
  let left = false;
  const all = () => streams.flatMap(({ events }) => events);
  const numbered = () => all().findLast(({ id }) => id !== undefined)?.id;
  const isOver = () => left || all().some(({ event }) => event === 'done');
  const run = async () => {
    for (let turn = 0; !isOver(); turn += 1) {
      const url = urls()[turn % Math.max(1, urls().length)];
      if (url !== undefined) {
        const stream = followAt(url, numbered());
        streams.push(stream);
        await stream.ended;
      }
      await pause();
    }
    return undefined;
  };
  const ended = run();
  return {
    get events() {
      return all();
    },
    ended,
    async leave() {
      left = true;
      await streams.at(-1)?.leave();
      await ended;
    },
  };
}
