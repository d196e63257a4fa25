export { createAudioStore } from './audio-store.ts';
export { destroyRecordings } from './destroy-recordings.ts';
export type { RecordingReader } from './recording-reader.ts';
export { recordingsRoutes } from './recordings-routes.ts';
export { createRecordingsService } from './recordings-service.ts';
export { createTranscriptionMeter } from './transcription-usage.ts';
