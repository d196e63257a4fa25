import { OpusDecoder } from 'opus-decoder';
import { BadRecord } from '../bad-record.ts';
import { type AudioStream, checkExtent } from './audio-stream.ts';

// Opus is decoded at any of its rates; speech needs no more.
const decodedRate = 16_000;
/** Of Opus itself, that its packets count by. */
const opusRate = 48_000;
const packetsAtOnce = 250;
const longestPacket = 65_536;

const remedy = 'Copy the file again from its origin, or convert it to WAV.';

interface Head {
  readonly channels: number;
  readonly preSkip: number;
  readonly gain: number;
  readonly streams: number;
  readonly coupled: number;
  readonly mapping: readonly number[];
}

/** Opens the sound of an Ogg Opus file (RFC 7845). Throws BadRecord. */
export function openOggOpus(bytes: Uint8Array): AudioStream {
  const packets = readPackets(bytes);
  const head = packets[0] ? readHead(packets[0]) : null;
  if (!head) throw new BadRecord('the header of the Opus file is cut short', remedy);
  // The second packet holds tags.
  const sound = packets.slice(2).filter((packet) => samplesOf(packet) > 0);
  const samples = sound.reduce((sum, packet) => sum + samplesOf(packet), 0);
  const durationMs = Math.floor((Math.max(0, samples - head.preSkip) * 1_000) / opusRate);
  const extent = { sampleRate: decodedRate, channels: head.channels, durationMs };
  checkExtent(extent);
  return {
    ...extent,
    async *blocks() {
      const decoder = new OpusDecoder({
        sampleRate: decodedRate,
        channels: head.channels,
        streamCount: head.streams,
        coupledStreamCount: head.coupled,
        channelMappingTable: [...head.mapping],
        preSkip: 0,
      });
      await decoder.ready;
      let skip = Math.round((head.preSkip * decodedRate) / opusRate);
      try {
        for (let from = 0; from < sound.length; from += packetsAtOnce) {
          const batch = sound.slice(from, from + packetsAtOnce);
          const { channelData } = decoder.decodeFrames(batch);
          // A packet that cannot be decoded leaves its time empty, so that what follows stays in its place.
          const expected = batch.reduce((sum, packet) => sum + samplesOf(packet), 0) * (decodedRate / opusRate);
          const cut = Math.min(skip, expected);
          skip -= cut;
          yield Array.from({ length: head.channels }, (_, i) =>
            filled(channelData[i], expected, head.gain).subarray(cut),
          );
        }
      } finally {
        decoder.free();
      }
    },
  };
}

function filled(decoded: Float32Array | undefined, length: number, gain: number): Float32Array {
  const block = new Float32Array(length);
  block.set(decoded?.subarray(0, length) ?? []);
  if (gain !== 1) for (let i = 0; i < length; i++) block[i] = (block[i] ?? 0) * gain;
  return block;
}

/** The packets of the first Opus stream in the file; pages that are damaged or of other streams are passed over. */
function readPackets(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Uint8Array[] = [];
  let serial: number | null = null;
  let open: Uint8Array[] = [];
  for (let offset = 0; offset + 27 <= bytes.length; ) {
    if (view.getUint32(offset, false) !== 0x4f676753) {
      const next = bytes.indexOf(0x4f, offset + 1);
      if (next < 0) break;
      offset = next;
      continue;
    }
    const count = bytes[offset + 26] ?? 0;
    const lacing = bytes.subarray(offset + 27, offset + 27 + count);
    let at = offset + 27 + count;
    const page = view.getUint32(offset + 14, true);
    serial ??= page;
    const continued = ((bytes[offset + 5] ?? 0) & 1) === 1;
    if (!continued) open = [];
    if (page === serial) {
      for (const size of lacing) {
        open.push(bytes.subarray(at, Math.min(bytes.length, at + size)));
        at += size;
        if (size === 255) continue;
        const packet = open.length === 1 && open[0] ? open[0] : joined(open);
        if (packet.length <= longestPacket) packets.push(packet);
        open = [];
      }
    } else at += lacing.reduce((sum, size) => sum + size, 0);
    offset = Math.max(at, offset + 27);
  }
  return packets;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

/** The identification header of RFC 7845, section 5.1. */
function readHead(packet: Uint8Array): Head | null {
  if (packet.length < 19 || new TextDecoder('latin1').decode(packet.subarray(0, 8)) !== 'OpusHead') return null;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const channels = view.getUint8(9);
  const shared = {
    channels,
    preSkip: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / (20 * 256)),
  };
  if (view.getUint8(18) === 0 || packet.length < 21 + channels) {
    return { ...shared, streams: 1, coupled: channels === 2 ? 1 : 0, mapping: channels === 2 ? [0, 1] : [0] };
  }
  const streams = view.getUint8(19);
  const coupled = view.getUint8(20);
  const mapping = [...packet.subarray(21, 21 + channels)];
  const sound = streams >= 1 && coupled <= streams && mapping.every((entry) => entry < streams + coupled);
  return sound ? { ...shared, streams, coupled, mapping } : null;
}

const framesByConfig = [480, 960, 1_920, 2_880];

/** Samples at 48 kHz that a packet stands for, by its first bytes (RFC 6716, section 3.1); 0: it is no packet of sound. */
function samplesOf(packet: Uint8Array): number {
  const [toc, count = 0] = packet;
  if (toc === undefined) return 0;
  const config = toc >> 3;
  const frame =
    config < 12
      ? (framesByConfig[config & 3] ?? 0)
      : config < 16
        ? (framesByConfig[config & 1] ?? 0)
        : 120 << (config & 3);
  const code = toc & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : count & 63;
  const samples = frame * frames;
  return samples <= 5_760 ? samples : 0;
}
