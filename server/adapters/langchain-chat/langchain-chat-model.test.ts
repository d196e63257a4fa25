import { describe, expect, it } from 'vitest';
import { chatModelContract } from '../../contracts/chat-model-contract.ts';
import { langchainChatModel } from './langchain-chat-model.ts';

chatModelContract(
  'a chat model of @langchain/community',
  (url) =>
    langchainChatModel({
      module: '@langchain/community/chat_models/friendli',
      options: {
        model: 'm',
        baseUrl: url.replace(/\/v1$/, ''),
        friendliToken: 'key',
        friendliTeam: 'team',
        maxRetries: 0,
      },
    }),
  // This model of the package does not take the signal.
  { freesEndpoint: false },
);

describe('a chat model of LangChain', () => {
  it.each([
    ['@langchain/community/chat_models/no_such_model', /cannot be loaded/],
    ['@langchain/community/utils/event_source_parse', /exports no chat model/],
    ['@langchain/community/chat_models/friendli', /does not take them/],
  ])('says what is wrong with %s', async (module, says) => {
    const asked = langchainChatModel({ module, options: {} }).stream([{ role: 'user', content: 'x' }], {
      maxTokens: 1,
      signal: new AbortController().signal,
    });
    await expect(asked[Symbol.asyncIterator]().next()).rejects.toThrow(says);
  });
});
