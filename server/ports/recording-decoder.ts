import type { AudioPiece, PieceLimits, RecordingFacts } from '../../ingest/index.ts';

/** The content of a recording that cannot be read, as `BadRecord` has it. */
export class RecordingRefused extends Error {
  override readonly name = 'RecordingRefused';
  constructor(
    readonly reason: string,
    readonly remedy: string,
  ) {
    super(reason);
  }
}

/** Decodes recordings where it harms nobody else: with bounds on time and memory. */
export interface RecordingDecoder {
  /**
   * What the recording is, and then its pieces by the time they end, each when it is asked for. Throws RecordingRefused
   * for content that cannot be read, and the signal's reason when it is aborted.
   */
  decode(
    bytes: Uint8Array,
    limits: PieceLimits,
    signal: AbortSignal,
  ): AsyncGenerator<RecordingFacts | AudioPiece, void, undefined>;
}
