import { cleanCues } from '#lib/captions/clean-cues.ts';
import { shortLanguage } from '#lib/captions/language.ts';
import type { Container, TextTrack } from '#lib/containers/container.ts';
import { openContainer } from '#lib/containers/open-container.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { RangedFile } from '#lib/net/ranged-file.ts';
import { within } from '#lib/net/within.ts';
import { inSlices } from '#lib/platform/steps.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Cue } from '#lib/protocol/result.ts';
import type { CaptionTrack, SourceContext } from './source.ts';

/** How a track inside a file is named: by the file's address and its number in it. */
const FRAGMENT = /^#subtitle-track=(\d{1,9})$/;

/** The subtitles that a file holds, as tracks to choose from; what players do not show by themselves comes last. */
export function embeddedTracks(file: URL, { tracks }: Container): CaptionTrack[] {
  return tracks
    .toSorted((a, b) => Number(a.forced) - Number(b.forced))
    .map((track) => ({ url: trackUrl(file, track), language: shortLanguage(track.language) ?? 'und', kind: 'manual', label: track.label ?? (track.forced ? 'Foreign parts only' : null), format: 'embedded' }));
}

/** Bytes and requests that a page's file is worth before anybody asked for it. */
const LOOK_MS = 20_000;
const LOOK_LIMITS = { bytes: 80 * 1024 * 1024, requests: 200 };

/** A film of hours has thousands of lines, each a read of its own. */
const READ_MS = 10 * 60_000;

/** What a file that a page plays holds; nothing where it cannot be read, since the page is there all the same. */
export async function lookInside(fetch: GuardedFetch, file: URL, signal: AbortSignal): Promise<{ tracks: CaptionTrack[]; chapters: Container['chapters'] }> {
  try {
    const container = await within(LOOK_MS, signal, (limited) => openContainer(new RangedFile(fetch, file, { signal: limited, limits: LOOK_LIMITS })));
    return container ? { tracks: embeddedTracks(file, container), chapters: container.chapters } : { tracks: [], chapters: [] };
  } catch {
    signal.throwIfAborted();
    return { tracks: [], chapters: [] };
  }
}

function trackUrl(file: URL, { id }: TextTrack): string {
  const url = new URL(file);
  url.hash = `subtitle-track=${id}`;
  return url.href;
}

/** Reads the lines of a track inside a file, by parts. @throws Failure `captions_missing` where it is not there any more */
export async function readEmbedded(fetch: GuardedFetch, track: CaptionTrack, { signal, progress }: SourceContext): Promise<Cue[]> {
  return within(READ_MS, signal, (limited) => readInside(fetch, track, { signal: limited, progress }));
}

async function readInside(fetch: GuardedFetch, track: CaptionTrack, { signal, progress }: SourceContext): Promise<Cue[]> {
  const url = new URL(track.url);
  const id = Number(FRAGMENT.exec(url.hash)?.[1] ?? Number.NaN);
  url.hash = '';
  const container = await openContainer(new RangedFile(fetch, url, { signal }));
  const found = container?.tracks.find((candidate) => candidate.id === id);
  if (!found) throw new Failure('captions_missing', { message: 'The file does not hold these subtitles any more.' });
  return inSlices(cleanCues(await found.read((done, total) => progress(done, total, 'Reading the subtitles inside the file'))), signal);
}
