import { parseCaptions } from '#lib/captions/parse-captions.ts';
import { textOf, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { chooseTrack } from './choose-track.ts';
import type { Resolved, SourceCaptions, SourceContext } from './source.ts';

const MAX_CAPTIONS_BYTES = 20 * 1024 * 1024;

/** Chooses a track, fetches and reads it. @throws Failure `captions_missing`, `not_media`, and those of the fetch */
export async function fetchCaptions(fetch: GuardedFetch, { tracks, video }: Resolved, { options, context }: { options: TaskOptions; context: SourceContext }): Promise<SourceCaptions> {
  const track = chooseTrack(tracks, options.language);
  if (!track) throw new Failure('captions_missing');
  context.progress(0, 1, track.label ? `Fetching captions: ${track.label}` : 'Fetching captions');
  const fetched = await fetch(track.url, { signal: context.signal, max_bytes: MAX_CAPTIONS_BYTES, headers: { accept: 'text/vtt, application/x-subrip, text/plain, */*;q=0.5' } });
  const parsed = parseCaptions(await textOf(fetched, context.signal), track.format);
  if (!parsed || parsed.cues.length === 0) {
    throw video.kind === 'captions' ? new Failure('not_media') : new Failure('captions_missing', { message: 'The captions of this video hold no lines that can be read.' });
  }
  context.progress(1, 1, `${parsed.cues.length} lines`);
  return { track, language: track.language === 'und' ? (parsed.language ?? 'und') : track.language, cues: parsed.cues };
}
