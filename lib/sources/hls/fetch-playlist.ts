import { textOf, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { readMaster, type MasterPlaylist } from './master-playlist.ts';
import { readMedia, type MediaPlaylist } from './media-playlist.ts';
import { playlistLines } from './playlist-lines.ts';

export type Playlist = ({ kind: 'master' } & MasterPlaylist) | ({ kind: 'media' } & MediaPlaylist);

const MOST_BYTES = 8 * 1024 * 1024;
/** Servers name playlists as text, as sound or as an application. */
const TYPES = /^\s*(text|application|audio|video|binary)\//i;

/** @throws Failure `not_media` where there is no playlist at the address, and those of the fetch */
export async function fetchPlaylist(fetch: GuardedFetch, url: string, signal: AbortSignal): Promise<Playlist> {
  const fetched = await fetch(url, { signal, max_bytes: MOST_BYTES, types: TYPES, cache: true, headers: { accept: 'application/vnd.apple.mpegurl, */*;q=0.5' } });
  const playlist = parsePlaylist(await textOf(fetched, signal), fetched.url);
  if (playlist === null) throw new Failure('not_media', { message: 'There is no stream at this address.' });
  return playlist;
}

/** @returns null where the text is no playlist */
export function parsePlaylist(text: string, base: URL): Playlist | null {
  const lines = playlistLines(text, base);
  if (lines === null) return null;
  const master = readMaster(lines, base);
  return master === null ? { kind: 'media', ...readMedia(lines, base) } : { kind: 'master', ...master };
}
