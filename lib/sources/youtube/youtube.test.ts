import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { parseEnv, type Env } from '#lib/platform/env.ts';
import type { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { sourceContext } from '#lib/testing/source-context.ts';
import { JSON3, playing, refusing, YoutubeServer } from '#lib/testing/youtube-server.ts';
import { noUploads } from '#lib/testing/no-uploads.ts';
import { createSources } from '../registry.ts';
import { zResolved } from '../source.ts';
import { chaptersOfDescription } from '../description-chapters.ts';
import { isYoutube, youtubeVideo } from './youtube-url.ts';

const WATCH = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ';

const FORMS = [
  WATCH, 'http://youtube.com/watch?v=dQw4w9WgXcQ', 'https://m.youtube.com/watch?feature=share&v=dQw4w9WgXcQ', 'https://music.youtube.com/watch?v=dQw4w9WgXcQ', 'https://youtu.be/dQw4w9WgXcQ?si=x',
  'https://www.youtube.com/shorts/dQw4w9WgXcQ', 'https://www.youtube.com/live/dQw4w9WgXcQ?feature=share', 'https://www.youtube.com/embed/dQw4w9WgXcQ', 'https://www.youtube.com/v/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
  'https://YOUTU.BE/dQw4w9WgXcQ', 'https://www.youtube.com./watch?v=dQw4w9WgXcQ', 'https://www.youtube.com/watch?list=PL1&index=2&v=dQw4w9WgXcQ#t=3',
];

describe('links of YouTube', () => {
  it.each(FORMS)('%s names the video', (text) => {
    expect(isYoutube(new URL(text))).toBe(true);
    expect(youtubeVideo(new URL(text)).id).toBe('dQw4w9WgXcQ');
  });

  it.each(['https://youtube.com.example.org/watch?v=dQw4w9WgXcQ', 'https://notyoutube.com/watch?v=dQw4w9WgXcQ', 'https://example.org/youtube.com', 'https://youtu.be.example.org/dQw4w9WgXcQ', 'https://example.org/youtube.com/watch?v=dQw4w9WgXcQ', 'https://youtube.com.evil.test/', 'https://xn--yutube-wqf.com/watch?v=dQw4w9WgXcQ'])('%s is somebody else', (text) => {
    expect(isYoutube(new URL(text))).toBe(false);
  });

  it.each([['t=83', 83], ['t=1m23s', 83], ['start=1h2m3s', 3723], ['t=83s', 83], ['t=soon', 0]])('%s starts the player', (query, seconds) => {
    expect(youtubeVideo(new URL(`${WATCH}&${query}`)).start_at).toBe(seconds);
  });

  it('a channel, a list or YouTube switched off is unsupported_url', () => {
    const fetch = () => Promise.reject(new Error('fetched'));
    const on = createSources({ uploads: noUploads, fetch, env: { FETCH_ALLOW: [], YOUTUBE: 'on' } });
    for (const text of ['https://www.youtube.com/@someone', 'https://www.youtube.com/playlist?list=PL1', 'https://www.youtube.com/watch?v=short', 'https://www.youtube.com/embed/videoseries?list=PL1', 'https://www.youtube.com/embed/live_stream?channel=UC1']) expect(() => on.vet(text)).toThrow(expect.objectContaining({ code: 'unsupported_url' }));
    expect(on.sourceFor(new URL(on.vet(WATCH))).name).toBe('youtube');
    const off = createSources({ uploads: noUploads, fetch, env: { FETCH_ALLOW: [], YOUTUBE: 'off' } });
    expect(() => off.vet(WATCH)).toThrow(expect.objectContaining({ code: 'unsupported_url' }));
  });

  it('a time list in a description is the author\'s where it keeps YouTube\'s rule', () => {
    expect(chaptersOfDescription('Hello\n0:00 Start\n- 1:05 – Middle\n(1:00:00) End\nBye')).toEqual([{ title: 'Start', start: 0 }, { title: 'Middle', start: 65 }, { title: 'End', start: 3600 }]);
    expect(chaptersOfDescription('0:00 a\n1:00 b')).toEqual([]);
    expect(chaptersOfDescription('0:10 a\n1:00 b\n2:00 c')).toEqual([]);
    expect(chaptersOfDescription('0:00 a\n2:00 b\n1:00 c')).toEqual([]);
  });
});

describe('a video of YouTube', () => {
  let youtube: YoutubeServer;
  let server: LoopbackServer;
  beforeEach(async () => {
    youtube = new YoutubeServer();
    server = await youtube.listen();
  });
  afterEach(() => server.close());

  const sources = (env: Partial<Env> = {}) => createSources({ uploads: noUploads, fetch: createGuardedFetch({ allow: [] }), env: { FETCH_ALLOW: [], YOUTUBE: 'on', YOUTUBE_ORIGIN: server.url('/').href, ...env } });
  const source = () => sources().byName('youtube');
  const resolve = async (text = WATCH) => zResolved.parse(await source().resolve(new URL(text), {}, sourceContext()));
  const captions = async (options = {}) => {
    const resolved = zResolved.parse(await source().resolve(new URL(WATCH), options, sourceContext()));
    return source().captions(resolved, options, sourceContext());
  };

  it('gives title, channel, length, thumbnail, and cues to the millisecond', async () => {
    youtube.players = { ANDROID: playing([{ lang: 'fr' }, { lang: 'de', kind: 'asr' }, { lang: 'de' }]) };
    youtube.captions = { de: JSON3 };
    const resolved = await resolve(`${WATCH}&t=9&list=PL1`);
    expect(resolved.video).toEqual({
      kind: 'youtube', title: 'A talk', author: 'Ada', duration: 213, thumbnail_url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg', page_url: WATCH, media_url: null, start_at: 9,
    });
    expect(resolved.notices).toHaveLength(1);
    const read = await captions();
    expect(read).toMatchObject({ language: 'de', track: { kind: 'manual' }, cues: [{ start: 1.234, end: 3.235, text: 'Good evening.' }, { start: 4.007, end: 5.507, text: 'Thank you.' }] });
    expect(youtube.timedtext[0]?.search).toBe('?v=dQw4w9WgXcQ&ei=abc&signature=12.AB%3D&lang=de&fmt=json3');
  });

  it.each(FORMS)('%s gives title, language and times', async (form) => {
    youtube.players = { '*': playing([{ lang: 'de' }]) };
    youtube.captions = { de: JSON3 };
    const resolved = await resolve(sources().vet(form));
    expect(resolved.video).toMatchObject({ title: 'A talk', page_url: WATCH });
    expect(await source().captions(resolved, {}, sourceContext())).toMatchObject({ language: 'de', cues: [{ start: 1.234, end: 3.235 }, { start: 4.007, end: 5.507 }] });
  });

  it('another program is asked where the first is refused or given gated captions', async () => {
    youtube.players = { ANDROID: refusing('LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot'), iOS: playing([{ lang: 'en', gated: true }]), '*': playing([{ lang: 'en' }]) };
    youtube.captions = { en: JSON3 };
    expect((await captions()).cues).toHaveLength(2);
    expect(youtube.clients).toEqual(['ANDROID', 'iOS', 'MWEB']);
  });

  it('captions that come empty to one program are asked for as another', async () => {
    youtube.players = { ANDROID: playing([{ lang: 'en' }]), iOS: playing([{ lang: 'en' }]), '*': refusing('LOGIN_REQUIRED', 'Please sign in') };
    const answers = ['', '', JSON3];
    Object.defineProperty(youtube.captions, 'en', { get: () => answers.shift() ?? '' });
    expect((await captions()).cues).toHaveLength(2);
    expect(youtube.clients).toEqual(['ANDROID', 'ANDROID', 'iOS']);
  });

  it('captions whose signed address has run out are asked for anew', async () => {
    youtube.players = { '*': playing([{ lang: 'en' }]) };
    youtube.captions = { en: JSON3 };
    const resolved = await resolve();
    const old = { ...resolved, tracks: resolved.tracks.map((track) => ({ ...track, url: `${track.url}&lang=gone`.replace('lang=en&', '') })) };
    expect((await source().captions(old, {}, sourceContext())).cues).toHaveLength(2);
    expect(youtube.timedtext.map(({ searchParams }) => searchParams.get('lang'))).toEqual(['gone', 'en']);
  });

  it('an operator names the programs and their versions', async () => {
    youtube.players = { iOS: playing([{ lang: 'en' }]) };
    const { YOUTUBE_CLIENTS } = parseEnv({ YOUTUBE_CLIENTS: 'ANDROID@99.1.2, IOS' });
    await sources({ YOUTUBE_CLIENTS }).byName('youtube').resolve(new URL(WATCH), {}, sourceContext());
    expect(youtube.clients).toEqual(['ANDROID', 'iOS']);
    expect(youtube.versions).toContainEqual({ body: '99.1.2', header: '99.1.2', agent: expect.stringContaining('youtube/99.1.2(') });
    expect(() => parseEnv({ YOUTUBE_CLIENTS: 'NETSCAPE' })).toThrow(/YOUTUBE_CLIENTS: must be NAME or NAME@VERSION/);
  });

  it('a machine\'s translation is read only where its language is asked for, and that is said', async () => {
    youtube.players = { '*': playing([{ lang: 'de' }, { lang: 'en' }]) };
    youtube.captions = { de: JSON3, en: JSON3 };
    expect((await resolve()).tracks.map(({ kind }) => kind)).toEqual(['manual', 'manual']);
    expect(await captions({ language: 'it' })).toMatchObject({ language: 'it', track: { kind: 'translated' }, note: expect.stringContaining('Translated by a machine') });
    expect(youtube.timedtext.at(-1)?.searchParams.get('tlang')).toBe('it');
    expect(await captions({ language: 'en-GB' })).toMatchObject({ language: 'en', track: { kind: 'manual' } });
    expect(await captions({ language: 'fi' })).toMatchObject({ language: 'de', note: 'The video has no captions in Finnish; these are in German.' });
    expect(await captions({ language: 'fi-x-foo' })).toMatchObject({ language: 'de', note: 'The video has no captions in fi-x-foo; these are in German.' });
  });

  it('the day is told by either answer', async () => {
    youtube.players = { '*': { ...playing([{ lang: 'en' }]), microformat: { playerMicroformatRenderer: { publishDate: '2009-10-24T23:57:33-07:00' } } } };
    expect((await resolve()).video.published_on).toBe('2009-10-24');
    youtube.players = { '*': playing([{ lang: 'en' }]) };
    youtube.next = { contents: { twoColumnWatchNextResults: { results: { results: { contents: [{ videoPrimaryInfoRenderer: { dateText: { simpleText: 'Premiered Jul 3, 2018' } } }] } } } } };
    expect((await resolve()).video.published_on).toBe('2018-07-03');
  });

  it('captions that a person names are read in the place of YouTube\'s', async () => {
    youtube.players = { '*': playing([{ lang: 'en', kind: 'asr' }]) };
    const options = { captions: 'https://example.org/mine.vtt' };
    expect((await source().resolve(new URL(WATCH), options, sourceContext())).tracks.map(({ url }) => url)).toEqual(['https://example.org/mine.vtt']);
  });

  it('chapters of the author are taken, YouTube\'s own are not', async () => {
    const marker = (key: string, title: string) => ({ key, value: { chapters: [{ chapterRenderer: { title: { simpleText: title }, timeRangeStartMillis: 61_500 } }] } });
    const next = (...markersMap: unknown[]) => ({ playerOverlays: { playerOverlayRenderer: { decoratedPlayerBarRenderer: { decoratedPlayerBarRenderer: { playerBar: { multiMarkersPlayerBarRenderer: { markersMap } } } } } } });
    youtube.players = { '*': playing([{ lang: 'en' }], { shortDescription: '0:00 One\n1:00 Two\n2:00 Three' }) };
    youtube.next = next({ key: 'HEATSEEKER', value: { heatmap: {} } }, marker('DESCRIPTION_CHAPTERS', 'Mine'));
    expect((await resolve()).author_chapters).toEqual([{ title: 'Mine', start: 61.5 }]);
    youtube.next = next(marker('AUTO_CHAPTERS', 'Theirs'));
    expect((await resolve()).author_chapters.map(({ title }) => title)).toEqual(['One', 'Two', 'Three']);
  });

  it.each([
    ['ERROR', 'This video is unavailable', 'video_unavailable'], ['ERROR', 'This video has been removed by the uploader', 'video_unavailable'], ['LOGIN_REQUIRED', 'This is a private video. Please sign in', 'video_private'],
    ['LOGIN_REQUIRED', 'Sign in to confirm your age', 'age_restricted'], ['AGE_VERIFICATION_REQUIRED', '', 'age_restricted'], ['LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot', 'source_blocked'],
    ['LIVE_STREAM_OFFLINE', 'This live event will begin in 2 hours.', 'live_not_ended'], ['UNPLAYABLE', 'The uploader has not made this video available in your country', 'source_blocked'],
    ['UNPLAYABLE', 'Join this channel to get access to members-only content', 'video_private'], ['UNPLAYABLE', 'Video unavailable', 'video_unavailable'],
    ['LOGIN_REQUIRED', 'This video may be inappropriate for some users.', 'age_restricted'], ['LOGIN_REQUIRED', 'Please sign in', 'source_blocked'],
    ['UNPLAYABLE', 'This video requires payment to watch. Purchase', 'video_private'], ['LIVE_STREAM_OFFLINE', 'Premieres in 3 hours', 'live_not_ended'],
  ])('%s “%s” is told by its reason: %s', async (status, reason, code) => {
    youtube.players = { '*': refusing(status, reason) };
    await expect(resolve()).rejects.toMatchObject({ code, hint: expect.stringMatching(/upload|try again|check/i) });
  });

  it('what stands under “Video unavailable” tells a country from a removal and from a private video', async () => {
    const codeOf = async (subreason: string) => {
      youtube.players = { '*': refusing('ERROR', 'Video unavailable', subreason) };
      return resolve().catch(({ code, message }: { code: string; message: string }) => `${code} ${message}`);
    };
    expect(await codeOf('The uploader has not made this video available in your country')).toMatch(/^source_blocked .*in your country/);
    expect(await codeOf('This video has been removed by the uploader')).toMatch(/^video_unavailable .*removed by the uploader/);
    expect(await codeOf('This video is private')).toMatch(/^video_private/);
  });

  it('a sentence without end is cut where it comes in', async () => {
    youtube.players = { '*': refusing('ERROR', 'No. '.repeat(100_000), '🙂'.repeat(100_000)) };
    const { message } = (await resolve().catch((thrown: unknown) => thrown)) as Error;
    expect(message).toMatch(/^YouTube says: No\. No\. /);
    expect(message.length).toBeLessThan(700);
    expect(message.isWellFormed()).toBe(true);
  });

  it('pages for people are told apart by what they ask', async () => {
    for (const [page, message] of [['Before you continue to YouTube', /agree to its terms/], ['Our systems have detected unusual traffic', /no machine/], ['Hello', /page for people/]] as const) {
      youtube.players = { '*': `<!DOCTYPE html><html><body>${page}` };
      await expect(resolve()).rejects.toMatchObject({ code: 'source_blocked', message: expect.stringMatching(message), hint: expect.stringContaining('upload') });
    }
  });

  it.each([[playing([], { isLive: true }), 'live_not_ended'], [playing([], { isUpcoming: true }), 'live_not_ended'], [429, 'source_rate_limited'], [400, 'source_blocked'], [503, 'source_unreachable'], ['<!doctype html><title>Before you continue</title>', 'source_blocked'], ['{"odd":1}', 'source_blocked'], ['not json', 'source_blocked']])(
    'an answer of another kind (%#) has its own code',
    async (answer, code) => {
      youtube.players = { '*': answer };
      await expect(resolve()).rejects.toMatchObject({ code });
    },
  );

  it('no captions are captions_missing; captions that come empty are captions_gated', async () => {
    youtube.players = { '*': playing([]) };
    await expect(captions()).rejects.toMatchObject({ code: 'captions_missing' });
    youtube.players = { '*': playing([{ lang: 'en', gated: true }]) };
    await expect(captions()).rejects.toMatchObject({ code: 'captions_gated' });
  });
});
