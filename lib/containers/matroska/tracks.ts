import { inflateSync } from 'node:zlib';
import { childOf, childrenOf, textOf, uintOf } from './ebml.ts';
import { ID } from './ids.ts';

const SUBTITLES = 0x11;
const MOST_TRACKS = 100;
/** Bytes of one line of text, unpacked. */
const LARGEST_LINE = 1024 * 1024;

/** How the words lie in a block. */
export type LineKind = 'plain' | 'ass' | 'webvtt' | 'webvtt-in-webm';

const KINDS: Record<string, LineKind> = {
  'S_TEXT/UTF8': 'plain', 'S_TEXT/ASCII': 'plain', 'S_TEXT/ASS': 'ass', 'S_TEXT/SSA': 'ass', S_ASS: 'ass', S_SSA: 'ass',
  'S_TEXT/WEBVTT': 'webvtt', 'D_WEBVTT/SUBTITLES': 'webvtt-in-webm', 'D_WEBVTT/CAPTIONS': 'webvtt-in-webm',
};

export type MatroskaTrack = {
  number: number;
  kind: LineKind;
  language: string;
  label: string | null;
  forced: boolean;
  /** What players show by themselves. */
  shown: boolean;
  /** Undoes what was done to each block's bytes; null where they cannot be had. */
  unpack(bytes: Uint8Array): Uint8Array | null;
};

/** The subtitles of a `Tracks` element that are text, and how many are pictures. */
export function readTracks(tracks: Uint8Array | undefined): { texts: MatroskaTrack[]; pictures: number } {
  const entries = (tracks ? childrenOf(tracks, ID.TrackEntry) : []).slice(0, MOST_TRACKS);
  const texts = entries.flatMap((entry) => readTrack(entry) ?? []);
  const pictures = entries.filter((entry) => /^S_(HDMV|VOBSUB|DVBSUB|IMAGE)/.test(textOf(entry, ID.CodecId) ?? '')).length;
  return { texts, pictures };
}

function readTrack(entry: Uint8Array): MatroskaTrack | null {
  const codec = textOf(entry, ID.CodecId) ?? '';
  const kind = KINDS[codec];
  const unpack = unpacker(entry);
  // WebM files of old write their D_WEBVTT tracks down as a kind of their own.
  if (!kind || !unpack || (uintOf(entry, ID.TrackType, 0) !== SUBTITLES && kind !== 'webvtt-in-webm')) return null;
  return {
    number: uintOf(entry, ID.TrackNumber, 0),
    kind,
    // Where nothing is written English is meant (RFC 9559, 5.1.4.1.18).
    language: textOf(entry, ID.LanguageBcp47) ?? textOf(entry, ID.Language) ?? 'eng',
    label: textOf(entry, ID.Name)?.trim() || null,
    forced: uintOf(entry, ID.FlagForced, 0) === 1,
    shown: uintOf(entry, ID.FlagEnabled, 1) === 1 && uintOf(entry, ID.FlagDefault, 1) === 1,
    unpack,
  };
}

type Step = (bytes: Uint8Array) => Uint8Array | null;

/** @returns null where the track is encrypted or packed in a way that nobody uses */
function unpacker(entry: Uint8Array): Step | null {
  const encodings = childOf(entry, ID.ContentEncodings);
  // What was done last is undone first.
  const list = (encodings ? childrenOf(encodings, ID.ContentEncoding) : []).toSorted((a, b) => uintOf(b, ID.ContentEncodingOrder, 0) - uintOf(a, ID.ContentEncodingOrder, 0));
  const steps = list.filter((encoding) => (uintOf(encoding, ID.ContentEncodingScope, 1) & 1) === 1).map(stepOf);
  if (steps.includes(null)) return null;
  return (bytes) => steps.reduce<Uint8Array | null>((packed, step) => (packed && step ? step(packed) : null), bytes);
}

function stepOf(encoding: Uint8Array): Step | null {
  if (uintOf(encoding, ID.ContentEncodingType, 0) !== 0) return null;
  const compression = childOf(encoding, ID.ContentCompression) ?? new Uint8Array(0);
  const way = uintOf(compression, ID.ContentCompAlgo, 0);
  if (way === 0) return inflated;
  if (way !== 3) return null;
  const stripped = childOf(compression, ID.ContentCompSettings) ?? new Uint8Array(0);
  return (bytes) => Buffer.concat([stripped, bytes]);
}

function inflated(bytes: Uint8Array): Uint8Array | null {
  try {
    return inflateSync(bytes, { maxOutputLength: LARGEST_LINE });
  } catch {
    return null;
  }
}
