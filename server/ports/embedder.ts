/** Questions and what answers them may be embedded differently by one model. */
export type EmbeddingPurpose = 'query' | 'passage';

/** The model behind it cannot be asked now; what needs no vectors goes on without. */
export class EmbedderUnavailable extends Error {
  override readonly name: string = 'EmbedderUnavailable';
}

/** The endpoint takes these texts at no time: they are too long for its model, or not to its liking. */
export class TextsRefused extends EmbedderUnavailable {
  override readonly name = 'TextsRefused';
}

/** Turns texts into vectors of one length. */
export interface Embedder {
  /** The model that new vectors are made with. */
  readonly model: string;
  /**
   * One vector a text, in their order, by this model or by another that the endpoint still serves. Throws
   * EmbedderUnavailable when it gives none, after as many tries as it has, and TextsRefused when none would help; never quotes a text in an error.
   */
  embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    options?: { readonly model?: string; readonly signal?: AbortSignal; readonly tries?: number },
  ): Promise<readonly (readonly number[])[]>;
}
