/** Bytes that no text has: control characters other than tab, line ends, form feed and the end-of-file mark of DOS. */
const BINARY = /[\u0000-\u0008\u000b\u000e-\u0019\u001b-\u001f]/;

/**
 * A text file in the encoding that its bytes speak for: a byte order mark, else UTF-8, else Windows-1252, in which
 * many subtitles of the West were written.
 * @returns null where it is no text
 */
export function decodeText(bytes: Uint8Array): string | null {
  const text = decode(bytes);
  return text === null || BINARY.test(text) ? null : text;
}

function decode(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return attempt('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return attempt('utf-16be', bytes);
  return attempt('utf-8', bytes) ?? (isMostlyAscii(bytes) ? attempt('windows-1252', bytes) : null);
}

function attempt(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Letters with accents are few among plain ones; in packed data they are half. */
function isMostlyAscii(bytes: Uint8Array): boolean {
  const high = bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  return high < bytes.length * 0.25;
}
