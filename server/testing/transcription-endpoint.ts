import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import busboy from 'busboy';
import { listenLocally, sendJson } from './local-endpoint.ts';

/** A request that was well-formed, with what its WAV file holds. */
export interface TranscriptionAsked {
  readonly model: string;
  readonly format: string;
  readonly language: string | null;
  readonly authorization: string | null;
  readonly fileName: string;
  readonly sampleRate: number;
  readonly samples: Int16Array;
  readonly durationMs: number;
}

export interface SpokenSegment {
  /** Seconds from the beginning of the piece. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How the endpoint answers one request badly. */
export type EndpointFault =
  | { readonly status: number; readonly retryAfter?: string }
  | 'hangs'
  | 'cuts-off'
  | 'malformed'
  | 'other-json';

/** A transcription endpoint on this computer that speaks OpenAI's protocol and refuses what that one refuses. */
export interface TranscriptionEndpoint {
  readonly url: string;
  /** Those that were answered well. */
  readonly asked: readonly TranscriptionAsked[];
  /** All that came. */
  readonly requests: number;
  /** One for each request to come, before it answers well. */
  readonly faults: EndpointFault[];
  /** What is said in a piece. */
  says: (asked: TranscriptionAsked) => readonly SpokenSegment[];
  close(): Promise<void>;
}

const mostBytes = 25 * 1024 * 1024;

export async function startTranscriptionEndpoint(): Promise<TranscriptionEndpoint> {
  const asked: TranscriptionAsked[] = [];
  const state = {
    requests: 0,
    faults: [] as EndpointFault[],
    says: (_asked: TranscriptionAsked): readonly SpokenSegment[] => [],
  };
  const server = createServer((request, response) => {
    state.requests += 1;
    readAsked(request).then(
      (read) => answer(response, read),
      (error: Error) => sendJson(response, 400, { error: { message: error.message, type: 'invalid_request_error' } }),
    );
  });
  const answer = (response: ServerResponse, read: TranscriptionAsked): void => {
    const fault = state.faults.shift();
    if (fault !== undefined) {
      answerBadly(response, fault);
      return;
    }
    asked.push(read);
    const segments = state.says(read).map((segment, id) => ({ id, seek: 0, no_speech_prob: 0.01, ...segment }));
    const text = segments.map((segment) => segment.text).join(' ');
    const duration = read.durationMs / 1_000;
    const verbose = { task: 'transcribe', language: 'english', duration, text, segments };
    sendJson(response, 200, read.format === 'json' ? { text } : verbose);
  };
  return Object.assign(state, { asked, ...(await listenLocally(server)) });
}

function answerBadly(response: ServerResponse, fault: EndpointFault): void {
  if (fault === 'hangs') return;
  if (fault === 'cuts-off') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"text": "half of', () => response.destroy());
  } else if (fault === 'malformed') response.writeHead(200, { 'content-type': 'application/json' }).end('{"text": ');
  else if (fault === 'other-json') sendJson(response, 200, { result: 'none' });
  else {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
    sendJson(response, fault.status, { error: { message: 'not now' } }, headers);
  }
}

/** Reads a request as the API takes it; rejects where it would be refused. */
async function readAsked(request: IncomingMessage): Promise<TranscriptionAsked> {
  if (request.method !== 'POST' || request.url !== '/v1/audio/transcriptions') throw new Error('no such address');
  const fields = new Map<string, string>();
  const files: { name: string; bytes: Buffer }[] = [];
  const parser = busboy({ headers: request.headers });
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (field, content, { filename, mimeType }) => {
    const chunks: Buffer[] = [];
    content.on('data', (chunk: Buffer) => chunks.push(chunk));
    content.on('end', () => {
      if (field === 'file' && mimeType === 'audio/wav')
        files.push({ name: filename ?? '', bytes: Buffer.concat(chunks) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    parser.on('close', resolve).on('error', reject);
    request.pipe(parser);
  });
  const [file] = files;
  const model = fields.get('model');
  const format = fields.get('response_format') ?? 'json';
  if (!file || file.bytes.length > mostBytes) throw new Error('file: missing, no audio/wav, or beyond 25 MB');
  if (!model) throw new Error('model: missing');
  if (!['json', 'verbose_json'].includes(format)) throw new Error('response_format: not known');
  if (fields.has('timestamp_granularities[]') && format !== 'verbose_json') throw new Error('no granularities here');
  const known = ['model', 'response_format', 'language', 'timestamp_granularities[]'];
  const unknown = [...fields.keys()].find((name) => !known.includes(name));
  if (unknown) throw new Error(`${unknown}: not known`);
  return {
    model,
    format,
    language: fields.get('language') ?? null,
    authorization: request.headers.authorization ?? null,
    fileName: file.name,
    ...readWav(file.bytes),
  };
}

function readWav(bytes: Buffer): Pick<TranscriptionAsked, 'sampleRate' | 'samples' | 'durationMs'> {
  const sound =
    bytes.toString('latin1', 0, 4) === 'RIFF' &&
    bytes.readUInt32LE(4) === bytes.length - 8 &&
    bytes.toString('latin1', 8, 16) === 'WAVEfmt ' &&
    bytes.readUInt16LE(20) === 1 &&
    bytes.readUInt16LE(22) === 1 &&
    bytes.readUInt16LE(34) === 16 &&
    bytes.toString('latin1', 36, 40) === 'data' &&
    bytes.readUInt32LE(40) === bytes.length - 44;
  if (!sound) throw new Error('file: no WAV file with one channel of 16 bits');
  const sampleRate = bytes.readUInt32LE(24);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
  return { sampleRate, samples, durationMs: (samples.length * 1_000) / sampleRate };
}
