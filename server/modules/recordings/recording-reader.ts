import {
  type CallMapping,
  callSource,
  type FileOutcome,
  type FileRecords,
  type IngestSettings,
  type LeftChannel,
  looksLikeRecording,
  type MappedFile,
  mappingOf,
  type ParsedSource,
  type PieceLimits,
  type RecordingFacts,
  type RecordProblem,
  recordedCall,
  redactIdentifier,
  type TranscribedPiece,
} from '../../../ingest/index.ts';
import type { Database } from '../../ports/database.ts';
import { type RecordingDecoder, RecordingRefused } from '../../ports/recording-decoder.ts';
import { type Transcriber, TranscriptionFailed } from '../../ports/transcriber.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import type { AudioStore } from './audio-store.ts';
import { isStored, stemOf, transcriptNames, transcriptOfRecording } from './known-calls.ts';
import { attachRecording } from './recording-rows.ts';
import type { TranscriptionMeter, UsageOf } from './transcription-usage.ts';

/** Where a recording comes from, and what its run lends. */
export interface RecordingContext {
  readonly runId: string;
  readonly fileOrdinal: number;
  readonly collectionId: string;
  /** Nothing is to be stored nor sent; only said what would be. */
  readonly dryRun: boolean;
  readonly settings: IngestSettings;
  /** Ends the reading: the generator throws the signal's reason. */
  readonly signal: AbortSignal;
  /** Ids of the calls in the first file of the run that goes by one of these names; null: there is none. */
  readonly callsIn: (names: readonly string[]) => Promise<readonly string[] | null>;
  /** How much of the recording is transcribed, 0..1. */
  readonly onShare?: (share: number) => void;
}

/** Reads the recordings among the files of a run. */
export interface RecordingReader {
  isRecording(file: MappedFile): boolean;
  /**
   * Reads one as `parseFile` reads transcripts: what is said in it, redacted, as a call. A call whose transcript is
   * there gets it as its recording and yields nothing; without an endpoint that transcribes, it is skipped.
   */
  read(file: MappedFile, context: RecordingContext): FileRecords;
}

export interface RecordingReaderOptions {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly decoder: RecordingDecoder;
  /** Null: none is configured. */
  readonly transcriber: Transcriber | null;
  readonly meter: TranscriptionMeter;
  /** Where audio is kept; null: recordings stay where they are. */
  readonly store: AudioStore | null;
  /** Who is on the left channel where no mapping says it. */
  readonly left: LeftChannel;
  /** What recordings are spoken in, by ISO 639; null: the model finds out. */
  readonly language: string | null;
  /** Longest piece that is sent at once. */
  readonly longestPieceMs: number;
}

/** A pause that parts two pieces; shorter where the endpoint tells no times, as then each piece is one turn. */
const pauseMs = { timed: 15_000, untimed: 1_000 };
const longestUntimedMs = 30_000;

type Refusal = Extract<FileOutcome, { ok: false }>;

/** One recording on its way. */
interface Reading {
  readonly file: MappedFile;
  readonly context: RecordingContext;
  readonly mapping: CallMapping;
  /** The call's id, where no transcript gives it another one. */
  readonly id: string;
  readonly contentHash: string;
}

export function createRecordingReader(options: RecordingReaderOptions): RecordingReader {
  return {
    isRecording: ({ name, bytes }) => looksLikeRecording(name, bytes),
    async *read(file, context) {
      try {
        return yield* readOne(options, file, context);
      } catch (error) {
        context.signal.throwIfAborted();
        const told = error instanceof RecordingRefused || error instanceof TranscriptionFailed || isBadRecord(error);
        if (!told) throw error;
        return yield* refuse(file, { ok: false, reason: error.reason, remedy: error.remedy });
      }
    },
  };
}

const isBadRecord = (error: unknown): error is Error & { reason: string; remedy: string } =>
  error instanceof Error && error.name === 'BadRecord' && 'reason' in error && 'remedy' in error;

