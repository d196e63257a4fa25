import type { RecordingReader } from '../modules/recordings/index.ts';

/** For runs in which no recording comes. */
export const noRecordings: RecordingReader = {
  isRecording: () => false,
  read: () => {
    throw new Error('no recording was to come');
  },
};
