import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { listenLocally, sendJson, textOf } from './local-endpoint.ts';

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
  stream: z.literal(true),
});
export type ChatRequest = z.infer<typeof requestSchema>;

/** How the endpoint answers next: as it should, or badly. */
export type ChatMood =
  | 'well'
  | 'busy_once'
  | 'busy'
  | 'broken'
  | 'silent'
  | 'refusing'
  | 'nonsense'
  | 'stalling'
  | 'cut';

/** A chat endpoint on this computer that speaks OpenAI's protocol and says what it is told to say. */
export interface ChatEndpoint {
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  mood: ChatMood;
  /** What it says next to a request. */
  says: (request: ChatRequest) => string;
  /** Requests whose client went away before the end. */
  readonly abandoned: number;
  close(): Promise<void>;
}

export async function startChatEndpoint(): Promise<ChatEndpoint> {
  const requests: ChatRequest[] = [];
  const endpoint = { mood: 'well' as ChatMood, says: (_: ChatRequest) => 'Good day.', abandoned: 0 };
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown, headers?: Readonly<Record<string, string>>) =>
      sendJson(response, status, body, headers);
    const parsed = requestSchema.safeParse(JSON.parse(await textOf(request)));
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions' || !parsed.success)
      return send(400, { error: { message: 'no such request' } });
    requests.push(parsed.data);
    response.on('close', () => {
      if (!response.writableEnded) endpoint.abandoned += 1;
    });
    switch (endpoint.mood) {
      case 'busy_once':
        endpoint.mood = 'well';
        return send(429, { error: { message: 'slow down' } }, { 'retry-after': '0' });
      case 'busy':
        return send(429, { error: { message: 'slow down' } }, { 'retry-after': '0' });
      case 'broken':
        return send(500, { error: { message: 'no luck' } });
      case 'refusing':
        return send(401, { error: { message: 'no key' } });
      case 'silent':
        return undefined;
      default:
        return say(response, endpoint.says(parsed.data), endpoint.mood);
    }
  });
  return Object.assign(endpoint, { requests, ...(await listenLocally(server)) });
}

function say(response: ServerResponse, text: string, mood: ChatMood): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const write = (data: unknown) =>
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  if (mood === 'nonsense') {
    write({ something: 'else' });
    response.end();
    return;
  }
  const pieces = text.match(/[\s\S]{1,7}/gu) ?? [];
  for (const [index, content] of pieces.entries()) {
    write({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    if (mood === 'stalling') return;
    if (mood === 'cut' && index > 0) {
      // What was written still arrives.
      response.socket?.end();
      return;
    }
  }
  write({
    choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: pieces.length },
  });
  write('[DONE]');
  response.end();
}
