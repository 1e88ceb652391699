import { readCaptions, type ParsedCaptions } from '#lib/captions/parse-captions.ts';
import { textOf, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { languageName } from '#lib/protocol/language-name.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { arriving } from './arriving.ts';
import { chooseTrack, sameLanguage } from './choose-track.ts';
import { readEmbedded } from './embedded-tracks.ts';
import { readRendition } from './hls/read-rendition.ts';
import type { CaptionTrack, Resolved, SourceCaptions, SourceContext } from './source.ts';

const MAX_CAPTIONS_BYTES = 20 * 1024 * 1024;
/** How much of the stage it is to fetch them; the rest is to read them. */
const DOWNLOAD = 0.9;
/** Servers name captions as they like, but never as pictures or sound. */
const TEXTUAL = /^\s*(text|application|binary|chemical)\//i;

type Asked = { options: TaskOptions; context: SourceContext };

/** Chooses a track, fetches and reads it. @throws Failure `captions_missing`, `not_media`, and those of the fetch */
export async function fetchCaptions(fetch: GuardedFetch, resolved: Resolved, { options, context }: Asked): Promise<SourceCaptions> {
  const { tracks, video, language } = resolved;
  const track = chooseTrack(tracks, { wanted: options.language, kind: options.captions_kind, spoken: language });
  if (!track) throw new Failure('captions_missing');
  context.progress(0, 1, sentenceOf(track));
  const read = await readTrack(fetch, track, context);
  if (!read || read.cues.length === 0) {
    // One track may be offered in several formats, some without times.
    const alike = tracks.filter((other) => other !== track && other.language === track.language && other.kind === track.kind);
    if (alike.length > 0) return fetchCaptions(fetch, { ...resolved, tracks: alike }, { options, context });
    throw video.kind === 'captions' ? new Failure('not_media') : new Failure('captions_missing', { message: 'The captions of this video hold no lines that can be read.' });
  }
  context.progress(1, 1, `${read.cues.length} lines`);
  const said = track.language === 'und' ? (read.language ?? language ?? 'und') : track.language;
  const note = noteOf({ ...track, language: said }, options.language);
  return { track, language: said, cues: read.cues, ...(note !== null && { note }) };
}

function sentenceOf({ label, language }: CaptionTrack): string {
  const name = label ?? languageName(language);
  return name === null ? 'Fetching the captions' : `Fetching captions: ${name}`;
}

type Read = Pick<ParsedCaptions, 'language' | 'cues'>;

/** @returns null where the bytes are no captions */
async function readTrack(fetch: GuardedFetch, track: CaptionTrack, context: SourceContext): Promise<Read | null> {
  if (track.format === 'embedded') return { language: null, cues: await readEmbedded(fetch, track, context) };
  if (track.format === 'hls') return { language: null, cues: await readRendition(fetch, track, context) };
  const fetched = await fetch(track.url, { signal: context.signal, max_bytes: MAX_CAPTIONS_BYTES, types: TEXTUAL, cache: true, onBytes: arriving(context, sentenceOf(track), DOWNLOAD), headers: { accept: 'text/vtt, application/x-subrip, text/plain, */*;q=0.5' } });
  return readCaptions(await textOf(fetched, context.signal), { hint: track.format, signal: context.signal });
}

function noteOf({ kind, language }: CaptionTrack, wanted: string | undefined): string | null {
  if (kind === 'translated') return 'Translated by a machine, as asked: the video has no captions of its own in this language.';
  if (wanted === undefined || language === 'und' || sameLanguage(language, wanted)) return null;
  return `The video has no captions in ${languageName(wanted) ?? wanted}; these are in ${languageName(language) ?? language}.`;
}
