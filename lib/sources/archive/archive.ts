import { z } from 'zod';
import { languageNamed } from '#lib/captions/language.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { percentDecoded } from '#lib/protocol/percent.ts';
import { askJson } from '../ask-json.ts';
import { chaptersOfDescription, linesOfHtml } from '../description-chapters.ts';
import { fetchCaptions } from '../fetch-captions.ts';
import { withGivenCaptions } from '../given-captions.ts';
import { linkSeconds } from '../link-time.ts';
import { publishedOn } from '../published-on.ts';
import type { Resolved, Source, SourceContext } from '../source.ts';
import { recordingsOf, tracksOf, zArchiveFile } from './item-files.ts';

const ORIGIN = 'https://archive.org';

const zText = z.union([z.string(), z.array(z.string()).min(1).transform((all) => all.join(', '))]).nullish().catch(null);
const zItem = z.looseObject({
  is_dark: z.boolean().default(false),
  metadata: z.looseObject({ title: zText, creator: zText, date: zText, publicdate: zText, language: zText, description: zText }).optional(),
  files: z.array(zArchiveFile).default([]),
});
type Item = z.infer<typeof zItem>;
type Asked = { id: string; file: string | null; origin: string };

/** Items of the Internet Archive. @param origin where its metadata and files are, for tests */
export function createArchiveSource(fetch: GuardedFetch, origin = ORIGIN): Source {
  return {
    name: 'archive',
    matches: (url) => /^(www\.)?archive\.org$/.test(url.hostname.replace(/\.$/, '')) && itemOf(url) !== null,
    async resolve(url, options, context) {
      const named = itemOf(url);
      if (named === null) throw new Failure('unsupported_url');
      return withGivenCaptions(await resolveItem(fetch, { ...named, origin }, { ...context, start_at: linkSeconds(url.searchParams.get('start')) }), options);
    },
    captions: (resolved, options, context) => fetchCaptions(fetch, resolved, { options, context }),
  };
}

/** `/details/ID` or `/embed/ID`, and the file that follows, if one does. */
export function itemOf({ pathname }: URL): { id: string; file: string | null } | null {
  const match = /^\/(?:details|embed)\/([\w.-]+)(?:\/(.+))?$/.exec(pathname);
  if (match?.[1] === undefined) return null;
  return { id: match[1], file: percentDecoded(match[2] ?? '', '').replaceAll('+', ' ') || null };
}

async function resolveItem(fetch: GuardedFetch, asked: Asked, context: SourceContext & { start_at: number }): Promise<Resolved> {
  context.progress(0, 1, 'Asking the Internet Archive about the item');
  const item = await askJson(fetch, new URL(`/metadata/${asked.id}`, asked.origin), { schema: zItem, signal: context.signal });
  if (item === null) throw new Failure('source_blocked', { message: 'The Internet Archive did not answer as it used to.' });
  if (item.metadata === undefined) throw new Failure('video_unavailable', { message: 'The Internet Archive has no such item.' });
  if (item.is_dark) throw new Failure('video_unavailable', { message: 'The Internet Archive no longer shows this item.' });
  return resolvedOf(item, asked, context.start_at);
}

function resolvedOf({ metadata, files }: Item, { id, file, origin }: Asked, start_at: number): Resolved {
  const recordings = recordingsOf(files);
  const chosen = (file === null ? undefined : recordings.find(({ name, original }) => name === file || original === file)) ?? recordings[0];
  if (chosen === undefined) throw new Failure('not_media', { message: 'There is no video and no sound in this item.' });
  const address = (name: string) => new URL(`/download/${id}/${name.split('/').map(encodeURIComponent).join('/')}`, origin).href;
  const published_on = publishedOn(metadata?.date) ?? publishedOn(metadata?.publicdate);
  const spoken = languageNamed(metadata?.language?.split(/[,;]/)[0]);
  return {
    source: 'archive',
    video: {
      kind: 'archive', title: (recordings.length > 1 ? chosen.title : null) ?? metadata?.title ?? id, author: metadata?.creator ?? null, duration: chosen.duration,
      thumbnail_url: new URL(`/services/img/${id}`, ORIGIN).href, page_url: `${ORIGIN}/details/${id}${file === null ? '' : `/${encodeURIComponent(file)}`}`,
      media_url: address(chosen.name), start_at, ...(published_on !== undefined && { published_on }),
    },
    author_chapters: chaptersOfDescription(linesOfHtml(metadata?.description ?? '')),
    tracks: tracksOf(files, chosen, address),
    ...(spoken !== null && { language: spoken }),
    audio_url: address(chosen.name),
    notices: recordings.length > 1 && file === null ? [`This item holds ${recordings.length} recordings; the first one is read. For another, open it there and paste its own link.`] : [],
  };
}
