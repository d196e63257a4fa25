import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type AudioPiece, type RecordingFacts, readRecording } from './read-recording.ts';
import {
  chunk,
  hertzOf,
  riff,
  type SampleFormat,
  type ToneRecording,
  toneRecording,
} from './testing/tone-recording.ts';

const limits = { longestMs: 60_000, pauseMs: 1_000 };

async function read(bytes: Uint8Array, within = limits) {
  let facts: RecordingFacts | null = null;
  const pieces: AudioPiece[] = [];
  for await (const part of readRecording(bytes, within)) {
    if (part.kind === 'facts') facts = part;
    else pieces.push(part);
  }
  if (!facts) throw new Error('no facts');
  return { facts, pieces };
}

function soundOf({ wav }: AudioPiece) {
  const view = Buffer.from(wav);
  const samples = new Int16Array(view.buffer.slice(view.byteOffset + 44, view.byteOffset + view.length));
  return { samples, sampleRate: view.readUInt32LE(24) };
}
const pitch = (piece: AudioPiece) => {
  const { samples, sampleRate } = soundOf(piece);
  return hertzOf(samples, sampleRate);
};

/** The left one speaks from 1 s to 2 s, the right one from 2 s to 4 s. */
const talk: ToneRecording = {
  durationMs: 5_000,
  tones: [
    { channel: 0, fromMs: 1_000, toMs: 2_000, hertz: 400 },
    { channel: 1, fromMs: 2_000, toMs: 4_000, hertz: 900 },
  ],
};

const near = (value: number, wanted: number, within: number) => Math.abs(value - wanted) <= within;

function expectTalk({ facts, pieces }: Awaited<ReturnType<typeof read>>, within = 40): void {
  expect(facts).toMatchObject({ channels: 2, sides: 'left-and-right', monoBecause: null });
  const [left, right] = pieces.toSorted((a, b) => a.channel - b.channel);
  if (!left || !right || pieces.length !== 2) throw new Error(`${pieces.length} pieces`);
  // Speech with 300 ms around it; encoders blur its edges.
  expect([left.startMs, left.endMs, right.startMs, right.endMs]).toSatisfy((times: number[]) =>
    [700, 2_300, 1_700, 4_300].every((wanted, i) => near(times[i] ?? 0, wanted, within)),
  );
  expect(pitch(left) / (1_000 / 1_600)).toSatisfy((hertz: number) => near(hertz, 400, 40));
  expect(pitch(right) / (2_000 / 2_600)).toSatisfy((hertz: number) => near(hertz, 900, 60));
}

describe('a WAV recording', () => {
  it.each<SampleFormat>(['u8', 's16', 's24', 's32', 'f32', 'f64', 'a-law', 'mu-law'])(
    'is read in %s',
    async (format) => {
      expectTalk(await read(toneRecording({ ...talk, format })));
    },
  );

  it('is read with an extensible header and at 44,100 samples a second', async () => {
    const found = await read(toneRecording({ ...talk, extensible: true, sampleRate: 44_100 }));
    expectTalk(found);
    expect(found.pieces.map((piece) => soundOf(piece).sampleRate)).toEqual([16_000, 16_000]);
  });

  it('is read to its end where the size of its sound is missing or wrong', async () => {
    const bytes = toneRecording(talk);
    const at = bytes.indexOf('data') + 4;
    for (const size of [0, 0xffffffff, bytes.length * 2]) {
      bytes.writeUInt32LE(size, at);
      expectTalk(await read(bytes));
    }
    expectTalk(await read(bytes.subarray(0, bytes.length - 3)));
  });

  it.each([
    ['with three channels', toneRecording({ ...talk, channels: 3 }), 'has 3 channels'],
    ['of silence', toneRecording({ ...talk, tones: [] }), 'nothing but silence'],
    ['without sound', riff([chunk('fmt ', Buffer.alloc(16))]), 'ends before its sound begins'],
    ['cut in its header', toneRecording(talk).subarray(0, 30), 'cut short'],
    [
      'of more than four hours',
      riff([
        chunk('fmt ', Buffer.from('0600010010270000102700000100080', 'hex').subarray(0, 16)),
        chunk('data', Buffer.alloc(150_000_000)),
      ]),
      'longer than 4 hours',
    ],
    ['that is none', Buffer.from('RIFF....AVI '), 'it is no recording'],
    ['that is FLAC', Buffer.from('fLaC0000000000'), 'a FLAC recording'],
    ['that is an M4A', Buffer.from('\0\0\0 ftypM4A '), 'an MP4 or M4A recording'],
    ['that is a WebM', Buffer.from('1a45dfa3', 'hex'), 'a WebM or Matroska recording'],
  ])('%s is refused by name', async (_what, bytes, reason) => {
    await expect(read(bytes)).rejects.toThrow(reason);
  });

  it('counts as one channel when both hold the same, or one is silent', async () => {
    const tone = { fromMs: 1_000, toMs: 2_000, hertz: 400 };
    const same = [
      { ...tone, channel: 0 },
      { ...tone, channel: 1, loud: 0.1 },
    ];
    expect((await read(toneRecording({ durationMs: 3_000, tones: same }))).facts).toMatchObject({
      sides: 'mono',
      monoBecause: 'identical-channels',
    });
    const leaking = [
      { ...tone, channel: 1 },
      { ...tone, channel: 0, loud: 0.001, hertz: 500 },
    ];
    const { facts, pieces } = await read(toneRecording({ durationMs: 3_000, tones: leaking }));
    expect(facts).toMatchObject({ sides: 'mono', monoBecause: 'silent-channel' });
    expect(pieces.map(({ channel }) => channel)).toEqual([1]);
  });

  it('is cut at its pauses where it is longer than a piece may be, and its silence is left out', async () => {
    const tones = [0, 4_500, 9_200, 30_000].map((fromMs) => ({ channel: 0, fromMs, toMs: fromMs + 4_000, hertz: 300 }));
    const bytes = toneRecording({ durationMs: 40_000, channels: 1, tones });
    const { pieces } = await read(bytes, { longestMs: 8_000, pauseMs: 5_000 });
    expect(pieces.every(({ startMs, endMs }) => endMs - startMs <= 8_000)).toBe(true);
    expect(pieces.map(({ startMs }) => startMs)).toSatisfy((starts: number[]) =>
      [0, 4_250, 8_850, 29_700].every((wanted, i) => near(starts[i] ?? -1, wanted, 260)),
    );
  });
});

describe('a compressed recording', () => {
  const file = (name: string) => readFile(new URL(`./testing/${name}`, import.meta.url));

  it.each(['talk-8k.mp3', 'talk-44k.mp3', 'talk.opus', 'talk-mp3.wav'])(
    '%s says what the same WAV file says',
    async (name) => {
      // An encoder begins some frames early, which not every file tells.
      expectTalk(await read(await file(name)), 200);
    },
  );

  it('with damaged frames loses those, and keeps its times', async () => {
    for (const name of ['talk-8k.mp3', 'talk.opus']) {
      const bytes = await file(name);
      bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 30);
      const { facts } = await read(bytes);
      expect(facts.durationMs).toSatisfy((ms: number) => near(ms, 5_000, 400));
    }
  });

  it('of another codec in Ogg is refused by name', async () => {
    const page = Buffer.alloc(60);
    page.write('OggS');
    page[26] = 1;
    page.write('\x01vorbis', 28, 'latin1');
    await expect(read(page)).rejects.toThrow('an Ogg file with Vorbis');
  });
});
