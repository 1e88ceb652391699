import type { RawCue } from '#lib/captions/raw-cue.ts';
import type { ByteFile } from '../byte-file.ts';
import type { Container, OnPart, TextTrack } from '../container.ts';
import { readPieces } from '../read-pieces.ts';
import { shownAt } from './edits.ts';
import { findMovie, fragmentsOf } from './find-movie.ts';
import { fragmentPlaces } from './fragment-index.ts';
import { fragmentSamples, readDefaults, type Defaults } from './fragments.ts';
import { readMp4Chapters } from './mp4-chapters.ts';
import { MOST_SAMPLES, samplesOf, type Sample } from './sample-table.ts';
import { cuesOfSample, joinTouching } from './sample-text.ts';
import { readTracks, TEXT_CODECS, type Mp4Track, type TextCodec } from './tracks.ts';

/** Subtitles that are drawn, and captions within the picture. */
const PICTURES = new Set(['mp4s', 'c608', 'c708']);

type Movie = { file: ByteFile; end: number; defaults: Map<number, Defaults> };

/** MP4 and QuickTime: `moov` at either end, in fragments or not. @returns null where there is no movie */
export async function openMp4(file: ByteFile): Promise<Container | null> {
  const found = await findMovie(file);
  if (found === null) return null;
  const all = readTracks(found.moov);
  const chapter_tracks = new Set(all.flatMap((track) => track.chapters));
  const movie = { file, end: found.end, defaults: readDefaults(found.moov) };
  const texts = all.filter((track) => isText(track.codec) && !chapter_tracks.has(track.id));
  return {
    // The tags are read by the library that reads the rest of the file's facts.
    title: null,
    chapters: await readMp4Chapters(file, found.moov, all.filter((track) => chapter_tracks.has(track.id))),
    tracks: texts.toSorted((a, b) => Number(b.enabled) - Number(a.enabled)).map((track) => textTrack(movie, track)),
    pictures: all.filter((track) => PICTURES.has(track.codec)).length,
  };
}

function isText(codec: string): codec is TextCodec {
  return TEXT_CODECS.some((known) => known === codec);
}

function textTrack(movie: Movie, track: Mp4Track): TextTrack {
  const { id, language, label, forced } = track;
  return { id, language, label, forced, read: (onPart) => readTrack(movie, track, onPart) };
}

async function readTrack(movie: Movie, track: Mp4Track, onPart?: OnPart): Promise<RawCue[]> {
  const defaults = movie.defaults.get(track.id);
  const listed = samplesOf(track.table);
  const samples = defaults ? listed.concat(await samplesInFragments(movie, { track, defaults, next: endOf(listed) })) : listed;
  // Two bytes are a length of zero: nothing is shown.
  const filled = samples.filter(({ size }) => size > 2);
  const bytes = await readPieces(movie.file, filled, onPart);
  const cues = filled.flatMap((sample, index) => cuesAt(track, sample, bytes[index] ?? null));
  return joinTouching(cues);
}

function cuesAt({ codec, timescale, edits }: Mp4Track, { start, duration }: Sample, bytes: Uint8Array | null): RawCue[] {
  if (bytes === null || !isText(codec)) return [];
  const span = { start: start / timescale, end: (start + duration) / timescale };
  return cuesOfSample(codec, bytes, span).flatMap((cue) => shownAt({ start: cue.start, end: cue.end ?? span.end }, edits).map((shown) => ({ ...cue, ...shown })));
}

type Fragmented = { track: Mp4Track; defaults: Defaults; next: number };

/** By the file's index, if it leaves no hole between the fragments that it names; else by all that there are. */
async function samplesInFragments(movie: Movie, fragmented: Fragmented): Promise<Sample[]> {
  const places = await fragmentPlaces(movie.file, fragmented.track.id, movie.end);
  const indexed = places && (await collected(movie, fragmented, places));
  return indexed !== null && !indexed.holes ? indexed.samples : (await collected(movie, fragmented, null)).samples;
}

async function collected({ file, end }: Movie, { track, defaults, next }: Fragmented, places: readonly number[] | null): Promise<{ samples: Sample[]; holes: boolean }> {
  const samples: Sample[] = [];
  let start = next;
  let holes = false;
  for await (const fragment of fragmentsOf(file, end, places)) {
    const found = fragmentSamples(fragment, { id: track.id, defaults }, start);
    holes ||= found[0] !== undefined && found[0].start > start + 1;
    for (const sample of found) samples.push(sample);
    start = samples.length > 0 ? endOf(samples) : next;
    if (samples.length >= MOST_SAMPLES) break;
  }
  return { samples, holes };
}

function endOf(samples: readonly Sample[]): number {
  const last = samples.at(-1);
  return last ? last.start + last.duration : 0;
}
