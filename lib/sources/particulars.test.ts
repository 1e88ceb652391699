import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { noUploads } from '#lib/testing/no-uploads.ts';
import { archiveItem } from '#lib/testing/sites/archive-site.ts';
import { ImitatedSite } from '#lib/testing/sites/imitated-site.ts';
import { PEERTUBE_UUID, peertubeVideo } from '#lib/testing/sites/peertube-site.ts';
import { podcast } from '#lib/testing/sites/podcast-site.ts';
import { vimeoConfig, vimeoVideo as putVimeo } from '#lib/testing/sites/vimeo-site.ts';
import { sourceContext } from '#lib/testing/source-context.ts';
import { itemOf } from './archive/archive.ts';
import { videoIdOf } from './peertube/peertube.ts';
import { createSources } from './registry.ts';
import { vimeoVideo } from './vimeo/vimeo.ts';

let site: ImitatedSite;
beforeEach(async () => void (site = await ImitatedSite.listen()));
afterEach(() => site.server.close());

const sources = () => {
  const origin = site.url('/');
  const env = { FETCH_ALLOW: [site.server.allow], YOUTUBE: 'on' as const };
  return createSources({ fetch: createGuardedFetch({ allow: env.FETCH_ALLOW }), uploads: noUploads, env, origins: { vimeo: origin, archive: origin, apple: origin } });
};
const resolve = (address: string, options = {}) => sources().sourceFor(new URL(address)).resolve(new URL(address), options, sourceContext());
const captions = async (address: string) => {
  const resolved = await resolve(address);
  return sources().byName(resolved.source).captions(resolved, {}, sourceContext());
};

describe('PeerTube', () => {
  it.each([`/w/kkGMgK9ZtnKfYAgnEtQxbv`, `/videos/watch/${PEERTUBE_UUID}`, `/videos/embed/${PEERTUBE_UUID}`])('%s names a video', (path) => expect(videoIdOf(new URL(path, 'https://tube.example.org'))).not.toBeNull());
  it.each(['/w/p/kkGMgK9ZtnKfYAgnEtQxbv', '/w/short', '/videos/watch/playlist/9c9de5e8-0a1e-484a-b099-e80766180a6d', '/wiki/Bread'])('%s names none', (path) => expect(videoIdOf(new URL(path, 'https://tube.example.org'))).toBeNull());

  it('a link may start the player, and sound is the smallest file that has it', async () => {
    const { video, audio_url, language } = await resolve(site.url(`${peertubeVideo(site)}?start=1m2s`));
    expect(video.start_at).toBe(62);
    expect(audio_url).toBe(site.url('/hls/0.mp4'));
    expect(language).toBe('de');
  });

  it('without chapters of its own, the description’s time list is read; without files, the playlist has the sound', async () => {
    const path = peertubeVideo(site, { streamingPlaylists: [{ playlistUrl: site.url('/hls/master.m3u8'), files: [] }] });
    site.put(`/api/v1/videos/${PEERTUBE_UUID}/chapters`, { chapters: [] });
    const resolved = await resolve(site.url(path));
    expect(resolved.author_chapters.map(({ title }) => title)).toEqual(['Flour', 'Water', 'Time']);
    expect(resolved).toMatchObject({ audio_url: site.url('/hls/master.m3u8'), video: { media_url: null } });
  });

  it('a live stream is live_not_ended, one that is over is read', async () => {
    await expect(resolve(site.url(peertubeVideo(site, { isLive: true })))).rejects.toMatchObject({ code: 'live_not_ended' });
    await expect(resolve(site.url(peertubeVideo(site, { isLive: true, state: { id: 5 } })))).resolves.toMatchObject({ source: 'peertube' });
  });

  it('a page of another site under such an address is read as a page', async () => {
    site.put(`/w/kkGMgK9ZtnKfYAgnEtQxbv`, '<html><title>Mine</title><video src="/v.mp4"><track src="/x.vtt"></video>', 'text/html');
    expect(await resolve(site.url('/w/kkGMgK9ZtnKfYAgnEtQxbv'))).toMatchObject({ source: 'web', video: { title: 'Mine' } });
    site.put('/api/v1/videos/kkGMgK9ZtnKfYAgnEtQxbv', { hello: 'world' });
    expect(await resolve(site.url('/w/kkGMgK9ZtnKfYAgnEtQxbv'))).toMatchObject({ source: 'web' });
  });
});

