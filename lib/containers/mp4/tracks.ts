import { textIn, whole } from '../fields.ts';
import { allBoxes, boxAt, boxesIn, fullBox } from './boxes.ts';
import { readEdits, type Edit } from './edits.ts';

/** How the words lie in a sample: 3GPP timed text, QuickTime text, WebVTT and TTML of ISO/IEC 14496-30. */
export const TEXT_CODECS = ['tx3g', 'text', 'wvtt', 'stpp'] as const;
export type TextCodec = (typeof TEXT_CODECS)[number];

export type Mp4Track = {
  id: number;
  codec: string;
  /** Ticks a second. */
  timescale: number;
  language: string | null;
  label: string | null;
  /** What players show by themselves. */
  enabled: boolean;
  forced: boolean;
  edits: Edit[];
  /** `stbl`: what its samples are and where. */
  table: Uint8Array;
  /** Tracks that hold its chapters. */
  chapters: number[];
};

/** Tracks of a movie that are looked at. */
const MOST_TRACKS = 100;

/** The tracks of a `moov`; broken ones are left out. */
export function readTracks(moov: Uint8Array): Mp4Track[] {
  const movie_scale = whole(() => readScale(boxAt(moov, 'mvhd')), 0) || 1000;
  return allBoxes(moov, 'trak').slice(0, MOST_TRACKS).flatMap((trak) => whole(() => readTrack(trak, movie_scale), null) ?? []);
}

function readTrack(trak: Uint8Array, movie_scale: number): Mp4Track | null {
  const tkhd = boxAt(trak, 'tkhd');
  const mdhd = boxAt(trak, 'mdia', 'mdhd');
  const table = boxAt(trak, 'mdia', 'minf', 'stbl');
  const entry = table && firstEntry(table);
  const timescale = readScale(mdhd);
  if (!tkhd || !mdhd || !entry || timescale === 0) return null;
  const { version, flags, fields } = fullBox(tkhd);
  return {
    id: fields.skip(version === 1 ? 16 : 8).u32(),
    codec: entry.type,
    timescale,
    language: languageOf(trak, mdhd),
    label: labelOf(trak),
    enabled: (flags & 1) === 1,
    forced: entry.type === 'tx3g' && whole(() => (new DataView(entry.body.buffer, entry.body.byteOffset + 8).getUint32(0) & 0x8000_0000) !== 0, false),
    edits: readEdits(boxAt(trak, 'edts', 'elst'), { movie_scale, timescale }),
    table,
    chapters: chaptersOf(trak),
  };
}

function readScale(header: Uint8Array | null): number {
  if (header === null) return 0;
  const { version, fields } = fullBox(header);
  return fields.skip(version === 1 ? 16 : 8).u32();
}

function firstEntry(table: Uint8Array): { type: string; body: Uint8Array } | null {
  const stsd = boxAt(table, 'stsd');
  return (stsd && boxesIn(stsd.subarray(8)).next().value) ?? null;
}

/** What old QuickTime files number (QuickTime File Format, "Language code values"), from 0 on. */
const NUMBERED = 'en fr de it nl sv es da pt no he ja ar fi el is mt tr hr zh-Hant ur hi th ko lt pl hu et lv se fo fa ru zh-Hans'.split(' ');

/** `elng` says it in BCP 47; `mdhd` in three letters of five bits each, or by a small number. */
function languageOf(trak: Uint8Array, mdhd: Uint8Array): string | null {
  const extended = boxAt(trak, 'mdia', 'elng');
  if (extended) return textIn(extended.subarray(4)) || null;
  const { version, fields } = fullBox(mdhd);
  const packed = fields.skip(version === 1 ? 28 : 16).u16();
  if (packed < 0x400) return NUMBERED[packed] ?? null;
  const letters = [10, 5, 0].map((shift) => ((packed >> shift) & 31) + 0x60);
  return letters.every((letter) => letter > 0x60 && letter <= 0x7a) ? String.fromCharCode(...letters) : null;
}

/** What programs write where nobody gave the track a name. */
const NO_NAME = /handler|subtitle|apple|mainconcept|gpac|^text$/i;

function labelOf(trak: Uint8Array): string | null {
  const given = boxAt(trak, 'udta', 'name');
  const handler = boxAt(trak, 'mdia', 'hdlr')?.subarray(24);
  const named = given ? textIn(given) : '';
  const handled = handler ? textIn(handler) : '';
  return named.trim() || (NO_NAME.test(handled) ? '' : handled.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, '').trim()) || null;
}

function chaptersOf(trak: Uint8Array): number[] {
  const ids = boxAt(trak, 'tref', 'chap');
  return ids ? Array.from({ length: Math.min(10, Math.floor(ids.byteLength / 4)) }, (_, index) => new DataView(ids.buffer, ids.byteOffset).getUint32(index * 4)) : [];
}
