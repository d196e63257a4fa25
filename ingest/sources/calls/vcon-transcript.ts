import { z } from 'zod';
import { looksLikeCaptions, readCaptions, splitBySpeaker } from './captions.ts';

/** One piece of a transcript; times in milliseconds from the start of its dialog. */
export interface TranscriptPiece {
  /** A party's index where `party` is true, else a name or label; null: not said. */
  readonly speaker: string | null;
  /** Index into the parties of the vCon. */
  readonly party: number | null;
  /** Channel of the recording, from 0. */
  readonly channel: number | null;
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

const seconds = z.number().min(0).nullish().catch(null);
const label = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);
const index = z.int().min(0).nullish().catch(null);

const pieceSchema = z.looseObject({
  text: z.string().nullish().catch(null),
  transcript: z.string().nullish().catch(null),
  content: z.string().nullish().catch(null),
  sentences: z
    .array(z.looseObject({ text: z.string() }))
    .nullish()
    .catch(null),
  speaker: label,
  speaker_label: label,
  role: label,
  party: index,
  channel: index,
  start: seconds,
  start_time: seconds,
  end: seconds,
  end_time: seconds,
  duration: seconds,
});

/**
 * Pieces of the body of a transcript analysis. The core leaves its form to the vendor; read are lists of pieces with
 * text, speaker or party, start and end (also under `segments`, `utterances` or `turns`), Deepgram's results, WebVTT,
 * SubRip, and plain text whose lines begin with who speaks. Null: another form.
 */
export function transcriptPieces(body: unknown): TranscriptPiece[] | null {
  if (typeof body === 'string') return piecesOfText(body);
  const list = listOf(body);
  if (!list) return null;
  const pieces = list.map(({ piece, channel }) => pieceOf(piece, channel)).filter((piece) => piece !== null);
  return pieces.length > 0 ? pieces : null;
}

function piecesOfText(text: string): TranscriptPiece[] | null {
  if (text.trim() === '') return null;
  if (looksLikeCaptions(text.replace(/^\ufeff/, ''))) {
    return readCaptions(text.replace(/^\ufeff/, '')).cues.map((cue) => ({ ...cue, party: null, channel: null }));
  }
  return splitBySpeaker(text).map((said) => ({ ...said, party: null, channel: null, startMs: null, endMs: null }));
}

interface Listed {
  readonly piece: unknown;
  readonly channel: number | null;
}

const plainList = (value: unknown): Listed[] | null =>
  Array.isArray(value) ? value.map((piece: unknown) => ({ piece, channel: null })) : null;

function listOf(body: unknown): Listed[] | null {
  const direct = plainList(body);
  if (direct) return direct;
  for (const key of ['segments', 'utterances', 'turns', 'messages', 'entries', 'dialog']) {
    const found = plainList(at(body, key));
    if (found) return found;
  }
  const results = at(body, 'results');
  const utterances = plainList(at(results, 'utterances'));
  if (utterances) return utterances;
  const channels = at(results, 'channels');
  if (!Array.isArray(channels)) return null;
  const many = channels.length > 1;
  return channels.flatMap((channel: unknown, number) => {
    const [alternative] = asList(at(channel, 'alternatives'));
    const paragraphs = asList(at(at(alternative, 'paragraphs'), 'paragraphs'));
    const pieces = paragraphs.length > 0 ? paragraphs : [alternative];
    return pieces.map((piece) => ({ piece, channel: many ? number : null }));
  });
}

function pieceOf(value: unknown, channel: number | null): TranscriptPiece | null {
  const parsed = pieceSchema.safeParse(value);
  if (!parsed.success) return null;
  const piece = parsed.data;
  const text = piece.text ?? piece.sentences?.map((s) => s.text).join(' ') ?? piece.transcript ?? piece.content;
  if (!text?.trim()) return null;
  const start = piece.start ?? piece.start_time ?? null;
  const end = piece.end ?? piece.end_time ?? (start !== null && piece.duration != null ? start + piece.duration : null);
  return {
    speaker: piece.speaker ?? piece.speaker_label ?? piece.role ?? null,
    party: piece.party ?? null,
    // Deepgram's utterances carry their channel; one of one channel says nothing.
    channel: channel ?? piece.channel ?? null,
    text,
    startMs: start === null ? null : start * 1_000,
    endMs: end === null ? null : end * 1_000,
  };
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
