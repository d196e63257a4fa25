import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessageChunk, UsageMetadata } from '@langchain/core/messages';
import { type ChatModel, type ChatPiece, ChatUnavailable } from '../../ports/chat-model.ts';

export interface LangchainChatOptions {
  /** What names a chat model to `import`, as @langchain/community/chat_models/fireworks. */
  readonly module: string;
  /** What its class is made with, as its documentation says. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Milliseconds for a whole answer. */
  readonly timeoutMs?: number;
}

/** Any chat model of LangChain. It is loaded when it is asked for the first time, so that others cost no memory. */
export function langchainChatModel({ module, options, timeoutMs = 30_000 }: LangchainChatOptions): ChatModel {
  let loading: Promise<BaseChatModel> | undefined;
  const load = () => {
    loading ??= loadModel(module, options).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    model: String(options['model'] ?? options['modelName'] ?? module),
    async *stream(messages, { maxTokens, signal }) {
      const timely = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const model = await load();
        const asked = messages.map(({ role, content }) => [role === 'system' ? 'system' : 'human', content] as const);
        let pieces = 0;
        for await (const chunk of await model.stream(
          asked.map(([role, content]) => [role, content] as [string, string]),
          { signal: timely },
        )) {
          yield* piecesIn(chunk);
          pieces += 1;
          // Not every model knows a limit of its own; a chunk is about a token.
          if (pieces >= maxTokens) return;
        }
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ChatUnavailable) throw error;
        throw new ChatUnavailable('the chat model does not answer', { cause: error });
      }
    },
  };
}

function* piecesIn({ content, usage_metadata }: AIMessageChunk): Generator<ChatPiece> {
  const usage = usage_metadata as UsageMetadata | undefined;
  const text =
    typeof content === 'string'
      ? content
      : content.map((part) => (part.type === 'text' && typeof part['text'] === 'string' ? part['text'] : '')).join('');
  if (text !== '') yield { type: 'text', text };
  if (usage) yield { type: 'usage', promptTokens: usage.input_tokens, answerTokens: usage.output_tokens };
}

async function loadModel(module: string, options: Readonly<Record<string, unknown>>): Promise<BaseChatModel> {
  const exported = (await import(module).catch((cause: unknown) => {
    throw new ChatUnavailable(
      `CHAT_MODEL_MODULE: ${module} cannot be loaded; see that it and what it needs is installed`,
      {
        cause,
      },
    );
  })) as Readonly<Record<string, unknown>>;
  const classes = Object.values(exported).filter(isModelClass);
  const [Model] = classes;
  if (!Model) throw new ChatUnavailable(`CHAT_MODEL_MODULE: ${module} exports no chat model`);
  try {
    return new Model(options);
  } catch (cause) {
    throw new ChatUnavailable(`CHAT_MODEL_OPTIONS: ${module} does not take them; see what its class asks for`, {
      cause,
    });
  }
}

function isModelClass(value: unknown): value is new (options: Readonly<Record<string, unknown>>) => BaseChatModel {
  return typeof value === 'function' && value.prototype instanceof BaseChatModel;
}
