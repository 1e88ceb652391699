const encoder = new TextEncoder();
const ELLIPSIS = '…';

/** The start of the text in at most `limit` bytes of UTF-8, no character cut in two. */
export function atMostBytes(text: string, limit: number): string {
  // No character has fewer bytes than UTF-16 units, so a longer text never fits.
  if (text.length <= limit && encoder.encode(text).length <= limit) return text;
  const room = new Uint8Array(limit - encoder.encode(ELLIPSIS).length);
  const { read } = encoder.encodeInto(text, room);
  return text.slice(0, read) + ELLIPSIS;
}