async function* readOne(options: RecordingReaderOptions, file: MappedFile, context: RecordingContext): FileRecords {
  if (file.bytes.length === 0) {
    return yield* refuse(file, { ok: false, reason: 'the file is empty', remedy: 'Copy it again from its origin.' });
  }
  const reading: Reading = {
    file,
    context,
    mapping: mappingOf(file, context.settings),
    id: redactIdentifier(stemOf(file.name), context.settings),
    contentHash: options.hash.of(file.bytes),
  };
  const transcript = await transcriptOf(options, reading);
  if (transcript !== null) return yield* attachToTranscript(options, reading, transcript);
  const { transcriber } = options;
  if (!transcriber) return skipped(noEndpoint);
  return yield* transcribe(options, transcriber, reading);
}

const noEndpoint = {
  reason: 'no speech-to-text endpoint is configured, so that recordings are not transcribed',
  remedy:
    'Set TRANSCRIPTION_URL and read the skipped files again, or hand in the transcript under the same name beside it.',
};

const skipped = (why: Pick<Refusal, 'reason' | 'remedy'>): Refusal => ({ ok: false, skipped: true, ...why });

/** The key of the call that somebody else transcribed; null: nobody did. */
async function transcriptOf({ database }: RecordingReaderOptions, { file, context, id }: Reading) {
  const beside = await context.callsIn(transcriptNames(file.name));
  const [only, ...more] = beside ?? [];
  if (only !== undefined && more.length === 0) return only;
  return transcriptOfRecording(database, context.collectionId, id);
}

async function* attachToTranscript(options: RecordingReaderOptions, reading: Reading, callKey: string): FileRecords {
  const { file, context } = reading;
  const parts = options.decoder.decode(file.bytes, { longestMs: 60_000, pauseMs: 60_000 }, context.signal);
  const facts = await factsOf(parts);
  await parts.return();
  if (!context.dryRun) await attach(options, reading, callKey, facts);
  yield notice(file, {
    reason: 'the call has a transcript already, so that the recording was not transcribed but entered as its audio',
    remedy: 'Give the recording another name to have it transcribed as a call of its own.',
  });
  return { ok: true, records: 0, problems: 0 };
}

async function attach(
  { database, store }: RecordingReaderOptions,
  { file, context, contentHash }: Reading,
  callKey: string,
  facts: RecordingFacts,
): Promise<void> {
  const { collectionId, settings } = context;
  const name = redactIdentifier(file.name, settings);
  const recording = { collectionId, callKey, name, contentHash, facts };
  await attachRecording(database, recording, store && { store, bytes: file.bytes });
}

async function* transcribe(options: RecordingReaderOptions, transcriber: Transcriber, reading: Reading): FileRecords {
  const { file, context, mapping, id } = reading;
  const { left, language, database, hash, decoder, meter } = options;
  const spoken = mapping.spoken ?? language ?? undefined;
  // Another model, or other sides, make another transcript of the same sound.
  const hashInput = hash.ofJson([reading.contentHash, transcriber.model, mapping.channels, left, spoken]);
  const parts = decoder.decode(file.bytes, limitsFor(transcriber, options), context.signal);
  const facts = await factsOf(parts);
  const call = { collectionId: context.collectionId, key: id, contentHash: hash.of(hashInput) };
  if (await isStored(database, call, context)) {
    await parts.return();
    if (!context.dryRun) await attach(options, reading, id, facts);
    yield storedAlready(id, hashInput);
    return { ok: true, records: 1, problems: 0 };
  }
  const usage = { runId: context.runId, fileOrdinal: context.fileOrdinal, model: transcriber.model };
  const length = facts.pieces.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  if (context.dryRun) {
    await parts.return();
    return skipped(notTried(length));
  }
  if (!(await meter.reserve(usage, length))) {
    await parts.return();
    return skipped(beyondBudget(length));
  }
  const pieces = await transcribeAll(transcriber, meter, usage, { parts, facts, spoken, context });
  const said = recordedCall(id, facts, pieces, { mapping: mapping.channels, left });
  if (!said.turns.some(({ text }) => text.trim() !== '')) {
    throw new RecordingRefused(
      'no words were recognised in the recording',
      'Check that something is said in it, in a language that TRANSCRIPTION_MODEL knows.',
    );
  }
  if (said.notes?.['undiarised'] === true) yield notice(file, undiarised);
  if (said.notes?.['rolesBy'] === 'default') yield notice(file, sidesGuessed);
  yield callSource(said, hashInput, context.settings);
  await attach(options, reading, id, facts);
  return { ok: true, records: 1, problems: 0 };
}

