import { MPEGDecoder } from 'mpg123-decoder';
import { BadRecord } from '../bad-record.ts';
import { type AudioStream, checkExtent } from './audio-stream.ts';

/** A frame of MPEG layer III as its header describes it. */
interface FrameHeader {
  readonly sampleRate: number;
  readonly channels: number;
  /** Bytes with the header. */
  readonly length: number;
  readonly samples: number;
}

// ISO/IEC 11172-3 and 13818-3, layer III, kbit/s by index.
const bitrates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const bitrates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const sampleRates = [44_100, 48_000, 32_000];

const framesAtOnce = 256;

/** Opens the sound of an MP3 file; what stands between its frames is passed over. Throws BadRecord. */
export function openMp3(bytes: Uint8Array): AudioStream {
  const { frames, first } = walkFrames(bytes);
  if (!first || frames.length < 3) {
    throw new BadRecord('the MP3 file holds no frames of layer III', 'Copy the file again, or convert it to WAV.');
  }
  const samples = frames.length * first.samples;
  const { sampleRate, channels } = first;
  const extent = { sampleRate, channels, durationMs: Math.floor((samples * 1_000) / sampleRate) };
  checkExtent(extent);
  return {
    ...extent,
    async *blocks() {
      const decoder = new MPEGDecoder();
      await decoder.ready;
      try {
        for (let from = 0; from < frames.length; from += framesAtOnce) {
          const batch = frames.slice(from, from + framesAtOnce).map(([start, end]) => bytes.subarray(start, end));
          const { channelData, samplesDecoded } = decoder.decodeFrames(batch);
          if (samplesDecoded === 0) continue;
          yield Array.from({ length: channels }, (_, i) =>
            (channelData[i] ?? channelData[0] ?? new Float32Array(samplesDecoded)).subarray(0, samplesDecoded),
          );
        }
      } finally {
        decoder.free();
      }
    },
  };
}

/** Begin and end of every frame that fits the first one. */
function walkFrames(bytes: Uint8Array) {
  const frames: (readonly [start: number, end: number])[] = [];
  let first: FrameHeader | null = null;
  let offset = afterTag(bytes);
  while (offset + 4 <= bytes.length) {
    const header = readHeader(bytes, offset);
    const fits =
      header !== null &&
      offset + header.length <= bytes.length &&
      (first === null
        ? followed(bytes, offset + header.length, header)
        : header.sampleRate === first.sampleRate && header.samples === first.samples);
    if (!fits) {
      const next = bytes.indexOf(0xff, offset + 1);
      if (next < 0) break;
      offset = next;
      continue;
    }
    first ??= header;
    frames.push([offset, offset + header.length]);
    offset += header.length;
  }
  return { frames, first };
}

/** Whether another frame of the same kind stands there, or the file ends: chance finds no two. */
function followed(bytes: Uint8Array, offset: number, { sampleRate }: FrameHeader): boolean {
  return offset + 4 > bytes.length || readHeader(bytes, offset)?.sampleRate === sampleRate;
}

/** Behind the ID3v2 tag, if there is one. */
function afterTag(bytes: Uint8Array): number {
  if (!(bytes[0] === 0x49 && bytes[1] === 0x44 && bytes[2] === 0x33)) return 0;
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
  return Math.min(bytes.length, 10 + size);
}

function readHeader(bytes: Uint8Array, offset: number): FrameHeader | null {
  const [sync, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(offset, offset + 4);
  if (sync !== 0xff || (b1 & 0xe6) !== 0xe2) return null;
  const version = (b1 >> 3) & 3;
  const rate = sampleRates[(b2 >> 2) & 3];
  const mpeg1 = version === 3;
  const kbits = (mpeg1 ? bitrates1 : bitrates2)[b2 >> 4];
  if (version === 1 || rate === undefined || !kbits) return null;
  const sampleRate = mpeg1 ? rate : version === 2 ? rate / 2 : rate / 4;
  const length = Math.floor(((mpeg1 ? 144 : 72) * kbits * 1_000) / sampleRate) + ((b2 >> 1) & 1);
  return { sampleRate, channels: b3 >> 6 === 3 ? 1 : 2, length, samples: mpeg1 ? 1_152 : 576 };
}