describe('Vimeo', () => {
  it.each([
    ['https://vimeo.com/76979871', null], ['https://www.vimeo.com/76979871/8272103f6e', '8272103f6e'], ['https://player.vimeo.com/video/76979871?h=8272103f6e', '8272103f6e'], ['https://vimeo.com/channels/staffpicks/76979871', null],
    ['https://vimeo.com/groups/shortfilms/videos/76979871', null], ['https://vimeo.com/showcase/123456/video/76979871', null],
  ])('%s names the video', (address, hash) => expect(vimeoVideo(new URL(address))).toEqual({ id: '76979871', hash }));
  it('another host is not Vimeo, and a person’s page no video', () => {
    for (const address of ['https://vimeo.com.example.org/76979871', 'https://notvimeo.com/76979871', 'https://vimeo.com/someone']) expect(sources().sourceFor(new URL(address)).name).toBe('web');
  });

  it('where the set-up is refused, it is read out of the player’s page', async () => {
    site.put('/video/76979871', `<html><script>window.playerConfig = ${JSON.stringify({ ...vimeoConfig(site), odd: 'a "}" in quotes \\' })}; var x = {};</script>`, 'text/html');
    await expect(resolve('https://vimeo.com/76979871')).rejects.toMatchObject({ code: 'video_unavailable' });
    site.put('/video/76979871/config', 'not json');
    expect(await resolve('https://vimeo.com/76979871')).toMatchObject({ video: { title: 'What bread needs' }, tracks: [{ language: 'en' }, { language: 'de', kind: 'auto' }] });
    site.put('/video/76979871', '<html>password', 'text/html');
    await expect(resolve('https://vimeo.com/76979871')).rejects.toMatchObject({ code: 'source_blocked', hint: expect.stringContaining('upload') });
  });

  it('captions whose signed address has run out are asked for anew', async () => {
    putVimeo(site);
    const resolved = await resolve('https://vimeo.com/76979871');
    const old = { ...resolved, tracks: resolved.tracks.map((track) => ({ ...track, url: site.url('/gone.vtt') })) };
    expect((await sources().byName('vimeo').captions(old, {}, sourceContext())).cues).toHaveLength(2);
  });

  it('an event that goes on is live_not_ended; a link may start the player', async () => {
    putVimeo(site);
    expect((await resolve('https://vimeo.com/76979871#t=1m3s')).video.start_at).toBe(63);
    const { video, ...config } = vimeoConfig(site);
    site.put('/video/76979871/config', { ...config, video: { ...(video as object), live_event: { status: 'started' } } });
    await expect(resolve('https://vimeo.com/76979871')).rejects.toMatchObject({ code: 'live_not_ended' });
  });
});

describe('The Internet Archive', () => {
  it('an item that is not there or no longer shown is unavailable; one without recordings is no media', async () => {
    site.put('/metadata/none', {});
    site.put('/metadata/dark', { is_dark: true, metadata: { title: 'x' } });
    site.put('/metadata/book', { metadata: { title: 'x' }, files: [{ name: 'book.pdf' }] });
    for (const [id, code] of [['none', 'video_unavailable'], ['dark', 'video_unavailable'], ['book', 'not_media']]) await expect(resolve(`https://archive.org/details/${id}`)).rejects.toMatchObject({ code });
  });

  it('of several recordings the one that the link names is read, else the first, which is said', async () => {
    const file = (name: string, title: string) => [{ name: `${name}.flac`, source: 'original', title }, { name: `${name}.mp3`, source: 'derivative', original: `${name}.flac`, length: '3:33' }, { name: `${name}.vtt`, source: 'original' }];
    site.put('/metadata/album', { metadata: { title: 'Album' }, files: [...file('a', 'First'), ...file('b', 'Second')] });
    const first = await resolve('https://archive.org/details/album?start=62');
    expect(first).toMatchObject({ video: { title: 'First', duration: 213, media_url: site.url('/download/album/a.mp3'), start_at: 62 }, notices: [expect.stringContaining('2 recordings')] });
    const second = await resolve('https://archive.org/details/album/b.flac');
    expect(second).toMatchObject({ video: { title: 'Second' }, notices: [], tracks: [{ url: site.url('/download/album/b.vtt') }] });
  });

  it('names of items', () => {
    expect(itemOf(new URL('https://archive.org/details/x/a%20b.mp4'))).toEqual({ id: 'x', file: 'a b.mp4' });
    expect(itemOf(new URL('https://archive.org/about'))).toBeNull();
  });

  it('captions that are not under the recording’s name are its own where there is but one', async () => {
    archiveItem(site);
    site.put('/metadata/one', { metadata: { title: 'One' }, files: [{ name: 'talk.mp4', source: 'original' }, { name: 'subtitles.en.srt', source: 'original' }] });
    expect((await resolve('https://archive.org/details/one')).tracks).toMatchObject([{ language: 'en', kind: 'manual', format: 'srt' }]);
  });
});

