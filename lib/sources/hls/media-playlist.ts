import { addressIn } from '../address.ts';
import { attributesOf, type PlaylistLine } from './playlist-lines.ts';

/** Part of a resource: bytes. */
export type ByteRange = { offset: number; length: number };
export type Part = { url: string; range: ByteRange | null };

export type SegmentKey = {
  /** Anything but AES-128 over whole segments is only for the site's own player. */
  method: 'AES-128' | 'other';
  url: string | null;
  /** Sixteen bytes in hexadecimal; null: the segment's number. */
  iv: string | null;
};

export type MediaSegment = Part & {
  /** Seconds from the playlist's start. */
  start: number;
  duration: number;
  number: number;
  /** How many breaks of the clock came before it. */
  era: number;
  key: SegmentKey | null;
  /** What a reader needs before the segment (`EXT-X-MAP`). */
  map: Part | null;
};

/** The segments of one stream (RFC 8216, 4.3.3). */
export type MediaPlaylist = { segments: MediaSegment[]; /** Nothing will be added. */ ended: boolean; /** Seconds. */ duration: number };

const MOST_SEGMENTS = 50_000;

type State = { start: number; duration: number; number: number; era: number; range: ByteRange | null; last: (ByteRange & { url: string }) | null; key: SegmentKey | null; map: Part | null; gap: boolean };

export function readMedia(lines: readonly PlaylistLine[], base: URL): MediaPlaylist {
  const playlist: MediaPlaylist = { segments: [], ended: false, duration: 0 };
  const state: State = { start: 0, duration: 0, number: 0, era: 0, range: null, last: null, key: null, map: null, gap: false };
  for (const line of lines) {
    if ('address' in line) addSegment(playlist, state, addressIn(line.address, base));
    else if (line.tag === 'EXT-X-ENDLIST' || (line.tag === 'EXT-X-PLAYLIST-TYPE' && line.value === 'VOD')) playlist.ended = true;
    else readTag(state, line, base);
  }
  playlist.duration = state.start;
  return playlist;
}

function readTag(state: State, { tag, value }: { tag: string; value: string }, base: URL): void {
  if (tag === 'EXTINF') state.duration = seconds(value);
  else if (tag === 'EXT-X-MEDIA-SEQUENCE') state.number = Number.parseInt(value, 10) || 0;
  else if (tag === 'EXT-X-DISCONTINUITY') state.era += 1;
  else if (tag === 'EXT-X-BYTERANGE') state.range = rangeOf(value, state.last);
  else if (tag === 'EXT-X-KEY') state.key = keyOf(attributesOf(value), base);
  else if (tag === 'EXT-X-MAP') state.map = mapOf(attributesOf(value), base);
  else if (tag === 'EXT-X-GAP') state.gap = true;
}

function addSegment(playlist: MediaPlaylist, state: State, url: string | null): void {
  const { start, duration, number, era, key, map, gap } = state;
  // A range without a place goes on where the last one of the same file ended.
  const range = state.range && (state.range.offset >= 0 ? state.range : { ...state.range, offset: state.last?.url === url ? state.last.offset + state.last.length : 0 });
  if (url !== null && !gap && playlist.segments.length < MOST_SEGMENTS) playlist.segments.push({ url, range, start, duration, number, era, key, map });
  state.last = range && url !== null ? { ...range, url } : null;
  Object.assign(state, { start: start + duration, number: number + 1, range: null, duration: 0, gap: false });
}

function seconds(text: string): number {
  const value = Number.parseFloat(text);
  return value >= 0 && value < 1e6 ? value : 0;
}

function rangeOf(text: string, last: ByteRange | null): ByteRange | null {
  const [, length, offset] = /^(\d{1,15})(?:@(\d{1,15}))?$/.exec(text.trim()) ?? [];
  if (length === undefined) return null;
  return { length: Number(length), offset: offset === undefined ? (last ? -1 : 0) : Number(offset) };
}

function keyOf(attributes: ReadonlyMap<string, string>, base: URL): SegmentKey | null {
  const method = attributes.get('METHOD');
  if (method === undefined || method === 'NONE') return null;
  const plain = method === 'AES-128' && (attributes.get('KEYFORMAT') ?? 'identity') === 'identity';
  const iv = /^0x([0-9a-f]{1,32})$/i.exec(attributes.get('IV') ?? '')?.[1] ?? null;
  return { method: plain ? 'AES-128' : 'other', url: addressIn(attributes.get('URI'), base), iv: iv && iv.padStart(32, '0') };
}

function mapOf(attributes: ReadonlyMap<string, string>, base: URL): Part | null {
  const url = addressIn(attributes.get('URI'), base);
  return url === null ? null : { url, range: rangeOf(attributes.get('BYTERANGE') ?? '', null) };
}
