import { BadRecord } from '../bad-record.ts';
import { type AudioStream, checkExtent } from './audio-stream.ts';

/** What the chunks of a WAV file say. */
export interface WavLayout {
  readonly sampleRate: number;
  readonly channels: number;
  readonly data: Uint8Array;
  /** The WAVE format tag; that of the sub-format where the header is an extensible one. */
  readonly tag: number;
  readonly bits: number;
}

type ReadSample = (view: DataView, offset: number) => number;

const damaged = 'Copy the file again from its origin; if it plays, convert it with ffmpeg -i FILE FILE.wav.';

const pcm: Readonly<Record<number, ReadSample>> = {
  8: (view, offset) => (view.getUint8(offset) - 128) / 128,
  16: (view, offset) => view.getInt16(offset, true) / 32_768,
  24: (view, offset) => (view.getUint16(offset, true) | (view.getInt8(offset + 2) << 16)) / 8_388_608,
  32: (view, offset) => view.getInt32(offset, true) / 2_147_483_648,
};
const float: Readonly<Record<number, ReadSample>> = {
  32: (view, offset) => finite(view.getFloat32(offset, true)),
  64: (view, offset) => finite(view.getFloat64(offset, true)),
};
const finite = (value: number) => (Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0);

/** ITU-T G.711: eight bits of A-law or mu-law as a sample. */
const aLaw = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return (bits & 0x80 ? size : -size) / 32_768;
});
const muLaw = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const size = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return (bits & 0x80 ? -size : size) / 32_768;
});

const named: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  69: 'G.726',
  80: 'MPEG layer II',
  131: 'G.729',
};
/** MP3 frames in a WAV file. */
export const mp3Tag = 0x55;

const blockSamples = 16_384;

/** Opens the sound of a WAV file. Throws BadRecord. */
export function openWav(layout: WavLayout): AudioStream {
  const { sampleRate, channels, data, tag, bits } = layout;
  const read = reader(tag, bits);
  const width = bits / 8;
  const frames = Math.floor(data.length / (width * channels));
  const extent = { sampleRate, channels, durationMs: Math.floor((frames * 1_000) / sampleRate) };
  checkExtent(extent);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return {
    ...extent,
    async *blocks() {
      for (let from = 0; from < frames; from += blockSamples) {
        const length = Math.min(blockSamples, frames - from);
        yield Array.from({ length: channels }, (_, channel) =>
          Float32Array.from({ length }, (_, i) => read(view, ((from + i) * channels + channel) * width)),
        );
      }
    },
  };
}

function reader(tag: number, bits: number): ReadSample {
  const found =
    tag === 1
      ? pcm[bits]
      : tag === 3
        ? float[bits]
        : tag === 6 && bits === 8
          ? (view: DataView, offset: number) => aLaw[view.getUint8(offset)] ?? 0
          : tag === 7 && bits === 8
            ? (view: DataView, offset: number) => muLaw[view.getUint8(offset)] ?? 0
            : undefined;
  if (found) return found;
  const name = named[tag] ?? `the format ${tag} with ${bits} bits`;
  throw new BadRecord(
    `the WAV file holds ${name}`,
    'Hand it in as PCM, A-law or mu-law; ffmpeg -i FILE FILE.wav converts it.',
  );
}

/**
 * Reads the chunks of a WAV file. Where the size of the sound is missing, zero or beyond the end, as recorders leave it
 * that were cut off, the sound goes to the end of the file. Throws BadRecord.
 */
export function readWavLayout(bytes: Uint8Array): WavLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Omit<WavLayout, 'data'> | null = null;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const id = String.fromCharCode(...bytes.subarray(offset, offset + 4));
    const size = view.getUint32(offset + 4, true);
    const start = offset + 8;
    if (id === 'fmt ') format = readFormat(view, start, size);
    if (id === 'data') {
      if (!format) throw new BadRecord('the WAV file does not say how its sound is written', damaged);
      const end = size === 0 || start + size > bytes.length ? bytes.length : start + size;
      return { ...format, data: bytes.subarray(start, end) };
    }
    offset = start + size + (size % 2);
  }
  throw new BadRecord('the WAV file ends before its sound begins', damaged);
}

function readFormat(view: DataView, start: number, size: number): Omit<WavLayout, 'data'> {
  if (size < 14 || start + Math.min(size, 40) > view.byteLength) {
    throw new BadRecord('the header of the WAV file is cut short', damaged);
  }
  const stated = view.getUint16(start, true);
  const channels = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const block = view.getUint16(start + 12, true);
  const bits = size >= 16 ? view.getUint16(start + 14, true) : 0;
  // WAVE_FORMAT_EXTENSIBLE names the format in the first two bytes of a GUID.
  const tag = stated === 0xfffe && size >= 40 ? view.getUint16(start + 24, true) : stated;
  // The container's width: 12 or 20 bits stand in 16 or 24.
  const width = channels > 0 && block % channels === 0 && block > 0 ? (block / channels) * 8 : Math.ceil(bits / 8) * 8;
  return { channels, sampleRate, tag, bits: tag === mp3Tag ? bits : width };
}
