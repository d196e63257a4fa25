/** Recordings that are read. */
export const recordingFormats = ['wav', 'mp3', 'ogg-opus'] as const;
export type RecordingFormat = (typeof recordingFormats)[number];

/** What a file's first bytes say: a recording that is read, one that is not, by name, or null: no recording. */
export type RecordingDetection =
  | { readonly format: RecordingFormat }
  | { readonly format: null; readonly reason: string; readonly remedy: string };

const remedy = 'Hand it in as WAV, MP3 or Ogg Opus; ffmpeg -i FILE FILE.wav converts it and keeps both sides apart.';

const at = (bytes: Uint8Array, offset: number, text: string) =>
  offset + text.length <= bytes.length && [...text].every((c, i) => bytes[offset + i] === c.charCodeAt(0));

const others: readonly (readonly [name: string, is: (bytes: Uint8Array) => boolean])[] = [
  ['a FLAC recording', (b) => at(b, 0, 'fLaC')],
  ['an AAC recording', (b) => b[0] === 0xff && ((b[1] ?? 0) & 0xf6) === 0xf0],
  ['an MP4 or M4A recording', (b) => at(b, 4, 'ftyp')],
  ['a WebM or Matroska recording', (b) => at(b, 0, '\x1aE\xdf\xa3')],
  ['an AMR recording', (b) => at(b, 0, '#!AMR')],
  ['a Core Audio recording', (b) => at(b, 0, 'caff')],
  ['an AIFF recording', (b) => at(b, 0, 'FORM') && (at(b, 8, 'AIFF') || at(b, 8, 'AIFC'))],
  ['a Windows Media recording', (b) => at(b, 0, '0&\xb2u\x8ef\xcf\x11')],
  ['a Sun audio recording', (b) => at(b, 0, '.snd')],
];

/** Tells a recording by its content; the file's name says nothing. */
export function detectRecording(bytes: Uint8Array): RecordingDetection | null {
  if (['RIFF', 'RF64', 'BW64'].some((id) => at(bytes, 0, id)) && at(bytes, 8, 'WAVE')) return { format: 'wav' };
  if (at(bytes, 0, 'OggS')) return detectOgg(bytes);
  if (at(bytes, 0, 'ID3') && (bytes[3] ?? 0xff) < 0x10) return { format: 'mp3' };
  if (isLayer3(bytes)) return { format: 'mp3' };
  const other = others.find(([, is]) => is(bytes));
  return other ? { format: null, reason: `the content is ${other[0]}`, remedy } : null;
}

/** A frame of MPEG layer III, whose header is not that of UTF-16 text or of AAC. */
const isLayer3 = (bytes: Uint8Array) =>
  bytes[0] === 0xff &&
  ((bytes[1] ?? 0) & 0xe6) === 0xe2 &&
  ((bytes[1] ?? 0) & 0x18) !== 0x08 &&
  (bytes[2] ?? 0) >> 4 !== 0x0f &&
  (bytes[2] ?? 0) >> 4 !== 0 &&
  ((bytes[2] ?? 0) & 0x0c) !== 0x0c;

function detectOgg(bytes: Uint8Array): RecordingDetection {
  const payload = 27 + (bytes[26] ?? 0);
  if (at(bytes, payload, 'OpusHead')) return { format: 'ogg-opus' };
  const codecs = [
    ['\x01vorbis', 'Vorbis'],
    ['Speex', 'Speex'],
    ['\x7fFLAC', 'FLAC'],
    ['\x80theora', 'video'],
  ] as const;
  const codec = codecs.find(([magic]) => at(bytes, payload, magic))?.[1] ?? 'something else than Opus';
  return { format: null, reason: `the content is an Ogg file with ${codec}`, remedy };
}

/** Whether a file is a recording by its content, or by its name where the content is damaged. */
export const looksLikeRecording = (name: string, bytes: Uint8Array): boolean =>
  detectRecording(bytes) !== null || /\.(?:wav|wave|mp3|opus|ogg|oga|flac|m4a|aac|amr|wma|aiff?|webm|caf)$/i.test(name);
