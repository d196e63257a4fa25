/** What the model is told: by us (`system`), or as the matter that it works on (`user`). */
export interface ChatMessage {
  readonly role: 'system' | 'user';
  readonly content: string;
}

/** A piece of the answer as it comes, or what the answer has cost, if the model tells. */
export type ChatPiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'usage'; readonly promptTokens: number; readonly answerTokens: number };

/** The model cannot be asked, or broke off. Quotes neither what it was told, nor what it said, nor the key. */
export class ChatUnavailable extends Error {
  override readonly name = 'ChatUnavailable';
}

/** A language model that answers in pieces. */
export interface ChatModel {
  readonly model: string;
  /**
   * The answer, at most about `maxTokens` long. Asks again only while nothing has come. Throws ChatUnavailable, and the
   * signal's reason when that is aborted; whoever stops reading frees the connection.
   */
  stream(
    messages: readonly ChatMessage[],
    options: {
      readonly maxTokens: number;
      readonly signal: AbortSignal;
      /** The answer is to be JSON of this schema; an engine that cannot hold the model to it leaves that to the words. */
      readonly jsonSchema?: { readonly name: string; readonly schema: object };
    },
  ): AsyncIterable<ChatPiece>;
}
