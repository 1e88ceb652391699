import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import type { Env } from '#lib/platform/env.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { createSources, type Sources } from '#lib/sources/registry.ts';
import { youtubeClients } from '#lib/sources/youtube/clients.ts';
import { isYoutube } from '#lib/sources/youtube/youtube-url.ts';
import type { Check } from './check.ts';

/** Public videos that have had captions for years. */
export const EXAMPLES = [
  'https://www.youtube.com/watch?v=jNQXAC9IVRw',
  'https://framatube.org/w/9c9de5e8-0a1e-484a-b099-e80766180a6d',
  'https://vimeo.com/76979871',
  'https://archive.org/details/cruz-test',
  'https://feeds.podcastindex.org/pc20.xml',
];

/** Whether each link can be read here, captions included; YouTube as each of the programs as which it is asked. */
export function siteChecks(env: Env, links: readonly string[]): Check[] {
  return links.flatMap((link) => {
    const url = URL.canParse(link) ? new URL(link) : null;
    if (url === null || !isYoutube(url)) return [checkOf(env, link, url === null ? link : `${url.host} (${link})`)];
    if (env.YOUTUBE === 'off') return [{ name: 'YouTube', about: 'site' as const, run: async () => ({ off: 'switched off (YOUTUBE=off)' }) }];
    return youtubeClients(env.YOUTUBE_CLIENTS).map((client) => checkOf({ ...env, YOUTUBE_CLIENTS: [client] }, link, `YouTube as ${client.name}@${client.version}`));
  });
}

function checkOf(env: Env, link: string, name: string): Check {
  return { name, about: 'site', run: (signal) => read(sourcesOf(env), link, signal) };
}

function sourcesOf(env: Env): Sources {
  const nothing = () => Promise.reject(new Failure('unsupported_url'));
  return createSources({ fetch: createGuardedFetch({ allow: env.FETCH_ALLOW }), uploads: { find: async () => null, text: nothing, fetch: () => nothing }, env });
}

async function read(sources: Sources, link: string, signal: AbortSignal): Promise<string> {
  const context = { signal, progress: () => undefined };
  const url = new URL(sources.vet(link));
  const resolved = await sources.sourceFor(url).resolve(url, {}, context);
  const { track, language, cues } = await sources.byName(resolved.source).captions(resolved, {}, context);
  const kind = track.kind === 'auto' ? 'automatic captions' : 'captions';
  return `“${resolved.video.title}”, ${resolved.tracks.length} ${resolved.tracks.length === 1 ? 'track' : 'tracks'}; its ${kind} (${language}) hold ${cues.length} lines`;
}
