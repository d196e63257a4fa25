/** What was said in a piece of audio; times count from its beginning. */
export interface Transcription {
  /** The whole piece as one where the endpoint gives no times. */
  readonly segments: readonly { readonly startMs: number; readonly endMs: number; readonly text: string }[];
}

/** A piece of audio that was not transcribed: why, and how to mend it. Quotes neither what was said nor the key. */
export class TranscriptionFailed extends Error {
  override readonly name = 'TranscriptionFailed';
  constructor(
    readonly reason: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

export interface TranscriptionRequest {
  /** A WAV file with one channel. */
  readonly wav: Uint8Array;
  readonly durationMs: number;
  /** ISO 639, as `zh`; absent: the model finds out. */
  readonly language?: string | undefined;
  readonly signal: AbortSignal;
  /** Called before each request that is sent, repeated ones too. */
  readonly onRequest?: () => void;
}

/** Turns speech into text. */
export interface Transcriber {
  readonly model: string;
  /** Whether it tells when each sentence was said; else pieces are best kept short. */
  readonly givesTimes: boolean;
  /** Throws TranscriptionFailed after as many tries as it has, and the signal's reason when it is aborted. */
  transcribe(request: TranscriptionRequest): Promise<Transcription>;
}
