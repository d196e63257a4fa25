import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wavPiece } from '../../../ingest/sources/recordings/wav-piece.ts';
import { TranscriptionFailed } from '../../ports/transcriber.ts';
import {
  type EndpointFault,
  startTranscriptionEndpoint,
  type TranscriptionEndpoint,
} from '../../testing/transcription-endpoint.ts';
import { type HttpTranscriberOptions, httpTranscriber } from './http-transcriber.ts';

let endpoint: TranscriptionEndpoint;
beforeAll(async () => {
  endpoint = await startTranscriptionEndpoint();
});
afterAll(() => endpoint.close());
beforeEach(() => {
  endpoint.faults.length = 0;
  endpoint.says = () => [
    { start: 0.5, end: 1.25, text: ' good morning' },
    { start: 1.5, end: 2, text: ' how can I help' },
  ];
});

const wav = wavPiece(new Int16Array(16_000), 8_000);
const transcriber = (options: Partial<HttpTranscriberOptions> = {}) =>
  httpTranscriber({
    url: endpoint.url,
    model: 'small',
    apiKey: 'secret-key',
    firstPauseMs: 1,
    timeoutMs: 5_000,
    ...options,
  });
const request = (signal = new AbortController().signal) => ({ wav, durationMs: 2_000, signal });

describe('the transcriber over HTTP', () => {
  it('sends a piece as the API wants it and gives the times of what was said', async () => {
    const said = await transcriber().transcribe({ ...request(), language: 'en' });
    expect(said.segments).toEqual([
      { startMs: 500, endMs: 1_250, text: ' good morning' },
      { startMs: 1_500, endMs: 2_000, text: ' how can I help' },
    ]);
    expect(endpoint.asked.at(-1)).toMatchObject({
      model: 'small',
      format: 'verbose_json',
      language: 'en',
      authorization: 'Bearer secret-key',
      fileName: 'piece.wav',
      sampleRate: 8_000,
    });
  });

  it('takes the whole piece as one where the endpoint tells no times', async () => {
    const said = await transcriber({ format: 'json' }).transcribe(request());
    expect(said.segments).toEqual([{ startMs: 0, endMs: 2_000, text: ' good morning  how can I help' }]);
  });

  it.each<[string, EndpointFault]>([
    ['is busy', { status: 429, retryAfter: '0' }],
    ['names a date to wait for', { status: 503, retryAfter: new Date(0).toUTCString() }],
    ['breaks', { status: 500 }],
    ['cuts the connection', 'cuts-off'],
    ['answers half of something', 'malformed'],
    ['answers something else', 'other-json'],
  ])('tries again when the endpoint %s', async (_what, fault) => {
    endpoint.faults.push(fault, fault);
    let requests = 0;
    const said = await transcriber().transcribe({ ...request(), onRequest: () => requests++ });
    expect(said.segments).toHaveLength(2);
    expect(requests).toBe(3);
  });

  it('does not wait for an endpoint that hangs', async () => {
    endpoint.faults.push('hangs');
    expect((await transcriber({ timeoutMs: 200 }).transcribe(request())).segments).toHaveLength(2);
  });

  it.each([
    [401, 'TRANSCRIPTION_API_KEY'],
    [400, 'TRANSCRIPTION_FORMAT=json'],
    [413, 'TRANSCRIPTION_PIECE_MINUTES'],
  ])('gives up at once when it is refused with %d, and names the setting, not the key', async (status, setting) => {
    endpoint.faults.push({ status });
    const before = endpoint.requests;
    const error = await transcriber()
      .transcribe(request())
      .catch((failed: unknown) => failed);
    expect(error).toBeInstanceOf(TranscriptionFailed);
    expect(error).toMatchObject({
      reason: expect.stringContaining(String(status)),
      remedy: expect.stringContaining(setting),
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret-key');
    expect(endpoint.requests - before).toBe(1);
  });

  it('after a piece that was given up, tries the next one once until one succeeds', async () => {
    const asking = transcriber({ tries: 3 });
    endpoint.faults.push(...Array.from({ length: 4 }, () => ({ status: 500 })));
    const before = endpoint.requests;
    await expect(asking.transcribe(request())).rejects.toThrow('3 times');
    await expect(asking.transcribe(request())).rejects.toThrow('1 times');
    expect(endpoint.requests - before).toBe(4);
    await asking.transcribe(request());
    endpoint.faults.push({ status: 500 });
    expect((await asking.transcribe(request())).segments).toHaveLength(2);
  });

  it('stops when it is aborted, whether it waits for an answer or for the next try', async () => {
    for (const fault of ['hangs', { status: 429, retryAfter: '1000' }] as const) {
      endpoint.faults.push(fault);
      const abort = new AbortController();
      const asked = transcriber().transcribe({
        ...request(abort.signal),
        onRequest: () => setTimeout(() => abort.abort(), 100),
      });
      await expect(asked).rejects.toThrow('aborted');
    }
  });

  it('leaves out what the model itself takes for made up from silence', async () => {
    const silence = { start: 0, end: 1, text: ' thank you', no_speech_prob: 0.9, avg_logprob: -1.5 };
    endpoint.says = () => [silence];
    // The endpoint adds a low probability of its own, unless the segment brings one.
    const said = await transcriber().transcribe(request());
    expect(said.segments).toHaveLength(0);
  });
});
