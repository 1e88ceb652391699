import { createGuardedFetch, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { hostOf, portOf, vetUrl } from '#lib/net/vet-url.ts';
import type { Env } from '#lib/platform/env.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { invariant } from '#lib/platform/invariant.ts';
import { isUpload } from '#lib/protocol/uploads.ts';
import { createArchiveSource } from './archive/archive.ts';
import { orElse } from './candidate.ts';
import { createPeertubeSource } from './peertube/peertube.ts';
import { createPodcastSource } from './podcast/podcast.ts';
import { createSampleSource } from './sample.ts';
import type { Source } from './source.ts';
import { createUploadSource, type UploadedFiles } from './upload.ts';
import { createVimeoSource } from './vimeo/vimeo.ts';
import { createWebSource } from './web.ts';
import { youtubeClients } from './youtube/clients.ts';
import { createYoutubeSource } from './youtube/youtube.ts';
import { isYoutube, youtubeVideo } from './youtube/youtube-url.ts';

export type Sources = {
  /** A pasted address in the form it is kept in. @throws Failure `invalid_url`, `unsupported_url`, `forbidden_address` */
  vet(text: string): string;
  sourceFor(url: URL): Source;
  byName(name: string): Source;
};

type Deps = {
  fetch: GuardedFetch;
  uploads: UploadedFiles;
  /** Where sites with one address are instead, for tests. */
  origins?: { vimeo?: string; archive?: string; apple?: string };
  env: Pick<Env, 'FETCH_ALLOW' | 'YOUTUBE'> & Partial<Pick<Env, 'YOUTUBE_ORIGIN' | 'YOUTUBE_CLIENTS'>>;
};

/** Every source, the most particular first. */
export function createSources({ fetch, uploads, origins = {}, env }: Deps): Sources {
  const sample = createSampleSource();
  const upload = createUploadSource(uploads, fetch);
  const youtube = youtubeOf({ fetch, env });
  const fixed = [createVimeoSource(fetch, origins.vimeo), createArchiveSource(fetch, origins.archive)];
  const peertube = createPeertubeSource(fetch);
  const web = createWebSource(fetch, [...(env.YOUTUBE === 'off' ? [] : [youtube]), ...fixed, peertube]);
  const all: Source[] = [sample, upload, youtube, ...fixed, createPodcastSource(fetch, origins.apple), orElse(peertube, web), web];
  const sourceFor = (url: URL) => {
    if (isYoutube(url) && env.YOUTUBE === 'off') throw new Failure('unsupported_url', { message: 'YouTube is switched off here.' });
    const source = all.find((candidate) => candidate.matches(url));
    if (!source) throw new Failure('unsupported_url');
    return source;
  };
  return {
    vet(text) {
      const trimmed = text.trim();
      if (URL.canParse(trimmed) && [sample, upload].some((own) => own.matches(new URL(trimmed)))) return new URL(trimmed).href;
      const url = vetUrl(trimmed, env.FETCH_ALLOW);
      if (sourceFor(url).name === 'youtube') youtubeVideo(url);
      return url.href;
    },
    sourceFor,
    byName(name) {
      const source = all.find((candidate) => candidate.name === name);
      invariant(source, `a stored task names the source ${name}, which there is not`);
      // The file that was named with the link, not one that a site names.
      return { ...source, captions: (resolved, options, context) => (isUpload(options.captions) ? upload : source).captions(resolved, options, context) };
    },
  };
}

/** Where all its calls go instead is the operator's word, so it may be private; nobody else's fetch is let in by it. */
function youtubeOf({ fetch, env: { FETCH_ALLOW, YOUTUBE_ORIGIN, YOUTUBE_CLIENTS } }: Omit<Deps, 'uploads'>): Source {
  const clients = youtubeClients(YOUTUBE_CLIENTS);
  if (YOUTUBE_ORIGIN === undefined) return createYoutubeSource(fetch, { clients });
  const url = new URL(YOUTUBE_ORIGIN);
  const host = hostOf(url);
  const relay = `${host.includes(':') ? `[${host}]` : host}:${portOf(url)}`;
  return createYoutubeSource(createGuardedFetch({ allow: [...FETCH_ALLOW, relay] }), { origin: url.origin, clients });
}