describe('Podcasts', () => {
  beforeEach(() => podcast(site));

  it('without a wish the newest episode that has a recording is read, which is said', async () => {
    expect((await resolve(site.url('/feed.xml'))).notices).toEqual([expect.stringContaining('newest episode of Ada bakes')]);
  });

  it.each(['#ep-1', '#guid=ep-1', '#First%20%26%20old'])('%s names an episode', async (fragment) => {
    const resolved = await resolve(site.url(`/feed.xml${fragment}`));
    expect(resolved).toMatchObject({ video: { title: 'First & old', thumbnail_url: site.url('/channel.jpg') }, notices: [], author_chapters: [{ title: 'A', start: 0 }, { title: 'B', start: 61.5 }] });
  });

  it('JSON is read before HTML, and HTML where the JSON cannot be', async () => {
    expect((await captions(site.url('/feed.xml#ep-1'))).cues).toEqual([{ start: 1.234, end: 3.235, text: 'The first time.', speaker: 'Ada' }]);
    site.put('/old.json', '{"segments":[]}');
    expect((await captions(site.url('/feed.xml#ep-1'))).cues).toMatchObject([{ start: 1, text: 'The first time, in HTML.', speaker: 'Ada' }]);
  });

  it('an episode that is not there says how to name one', async () => {
    await expect(resolve(site.url('/feed.xml#ep-9'))).rejects.toMatchObject({ code: 'video_unavailable', hint: expect.stringContaining('episode’s own page') });
    site.put('/blog.xml', '<rss version="2.0"><channel><item><title>Words</title></item></channel></rss>', 'text/xml');
    await expect(resolve(site.url('/blog.xml'))).rejects.toMatchObject({ code: 'not_media' });
  });

  it('the page of an episode is read by the feed that it links to', async () => {
    expect(await resolve(site.url('/2'))).toMatchObject({ source: 'podcast', video: { kind: 'podcast', title: 'What bread needs' }, tracks: [{}, {}] });
    site.put('/about', '<html><link rel="alternate" type="application/rss+xml" href="/feed.xml"><video src="/other.mp4"></video>', 'text/html');
    expect(await resolve(site.url('/about'))).toMatchObject({ source: 'web', video: { media_url: site.url('/other.mp4') } });
  });

  it('a page of Apple’s leads to the feed, and to the episode that it shows', async () => {
    site.put('/lookup', { resultCount: 2, results: [{ kind: 'podcast', feedUrl: site.url('/feed.xml') }, { trackId: 1000, episodeGuid: 'ep-1' }] });
    expect((await resolve('https://podcasts.apple.com/de/podcast/ada-bakes/id123456')).video.title).toBe('What bread needs');
    expect((await resolve('https://podcasts.apple.com/de/podcast/ada-bakes/id123456?i=1000')).video.title).toBe('First & old');
    await expect(resolve('https://podcasts.apple.com/de/podcast/ada-bakes/id123456?i=1001')).rejects.toMatchObject({ code: 'video_unavailable' });
  });

  it('Atom is read as RSS is', async () => {
    site.put('/atom', `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Show</title><entry><title>One</title><id>a</id><published>2021-05-04T10:00:00Z</published><link href="/one"/><link rel="enclosure" type="audio/mpeg" href="/one.mp3"/></entry></feed>`, 'application/atom+xml');
    expect((await resolve(site.url('/atom'))).video).toMatchObject({ title: 'One', author: 'Show', media_url: site.url('/one.mp3'), page_url: site.url('/one') });
  });
});

describe('A page that shows another site’s video', () => {
  it('is read by that site’s source, which is said', async () => {
    putVimeo(site);
    site.put('/post', '<html><iframe src="https://ads.example.org/x"></iframe><iframe data-src="https://player.vimeo.com/video/76979871?h=abcdef12"></iframe>', 'text/html');
    expect(await resolve(site.url('/post'))).toMatchObject({ source: 'vimeo', notices: ['The video in this page is shown from player.vimeo.com.'] });
    const path = peertubeVideo(site).replace('watch', 'embed');
    site.put('/post2', `<html><iframe src="${path}"></iframe>`, 'text/html');
    expect(await resolve(site.url('/post2'))).toMatchObject({ source: 'peertube', video: { title: 'What bread needs' } });
  });

  it('a list of YouTube’s in a page is no video', async () => {
    site.put('/list', '<html><iframe src="https://www.youtube.com/embed/videoseries?list=PL1"></iframe>', 'text/html');
    await expect(resolve(site.url('/list'))).rejects.toMatchObject({ code: 'not_media' });
  });
});
