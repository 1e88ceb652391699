import { shortLanguage } from '#lib/captions/language.ts';
import type { ByteFile } from '#lib/containers/byte-file.ts';
import type { TextTrack } from '#lib/containers/container.ts';
import { openContainer } from '#lib/containers/open-container.ts';
import { RangedFile } from '#lib/net/ranged-file.ts';
import { trackUrl } from './embedded-tracks.ts';
import type { Inside, LookInsideJob } from './inside.ts';
import type { CaptionTrack } from './source.ts';

export const lookInsideJob: LookInsideJob = ({ url, limits }, { fetch, signal }) => insideOf(new RangedFile(fetch, new URL(url), { signal, limits }), new URL(url));

/** @returns null where the file is no MP4 or Matroska, or broken */
export async function insideOf(file: ByteFile, url: URL): Promise<Inside | null> {
  const container = await openContainer(file);
  if (container === null) return null;
  const { title, chapters, pictures, tracks } = container;
  return { title, chapters, pictures, tracks: captionTracks(url, tracks) };
}

/** The subtitles that a file holds, as tracks to choose from; what players do not show by themselves comes last. */
function captionTracks(file: URL, tracks: readonly TextTrack[]): CaptionTrack[] {
  return tracks
    .toSorted((a, b) => Number(a.forced) - Number(b.forced))
    .map((track) => ({ url: trackUrl(file, track.id), language: shortLanguage(track.language) ?? 'und', kind: 'manual', label: track.label ?? (track.forced ? 'Foreign parts only' : null), format: 'embedded' }));
}
