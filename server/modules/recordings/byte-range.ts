/** Part of a content, up to and without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The one range that a `Range` header asks for (RFC 9110, section 14); null: the whole, as for several or none. */
export function byteRange(header: string | undefined, bytes: number): ByteRange | null | 'unsatisfiable' {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!asked) return null;
  const [, from = '', to = ''] = asked;
  if (from === '' && to === '') return null;
  if (from === '') {
    const last = Math.min(bytes, Number(to));
    return last > 0 ? { start: bytes - last, end: bytes } : 'unsatisfiable';
  }
  const start = Number(from);
  const end = to === '' ? bytes : Math.min(bytes, Number(to) + 1);
  if (to !== '' && Number(to) < start) return null;
  return start < bytes ? { start, end } : 'unsatisfiable';
}
