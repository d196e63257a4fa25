import { z } from 'zod';
import {
  type Transcriber,
  type Transcription,
  TranscriptionFailed,
  type TranscriptionRequest,
} from '../../ports/transcriber.ts';
import {
  keyHeader,
  mayPass,
  operationAddress,
  Passing,
  retryAfterMs,
  tryAgain,
} from '../openai-endpoint/openai-endpoint.ts';

/** What the endpoint is asked for: sentences with their times, or nothing but the text. */
export type TranscriptionFormat = 'verbose_json' | 'json';

export interface HttpTranscriberOptions {
  /** The address of the API (ends in /v1), or of its transcriptions. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly format?: TranscriptionFormat;
  /** Milliseconds for one request. */
  readonly timeoutMs?: number;
  readonly tries?: number;
  /** Milliseconds before the second try; doubles from there. */
  readonly firstPauseMs?: number;
}

const answerSchema = z.object({
  text: z.string(),
  segments: z
    .array(
      z.looseObject({
        start: z.number().min(0),
        end: z.number().min(0),
        text: z.string(),
        no_speech_prob: z.number().nullish(),
        avg_logprob: z.number().nullish(),
      }),
    )
    .nullish(),
});

/**
 * Asks any endpoint that speaks OpenAI's `POST /audio/transcriptions`. Tries again when it is busy, broken or away, with
 * growing pauses or those that it asks for; after a piece that was given up, the next one has a single try until one
 * succeeds, so that a long run does not wait for an endpoint that is gone.
 */
export function httpTranscriber(options: HttpTranscriberOptions): Transcriber {
  const { model, format = 'verbose_json', timeoutMs = 300_000, tries = 5, firstPauseMs = 1_000 } = options;
  const url = operationAddress(options.url, '/audio/transcriptions');
  const headers = keyHeader(options.apiKey);
  let away = false;

  const ask = async ({
    wav,
    durationMs,
    language,
    signal,
    onRequest,
  }: TranscriptionRequest): Promise<Transcription> => {
    onRequest?.();
    const timely = AbortSignal.any([AbortSignal.timeout(timeoutMs), signal]);
    try {
      const body = formOf({ wav, language, model, format });
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: timely });
      if (!response.ok) {
        await response.body?.cancel();
        throw refusalOf(response, format);
      }
      return readAnswer(await response.text(), durationMs);
    } catch (cause) {
      if (cause instanceof Passing || cause instanceof TranscriptionFailed) throw cause;
      signal.throwIfAborted();
      const late = timely.aborted ? `within ${Math.round(timeoutMs / 1_000)} s` : 'or broke the connection off';
      throw new Passing(`the transcription endpoint did not answer ${late}`, null, { cause });
    }
  };

  return {
    model,
    givesTimes: format === 'verbose_json',
    async transcribe(request) {
      const most = away ? 1 : tries;
      const givenUp = (last: Passing) => {
        away = true;
        return new TranscriptionFailed(
          `${last.message}, ${most} times`,
          'See that TRANSCRIPTION_URL answers, then read the failed files again.',
          { cause: last },
        );
      };
      const said = await tryAgain(() => ask(request), { tries: most, firstPauseMs, signal: request.signal, givenUp });
      away = false;
      return said;
    },
  };
}

interface Asked extends Pick<TranscriptionRequest, 'wav' | 'language'> {
  readonly model: string;
  readonly format: TranscriptionFormat;
}

function formOf({ wav, language, model, format }: Asked): FormData {
  const form = new FormData();
  // The file's own name stays here: it may hold a number or a name.
  form.set('file', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'piece.wav');
  form.set('model', model);
  form.set('response_format', format);
  if (format === 'verbose_json') form.set('timestamp_granularities[]', 'segment');
  if (language !== undefined) form.set('language', language);
  return form;
}

function refusalOf({ status, headers }: Response, format: TranscriptionFormat): Error {
  const said = `the transcription endpoint answered ${status}`;
  if (mayPass(status) || status === 409) return new Passing(said, retryAfterMs(headers));
  const remedies: Readonly<Record<number, string>> = {
    400:
      format === 'verbose_json'
        ? 'See that it knows TRANSCRIPTION_MODEL; a model that gives no times needs TRANSCRIPTION_FORMAT=json.'
        : 'See that it knows TRANSCRIPTION_MODEL.',
    401: 'See that TRANSCRIPTION_API_KEY is right.',
    403: 'See that TRANSCRIPTION_API_KEY may use TRANSCRIPTION_MODEL.',
    404: 'See that TRANSCRIPTION_URL is the address of the API, and that it knows TRANSCRIPTION_MODEL.',
    413: 'Lower TRANSCRIPTION_PIECE_MINUTES.',
  };
  return new TranscriptionFailed(said, remedies[status] ?? 'See what the endpoint asks for in its own documentation.');
}

function readAnswer(body: string, durationMs: number): Transcription {
  const answer = answerSchema.safeParse(parseJson(body));
  if (!answer.success) throw new Passing('the transcription endpoint answered something else than a transcription');
  const { text, segments } = answer.data;
  if (segments == null || (segments.length === 0 && text.trim() !== '')) {
    return { segments: text.trim() === '' ? [] : [{ startMs: 0, endMs: durationMs, text }] };
  }
  return {
    segments: segments
      .filter((segment) => !isSilence(segment))
      .map(({ start, end, text }) => ({ startMs: Math.round(start * 1_000), endMs: Math.round(end * 1_000), text })),
  };
}

/** What Whisper itself takes for silence that it made up words for (Radford et al. 2022, section 4.5). */
const isSilence = (segment: { no_speech_prob?: number | null | undefined; avg_logprob?: number | null | undefined }) =>
  (segment.no_speech_prob ?? 0) > 0.6 && (segment.avg_logprob ?? 0) < -1;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
