import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import type { CaptionTrack } from './source.ts';

const ENDINGS = ['vtt', 'srt'] as const;

/** Captions that lie beside a file under its name: those that are there. */
export async function siblingTracks(fetch: GuardedFetch, file: URL, signal: AbortSignal): Promise<CaptionTrack[]> {
  const candidates = ENDINGS.map((format) => ({ format, url: sibling(file, format) }));
  const there = await Promise.all(candidates.map(({ url }) => exists(fetch, url, signal)));
  return candidates.filter((_candidate, index) => there[index]).map(({ format, url }) => ({ url: url.href, language: 'und', kind: 'manual', label: null, format }));
}

function sibling(file: URL, ending: string): URL {
  const url = new URL(file);
  url.pathname = `${url.pathname.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.${ending}`;
  url.hash = '';
  return url;
}

/** Some servers answer every path with a page: that is no captions file. */
async function exists(fetch: GuardedFetch, url: URL, signal: AbortSignal): Promise<boolean> {
  try {
    const { response } = await fetch(url, { signal, max_bytes: 20 * 1024 * 1024, timeout_ms: 15_000 });
    await response.body?.cancel();
    return !/html/i.test(response.headers.get('content-type') ?? '');
  } catch {
    signal.throwIfAborted();
    // Beside a file that can be fetched, a captions file that cannot is as good as none.
    return false;
  }
}
