import type { Database } from '../../ports/database.ts';
import type { AudioStore } from './audio-store.ts';
import { createRecordingReader, type RecordingReader, type RecordingReaderOptions } from './recording-reader.ts';
import { dropStrayRecordings } from './recording-rows.ts';

export interface RecordingsService extends RecordingReader {
  /** Removes what erasures and kills left behind: recordings without a call, audio without a key. */
  sweep(): Promise<void>;
}

type Options = Omit<RecordingReaderOptions, 'store'> & {
  readonly database: Database;
  readonly store: AudioStore;
  /** Whether the audio of recordings is kept; else they stay where they are. */
  readonly keepAudio: boolean;
};

export function createRecordingsService({ store, keepAudio, ...options }: Options): RecordingsService {
  const reader = createRecordingReader({ ...options, store: keepAudio ? store : null });
  return {
    ...reader,
    async sweep() {
      await dropStrayRecordings(options.database);
      await store.sweep();
    },
  };
}
