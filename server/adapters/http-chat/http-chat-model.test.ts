import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatModelContract } from '../../contracts/chat-model-contract.ts';
import { ChatUnavailable } from '../../ports/chat-model.ts';
import { type ChatEndpoint, startChatEndpoint } from '../../testing/chat-endpoint.ts';
import { httpChatModel } from './http-chat-model.ts';

chatModelContract('a chat model over HTTP', (url) => httpChatModel({ url, model: 'm', firstPauseMs: 1 }));

describe('a chat model over HTTP', () => {
  let endpoint: ChatEndpoint;
  beforeAll(async () => {
    endpoint = await startChatEndpoint();
  });
  beforeEach(() => {
    endpoint.mood = 'well';
  });
  afterAll(() => endpoint.close());

  const ask = async (more: object = {}) => {
    const model = httpChatModel({ url: endpoint.url, model: 'm', firstPauseMs: 1, ...more });
    const signal = new AbortController().signal;
    let text = '';
    let usage: unknown;
    for await (const piece of model.stream([{ role: 'user', content: 'secret' }], { maxTokens: 7, signal }))
      if (piece.type === 'text') text += piece.text;
      else usage = piece;
    return { text, usage };
  };

  it('asks for so many tokens and tells what was used', async () => {
    expect(await ask()).toEqual({ text: 'Good day.', usage: { type: 'usage', promptTokens: 100, answerTokens: 2 } });
    expect(endpoint.requests.at(-1)).toMatchObject({ model: 'm', max_tokens: 7, stream: true });
  });

  it('asks again while nothing has come, and gives up after its tries', async () => {
    endpoint.mood = 'busy_once';
    expect((await ask()).text).toBe('Good day.');
    const before = endpoint.requests.length;
    endpoint.mood = 'broken';
    await expect(ask({ tries: 3 })).rejects.toThrow(/answered 500/);
    expect(endpoint.requests.length - before).toBe(3);
  });

  it('does not ask again once something has come, nor when it was refused', async () => {
    for (const mood of ['cut', 'refusing'] as const) {
      endpoint.mood = mood;
      endpoint.says = () => 'A long answer that is cut off.';
      const before = endpoint.requests.length;
      await expect(ask()).rejects.toThrow(ChatUnavailable);
      expect(endpoint.requests.length - before).toBe(1);
    }
  });

  it('ends an answer that takes too long', async () => {
    endpoint.mood = 'silent';
    await expect(ask({ timeoutMs: 50 })).rejects.toThrow(/in time/);
    await expect(ask({ url: 'http://127.0.0.1:9/v1', tries: 1 })).rejects.toThrow(/does not answer/);
  });
});
