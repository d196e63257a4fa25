import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChatModel, type ChatPiece, ChatUnavailable } from '../ports/chat-model.ts';
import { type ChatEndpoint, startChatEndpoint } from '../testing/chat-endpoint.ts';

/** What every chat model promises, whatever it is reached by. `freesEndpoint`: it can end a request that runs. */
export function chatModelContract(
  name: string,
  modelAt: (url: string) => ChatModel,
  { freesEndpoint = true }: { readonly freesEndpoint?: boolean } = {},
): void {
  describe(name, () => {
    let endpoint: ChatEndpoint;
    let model: ChatModel;
    beforeAll(async () => {
      endpoint = await startChatEndpoint();
      model = modelAt(endpoint.url);
    });
    beforeEach(() => {
      endpoint.mood = 'well';
      endpoint.says = () => 'The fee is 5 euros. 手续费为5元。';
    });
    afterAll(() => endpoint.close());

    const messages = [
      { role: 'system', content: 'rules' },
      { role: 'user', content: 'secret words' },
    ] as const;
    const ask = (signal = new AbortController().signal) => model.stream(messages, { maxTokens: 100, signal });
    const all = async (pieces: AsyncIterable<ChatPiece>) => {
      const read: ChatPiece[] = [];
      for await (const piece of pieces) read.push(piece);
      return read;
    };
    const textOf = (pieces: readonly ChatPiece[]) =>
      pieces.map((piece) => (piece.type === 'text' ? piece.text : '')).join('');

    it('gives the answer in pieces as they come', async () => {
      const pieces = await all(ask());
      expect(textOf(pieces)).toBe('The fee is 5 euros. 手续费为5元。');
      expect(pieces.filter(({ type }) => type === 'text').length).toBeGreaterThan(2);
      expect(endpoint.requests.at(-1)?.messages.map(({ role, content }) => [role, content])).toEqual([
        ['system', 'rules'],
        ['user', 'secret words'],
      ]);
    });

    it.each(['refusing', 'nonsense', 'cut'] as const)(
      'fails without quoting anybody when the endpoint is %s',
      async (mood) => {
        endpoint.mood = mood;
        const failed = await all(ask()).catch((error: unknown) => error);
        expect(failed).toBeInstanceOf(ChatUnavailable);
        expect(String(failed)).not.toMatch(/secret|fee/);
      },
    );

    it('ends with the reason of its signal', async () => {
      endpoint.mood = 'stalling';
      const before = endpoint.abandoned;
      const gone = new AbortController();
      const read = (async () => {
        for await (const _ of ask(gone.signal)) gone.abort(new Error('the agent went away'));
      })();
      await expect(read).rejects.toThrow('the agent went away');
      if (freesEndpoint) await vi.waitFor(() => expect(endpoint.abandoned).toBe(before + 1), { timeout: 60_000 });
    });
  });
}