const undiarised = {
  reason: 'both sides are on one channel, so that nothing tells who speaks; nothing is mined from this call',
  remedy:
    'Record each side on a channel of its own, or, if only one side is heard, say whose it is in FILE.mapping.json: {"channels": {"mono": "agent"}}.',
};
const sidesGuessed = {
  reason: 'nothing says which side is on which channel; the left one was taken for the agent',
  remedy: 'Set RECORDING_CHANNELS, or write FILE.mapping.json: {"channels": {"left": "customer", "right": "agent"}}.',
};
const notTried = (milliseconds: number) => ({
  reason: `a dry run sends nothing to be transcribed; there are ${minutes(milliseconds)} minutes to transcribe in it`,
  remedy: 'Run it for good to have it transcribed.',
});
const minutes = (milliseconds: number) => (milliseconds / 60_000).toFixed(1);
const beyondBudget = (milliseconds: number) => ({
  reason: `the ${minutes(milliseconds)} minutes in it go beyond what is left of TRANSCRIPTION_BUDGET_MINUTES for this run`,
  remedy: 'Raise TRANSCRIPTION_BUDGET_MINUTES, or read the skipped files in a run of their own.',
});

const limitsFor = ({ givesTimes }: Transcriber, { longestPieceMs }: RecordingReaderOptions): PieceLimits =>
  givesTimes
    ? { longestMs: longestPieceMs, pauseMs: pauseMs.timed }
    : { longestMs: Math.min(longestPieceMs, longestUntimedMs), pauseMs: pauseMs.untimed };

type Parts = ReturnType<RecordingDecoder['decode']>;

async function factsOf(parts: Parts): Promise<RecordingFacts> {
  const first = await parts.next();
  if (first.done || first.value.kind !== 'facts') throw new Error('a decoder tells what a recording is first');
  return first.value;
}

/** Has every piece transcribed, one after the other; the meter counts what was sent, whatever became of it. */
async function transcribeAll(
  transcriber: Transcriber,
  meter: TranscriptionMeter,
  usage: UsageOf,
  {
    parts,
    facts,
    spoken,
    context,
  }: {
    readonly parts: Parts;
    readonly facts: RecordingFacts;
    readonly spoken: string | undefined;
    readonly context: RecordingContext;
  },
): Promise<TranscribedPiece[]> {
  const done: TranscribedPiece[] = [];
  try {
    for await (const part of parts) {
      if (part.kind !== 'piece') continue;
      const { wav, kind: _kind, ...piece } = part;
      const durationMs = piece.endMs - piece.startMs;
      let requests = 0;
      let milliseconds = 0;
      try {
        const { segments } = await transcriber.transcribe({
          wav,
          durationMs,
          language: spoken,
          signal: context.signal,
          onRequest: () => requests++,
        });
        milliseconds = durationMs;
        done.push({ piece, segments });
      } finally {
        await meter.add(usage, { requests, milliseconds });
      }
      context.onShare?.(done.length / facts.pieces.length);
    }
    return done;
  } finally {
    await meter.release(usage);
  }
}

/** Stands for a call that is stored in just these words: whoever stores it finds it by its hash. */
const storedAlready = (key: string, hashInput: string): ParsedSource => ({
  type: 'transcript',
  key,
  title: key,
  language: null,
  metadata: {},
  hashInput,
  segments: [],
});

const notice = ({ name }: MappedFile, why: Pick<Refusal, 'reason' | 'remedy'>): RecordProblem => ({
  problem: 'notice',
  file: name,
  where: name,
  ...why,
});

async function* refuse(file: MappedFile, why: Refusal): FileRecords {
  yield { problem: 'file', file: file.name, where: file.name, reason: why.reason, remedy: why.remedy };
  return why;
}
