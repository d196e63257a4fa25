/** What a number in a cell stands for, as its format says. */
export type NumberKind = 'number' | 'instant' | 'clock';

// Formats that every spreadsheet program knows by number; those of East Asian editions among them.
const builtInInstant = (id: number) =>
  (id >= 14 && id <= 17) ||
  id === 22 ||
  (id >= 27 && id <= 31) ||
  id === 36 ||
  (id >= 50 && id <= 54) ||
  (id >= 57 && id <= 58);
const builtInClock = (id: number) => (id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47);

/** Tells dates and times from numbers by the number of a format and, for one of the file's own, its pattern. */
export function kindOfFormat(id: number, pattern: string | undefined): NumberKind {
  if (pattern === undefined) return builtInInstant(id) ? 'instant' : builtInClock(id) ? 'clock' : 'number';
  const plain = pattern
    .slice(0, 500)
    .replace(/"[^"]*"|\\./g, '')
    .toLowerCase();
  if (/\[h+\]|\[m+\]|\[s+\]/.test(plain)) return 'clock';
  const letters = plain.replace(/\[[^\]]*\]/g, '');
  if (/[yd年月日]/.test(letters)) return 'instant';
  return /[hs时时分秒]/.test(letters) ? 'clock' : 'number';
}

const dayMs = 86_400_000;

/** A number of a cell as the text that a reader of the sheet sees: a local date-time, a clock, or the number. */
export function textOfNumber(written: string, kind: NumberKind, from1904: boolean): string {
  const value = Number(written);
  if (!Number.isFinite(value)) return written;
  // Spreadsheets write 13812345678 as 1.3812345678E10.
  if (kind === 'number' || value < 0 || value > 2_958_466) return String(value);
  const ms = Math.round(value * dayMs);
  if (kind === 'clock' || value < 1) return clockOf(ms);
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  return new Date(epoch + ms)
    .toISOString()
    .slice(0, 23)
    .replace(/\.000$/, '');
}

function clockOf(ms: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const seconds = Math.floor(ms / 1_000);
  const rest = ms % 1_000;
  const clock = `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return rest === 0 ? clock : `${clock}.${String(rest).padStart(3, '0')}`;
}

/** Column of a reference such as `AB12`, from 0; null: no reference. */
export function columnOfReference(reference: string): number | null {
  const letters = /^([A-Z]{1,3})\d{0,7}$/.exec(reference)?.[1];
  if (letters === undefined) return null;
  return [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
