import { memoryFile } from '#lib/containers/byte-file.ts';
import { firstSampleTime } from '#lib/containers/mp4/first-sample-time.ts';
import type { PartFetch } from './fetch-part.ts';
import type { MediaPlaylist } from './media-playlist.ts';

/** Bytes of a segment in which its first time stands. */
const FIRST_BYTES = 192 * 1024;
const PACKET = 188;
const TICKS = 90_000;

/**
 * When a stream's media starts on its own clock, in seconds: what the times of its subtitles count from (RFC 8216, 3.5).
 * @returns null where its first segment does not tell
 */
export async function mediaStart(parts: PartFetch, { segments }: MediaPlaylist): Promise<number | null> {
  const [first] = segments;
  if (!first) return null;
  const bytes = await parts.segment(first, FIRST_BYTES);
  if (first.map) return firstSampleTime(memoryFile(Buffer.concat([await parts.part(first.map), bytes])));
  return tagTime(bytes) ?? transportTime(bytes);
}

/** Packed audio begins with a tag that holds its time (RFC 8216, 3.4). */
function tagTime(bytes: Uint8Array): number | null {
  const owner = Buffer.from('com.apple.streaming.transportStreamTimestamp\0');
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).indexOf(owner);
  if (at < 0 || at + owner.length + 8 > bytes.byteLength) return null;
  return Number(new DataView(bytes.buffer, bytes.byteOffset + at + owner.length).getBigUint64(0) & 0x1_ff_ff_ff_ffn) / TICKS;
}

/** The smallest presentation time at the start of an MPEG transport stream. */
function transportTime(bytes: Uint8Array): number | null {
  let smallest = Infinity;
  for (let at = 0; at + PACKET <= bytes.byteLength && bytes[at] === 0x47; at += PACKET) {
    const starts = ((bytes[at + 1] ?? 0) & 0x40) !== 0;
    const adaptation = ((bytes[at + 3] ?? 0) & 0x20) !== 0 ? 1 + (bytes[at + 4] ?? 0) : 0;
    if (starts) smallest = Math.min(smallest, packetTime(bytes.subarray(at + 4 + adaptation, at + PACKET)) ?? Infinity);
  }
  return smallest === Infinity ? null : smallest / TICKS;
}

/** Thirty-three bits in five bytes of a packet's header (ISO/IEC 13818-1, 2.4.3.6); of sound and picture alone. */
function packetTime(header: Uint8Array): number | null {
  const [zero, nought, one, stream = 0, , , , flags = 0, , a = 0, b = 0, c = 0, d = 0, e = 0] = header;
  if (zero !== 0 || nought !== 0 || one !== 1 || stream < 0xc0 || stream > 0xef || (flags & 0x80) === 0) return null;
  return ((a >> 1) & 7) * 2 ** 30 + ((b << 7) | (c >> 1)) * 2 ** 15 + ((d << 7) | (e >> 1));
}
