/** A tone on one channel, as somebody speaking. */
export interface Tone {
  readonly channel: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly hertz: number;
  /** From 0 to 1; 0.3 by default. */
  readonly loud?: number;
}

export type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64' | 'a-law' | 'mu-law';

export interface ToneRecording {
  readonly durationMs: number;
  readonly tones: readonly Tone[];
  /** 2 by default. */
  readonly channels?: number;
  /** 8,000 by default. */
  readonly sampleRate?: number;
  /** `s16` by default. */
  readonly format?: SampleFormat;
  readonly extensible?: boolean;
}

const tags: Readonly<Record<SampleFormat, readonly [tag: number, bits: number]>> = {
  u8: [1, 8],
  s16: [1, 16],
  s24: [1, 24],
  s32: [1, 32],
  f32: [3, 32],
  f64: [3, 64],
  'a-law': [6, 8],
  'mu-law': [7, 8],
};

/** A WAV file with a tone wherever somebody speaks, and silence elsewhere. */
export function toneRecording(recording: ToneRecording): Buffer {
  const { durationMs, tones, channels = 2, sampleRate = 8_000, format = 's16', extensible = false } = recording;
  const [tag, bits] = tags[format];
  const width = bits / 8;
  const frames = Math.round((durationMs * sampleRate) / 1_000);
  const data = Buffer.alloc(frames * channels * width);
  for (let frame = 0; frame < frames; frame++) {
    const ms = (frame * 1_000) / sampleRate;
    for (let channel = 0; channel < channels; channel++) {
      const value = tones
        .filter((tone) => tone.channel === channel && ms >= tone.fromMs && ms < tone.toMs)
        .reduce((sum, { hertz, loud = 0.3 }) => sum + loud * Math.sin((2 * Math.PI * hertz * ms) / 1_000), 0);
      writeSample(data, (frame * channels + channel) * width, value, format);
    }
  }
  const header = Buffer.alloc(extensible ? 40 : 16);
  header.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  header.writeUInt16LE(channels, 2);
  header.writeUInt32LE(sampleRate, 4);
  header.writeUInt32LE(sampleRate * channels * width, 8);
  header.writeUInt16LE(channels * width, 12);
  header.writeUInt16LE(bits, 14);
  if (extensible) {
    header.writeUInt16LE(22, 16);
    header.writeUInt16LE(bits, 18);
    header.writeUInt16LE(tag, 24);
  }
  return riff([chunk('fmt ', header), chunk('LIST', Buffer.from('INFO.')), chunk('data', data)]);
}

export function chunk(id: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

export function riff(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]))]);
}

function writeSample(data: Buffer, at: number, value: number, format: SampleFormat): void {
  const of = (scale: number) => Math.round(Math.max(-1, Math.min(1, value)) * (scale - 1));
  if (format === 'u8') data.writeUInt8(of(128) + 128, at);
  else if (format === 's16') data.writeInt16LE(of(32_768), at);
  else if (format === 's24') data.writeIntLE(of(8_388_608), at, 3);
  else if (format === 's32') data.writeInt32LE(of(2_147_483_648), at);
  else if (format === 'f32') data.writeFloatLE(value, at);
  else if (format === 'f64') data.writeDoubleLE(value, at);
  else data.writeUInt8(format === 'a-law' ? aLawOf(of(32_768)) : muLawOf(of(32_768)), at);
}

/** ITU-T G.711, from its tables: the segment by the highest bit, four bits below it, alternate bits turned round. */
function aLawOf(sample: number): number {
  const size = Math.min(32_767, sample < 0 ? -sample - 1 : sample) >> 4;
  const segment = Math.max(0, 27 - Math.clz32(size));
  const code = size < 32 ? size >> 1 : (segment << 4) | ((size >> segment) & 15);
  return (code | (sample < 0 ? 0 : 0x80)) ^ 0x55;
}

function muLawOf(sample: number): number {
  const size = Math.min(32_635, Math.abs(sample)) + 132;
  const segment = 24 - Math.clz32(size);
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | ((size >> (segment + 3)) & 15)) & 0xff;
}

/** How many times a second the sound swings; what is quieter than a hundredth does not count. */
export function hertzOf(samples: Int16Array, sampleRate: number): number {
  let crossings = 0;
  let below = false;
  for (const sample of samples) {
    if (sample < -2_000) below = true;
    if (!below || sample < 2_000) continue;
    below = false;
    crossings++;
  }
  return (crossings * sampleRate) / samples.length;
}
