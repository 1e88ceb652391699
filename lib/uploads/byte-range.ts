/** `end` exclusive. */
export type Span = { start: number; end: number };

/**
 * The bytes that a `Range` header names (RFC 9110, 14.2). Null where all are to be sent: none is named, several are,
 * or it makes no sense.
 */
export function byteRange(header: string | null | undefined, size: number): Span | 'beyond' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return null;
  if (first === '') return Number(last) === 0 || size === 0 ? 'beyond' : { start: Math.max(0, size - Number(last)), end: size };
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'beyond' : { start, end: last === '' ? size : Math.min(size, Number(last) + 1) };
}
