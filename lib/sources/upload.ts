import { readCaptions } from '#lib/captions/parse-captions.ts';
import { spreadText } from '#lib/captions/spread-text.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { isUpload, uploadIdOf, type UploadKind } from '#lib/protocol/uploads.ts';
import { fetchCaptions } from './fetch-captions.ts';
import { withGivenCaptions } from './given-captions.ts';
import { resolveMedia } from './media.ts';
import type { Resolved, Source, SourceCaptions, SourceContext } from './source.ts';
import { titleFromUrl } from './web-kind.ts';

/** Files that people have sent, as far as a source reads them. */
export type UploadedFiles = {
  /** Null where there is none that is whole. */
  find(id: string): Promise<{ kind: UploadKind } | null>;
  /** A captions or text file. */
  text(id: string): Promise<string>;
  /** Reads the one file that the address names. */
  fetch(upload_url: string): GuardedFetch;
};

/** A person's own file, and captions on the network that are named with it. Whose it is was asked when its task was made. */
export function createUploadSource(files: UploadedFiles, network: GuardedFetch): Source {
  return {
    name: 'upload',
    matches: (url) => isUpload(url.href),
    async resolve(url, options, context) {
      const { id, kind } = await found(files, url.href);
      if (kind !== 'media') return resolveWords(url, kind);
      const resolved = await resolveMedia(files.fetch(url.href), new URL(url.href), context);
      const path = `/api/v1/uploads/${id}/media`;
      return withGivenCaptions({ ...resolved, source: 'upload', video: { ...resolved.video, kind: 'upload', page_url: path, media_url: path, start_at: 0 } }, options);
    },
    captions: (resolved, options, context) => readWords({ files, network }, resolved, { options, context }),
  };
}

async function found(files: UploadedFiles, url: string): Promise<{ id: string; kind: UploadKind }> {
  const id = uploadIdOf(url) ?? '';
  const file = await files.find(id);
  if (file === null) throw new Failure('video_unavailable', { message: 'The uploaded file is not here any more.', hint: 'Upload it again.' });
  return { id, kind: file.kind };
}

/** There is nothing to play, but everything to read. */
function resolveWords(url: URL, kind: UploadKind): Resolved {
  return {
    source: 'upload',
    video: { kind: 'captions', title: titleFromUrl(url), author: null, duration: null, thumbnail_url: null, page_url: `/api/v1/uploads/${uploadIdOf(url.href)}/media`, media_url: null, start_at: 0 },
    author_chapters: [],
    tracks: [{ url: url.href, language: 'und', kind: 'manual', label: null, format: null }],
    audio_url: null,
    notices: kind === 'text' ? ['The text came without times: they are estimated.'] : [],
  };
}

type Asked = { options: Parameters<Source['captions']>[1]; context: SourceContext };

async function readWords({ files, network }: { files: UploadedFiles; network: GuardedFetch }, resolved: Resolved, asked: Asked): Promise<SourceCaptions> {
  const [track] = resolved.tracks;
  if (!track) throw new Failure('captions_missing');
  if (!isUpload(track.url)) return fetchCaptions(network, resolved, asked);
  const { id, kind } = await found(files, track.url);
  if (kind === 'media') return fetchCaptions(files.fetch(track.url), resolved, asked);
  return { track, ...(await transcriptOfText(await files.text(id), { seconds: resolved.video.duration, signal: asked.context.signal })) };
}

/**
 * A transcript as a person has it: captions of any format, or plain text, whose times are estimated.
 * @param about.seconds how long the recording is; null where nobody knows
 */
export async function transcriptOfText(text: string, { seconds, signal }: { seconds: number | null; signal?: AbortSignal }): Promise<Omit<SourceCaptions, 'track'>> {
  const parsed = await readCaptions(text, { signal });
  if (parsed && parsed.cues.length > 0) return { language: parsed.language ?? 'und', origin: 'upload', cues: parsed.cues };
  return { language: 'und', origin: 'upload', cues: spreadText(text, seconds), times: seconds === null ? 'reading_speed' : 'video_length' };
}
