import { cleanCues } from '#lib/captions/clean-cues.ts';
import { parseVtt } from '#lib/captions/parse-vtt.ts';
import { parseTtml } from '#lib/captions/parse-ttml.ts';
import type { RawCue } from '#lib/captions/raw-cue.ts';
import { memoryFile } from '#lib/containers/byte-file.ts';
import { openContainer } from '#lib/containers/open-container.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { atOnce } from '#lib/platform/steps.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { PartFetch } from './fetch-part.ts';
import { fetchPlaylist } from './fetch-playlist.ts';
import { mediaStart } from './media-start.ts';
import type { MediaPlaylist, MediaSegment } from './media-playlist.ts';
import type { ReadRenditionJob } from './read-rendition.ts';
import { mediaOf } from './rendition-url.ts';
import { onTimeline, type SegmentWords } from './segment-times.ts';

/** Segments at a time. */
const AT_ONCE = 4;
/** Subtitles of one stream in all. */
const MOST_BYTES = 64 * 1024 * 1024;

export const readRenditionJob: ReadRenditionJob = async ({ track }, { fetch, signal, progress }) => {
  const playlist = await fetchPlaylist(fetch, track.url, signal);
  if (playlist.kind === 'master') throw new Failure('captions_missing', { message: 'The list of subtitles leads to another list.' });
  if (!playlist.ended) throw new Failure('live_not_ended');
  const parts = new PartFetch(fetch, signal);
  const bytes = await fetchAll(parts, playlist.segments, (done, total) => progress(done, total, 'Fetching the subtitles of the stream'));
  const start = async () => startOfMedia({ fetch, parts, signal }, mediaOf(track.url));
  const cues = playlist.segments[0]?.map ? await fromFragments(parts, playlist, { bytes, start }) : await fromTexts(playlist, bytes, start);
  return atOnce(cleanCues(cues));
};

async function fetchAll(parts: PartFetch, segments: readonly MediaSegment[], onPart: (done: number, total: number) => void): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  let next = 0;
  let done = 0;
  let total = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < segments.length; index = next++) {
      const segment = segments[index];
      if (!segment) return;
      const bytes = await parts.segment(segment);
      found[index] = bytes;
      total += bytes.byteLength;
      if (total > MOST_BYTES) throw new Failure('too_large', { message: 'The subtitles of the stream are larger than any are.' });
      done += 1;
      onPart(done, segments.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

type StartOf = () => Promise<number | null>;

async function fromTexts({ segments }: MediaPlaylist, bytes: readonly Uint8Array[], start: StartOf): Promise<RawCue[]> {
  const words = segments.map((segment, index): SegmentWords => {
    const text = new TextDecoder().decode(bytes[index]);
    const parsed = atOnce(parseVtt(text)) ?? { cues: atOnce(parseTtml(text))?.cues ?? [], timestamp_map: null };
    return { segment, cues: parsed.cues, map: parsed.timestamp_map };
  });
  return onTimeline(words, words.some(({ map }) => map !== null) ? await start() : null);
}

/** Subtitles in fragments of MP4 are read as the one file that they make. */
async function fromFragments(parts: PartFetch, { segments }: MediaPlaylist, { bytes, start }: { bytes: readonly Uint8Array[]; start: StartOf }): Promise<RawCue[]> {
  const map = segments[0]?.map;
  const file = memoryFile(Buffer.concat([...(map ? [await parts.part(map)] : []), ...bytes]));
  const [track] = (await openContainer(file))?.tracks ?? [];
  const cues = (await track?.read()) ?? [];
  const from = (await start()) ?? 0;
  return cues.map((cue) => ({ ...cue, start: cue.start - from, end: cue.end === null ? null : cue.end - from })).filter(({ start: at, end }) => (end ?? at) > 0).map((cue) => ({ ...cue, start: Math.max(0, cue.start) }));
}

type Fetching = { fetch: GuardedFetch; parts: PartFetch; signal: AbortSignal };

/** Null where nobody can tell: subtitles are then taken to start with their stream. */
async function startOfMedia({ fetch, parts, signal }: Fetching, media_url: string | null): Promise<number | null> {
  if (media_url === null) return null;
  try {
    const playlist = await fetchPlaylist(fetch, media_url, signal);
    return playlist.kind === 'master' ? null : await mediaStart(parts, playlist);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
