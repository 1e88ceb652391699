import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { CAPTION_ENDINGS, MEDIA_ENDINGS } from '#lib/protocol/file-endings.ts';
import { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { smallMedia, type MediaKind } from '#lib/testing/make-media.ts';
import { MediaServer } from '#lib/testing/media-server.ts';
import { sourceContext } from '#lib/testing/source-context.ts';
import { zResolved } from './source.ts';
import { createWebSource } from './web.ts';
import { kindOfPath } from './web-kind.ts';

const VTT = 'WEBVTT\n\n00:00.000 --> 00:01.500\nGood evening.\n\n00:01.500 --> 00:03.000\nThank you.\n';
const SRT = '1\n00:00:00,000 --> 00:00:02,000\nGuten Abend.\n';

describe('a media file', () => {
  let directory: string;
  let files: MediaServer;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'mindtube-web-'));
    files = await MediaServer.listen(directory);
  });
  afterEach(async () => {
    await files.close();
    await rm(directory, { recursive: true });
  });

  const source = () => createWebSource(createGuardedFetch({ allow: [new URL(files.url('')).host] }));
  const put = async (kind: MediaKind, name: string) => copyFile(await smallMedia(kind), path.join(directory, name));

  it.each<MediaKind>(['mp4', 'webm', 'mkv', 'mp3', 'wav'])('%s says its title and length, and its captions lie beside it', async (kind) => {
    await put(kind, `my_talk.${kind}`);
    await writeFile(path.join(directory, 'my_talk.srt'), SRT);
    const resolved = zResolved.parse(await source().resolve(new URL(files.url(`my_talk.${kind}`)), {}, sourceContext()));
    expect(resolved.video).toMatchObject({ kind: 'media', title: 'A small talk', author: 'Ada', media_url: files.url(`my_talk.${kind}`) });
    expect(resolved.video.duration).toBeCloseTo(3, 0);
    const { cues, track } = await source().captions(resolved, {}, sourceContext());
    expect(track.format).toBe('srt');
    expect(cues).toMatchObject([{ start: 0, end: 2, text: 'Guten Abend.' }]);
  });

  it('a file with no ending is known by its bytes', async () => {
    await put('mp4', 'stream');
    expect((await source().resolve(new URL(files.url('stream')), {}, sourceContext())).video.kind).toBe('media');
  });

  it('bytes that are no media under a media name are not_media, and a file that is gone is unavailable', async () => {
    await writeFile(path.join(directory, 'fake.mp4'), 'nothing to see here '.repeat(500));
    await expect(source().resolve(new URL(files.url('fake.mp4')), {}, sourceContext())).rejects.toMatchObject({ code: 'not_media' });
    await expect(source().resolve(new URL(files.url('gone.mp4')), {}, sourceContext())).rejects.toMatchObject({ code: 'video_unavailable' });
    files.status = 403;
    await expect(source().resolve(new URL(files.url('gone.mp4')), {}, sourceContext())).rejects.toMatchObject({ code: 'source_blocked' });
  });

  it('without captions there are none to choose; those that a person names come first', async () => {
    await put('mp3', 'a.mp3');
    await writeFile(path.join(directory, 'elsewhere.vtt'), VTT);
    const url = new URL(files.url('a.mp3#t=2.5'));
    const bare = await source().resolve(url, {}, sourceContext());
    expect(bare.video.start_at).toBe(2.5);
    await expect(source().captions(bare, {}, sourceContext())).rejects.toMatchObject({ code: 'captions_missing' });
    const options = { captions: 'elsewhere.vtt', language: 'de' };
    const given = await source().captions(await source().resolve(url, options, sourceContext()), options, sourceContext());
    expect(given).toMatchObject({ language: 'de', cues: [{ text: 'Good evening.' }, { text: 'Thank you.' }] });
    await expect(source().resolve(url, { captions: 'http://' }, sourceContext())).rejects.toMatchObject({ code: 'invalid_url' });
  });
});

describe('a page or a captions file', () => {
  let site: LoopbackServer;
  let inside: LoopbackServer;
  const answers = new Map<string, { type: string; body: string }>();
  beforeEach(async () => {
    answers.clear();
    inside = await LoopbackServer.listen((_request, response) => void response.end(VTT));
    site = await LoopbackServer.listen((request, response) => {
      const answer = answers.get(request.url ?? '');
      response.writeHead(answer ? 200 : 404, { 'content-type': answer?.type ?? 'text/plain' }).end(answer?.body);
    });
  });
  afterEach(async () => {
    await Promise.all([site.close(), inside.close()]);
  });

  const source = () => createWebSource(createGuardedFetch({ allow: [site.allow] }));
  const page = (path: string, body: string, type = 'text/html; charset=utf-8') => void answers.set(path, { type, body });
  const resolve = async (path: string, options = {}) => zResolved.parse(await source().resolve(site.url(path), options, sourceContext()));

  it('a page says what it plays by <video> and <track>; relative addresses are resolved', async () => {
    page('/talks/1', `<!doctype html><base href="/media/"><title> A  talk </title><meta name=author content="Ada"><video poster=still.jpg>
      <source src=talk.mp4><track kind=subtitles srclang=ger src=de.vtt label=Deutsch><track kind=metadata src=thumbs.vtt><track srclang=en src=en.vtt></video>`);
    page('/media/de.vtt', VTT, 'text/vtt');
    const resolved = await resolve('/talks/1');
    expect(resolved.video).toEqual({
      kind: 'page', title: 'A talk', author: 'Ada', duration: null, thumbnail_url: site.url('/media/still.jpg').href, page_url: site.url('/talks/1').href, media_url: site.url('/media/talk.mp4').href, start_at: 0,
    });
    expect(resolved.tracks.map(({ url, language }) => [new URL(url).pathname, language])).toEqual([['/media/de.vtt', 'de'], ['/media/en.vtt', 'en']]);
    expect(await source().captions(resolved, {}, sourceContext())).toMatchObject({ language: 'de', cues: [{ text: 'Good evening.' }, {}] });
  });

  it('a page says title, author, length and chapters by JSON-LD', async () => {
    const object = {
      '@context': 'https://schema.org', '@graph': [{ '@type': 'WebPage' }, {
        '@type': ['VideoObject'], name: 'Told', author: [{ '@type': 'Person', name: 'Bo' }], duration: 'PT1H2M3.5S', thumbnailUrl: ['/t.jpg'], contentUrl: '/v.mp4',
        hasPart: [{ '@type': 'Clip', name: 'Second', startOffset: '60' }, { '@type': 'Clip', name: 'First', startOffset: 0 }, { '@type': 'Clip' }],
      }],
    };
    page('/ld', `<html><script type="application/ld+json">{broken</script><script type="application/ld+json">${JSON.stringify(object)}</script>`);
    const { video, author_chapters } = await resolve('/ld');
    expect(video).toMatchObject({ title: 'Told', author: 'Bo', duration: 3723.5, thumbnail_url: site.url('/t.jpg').href, media_url: site.url('/v.mp4').href });
    expect(author_chapters).toEqual([{ title: 'First', start: 0 }, { title: 'Second', start: 60 }]);
  });

  it('og:video is taken where it is a file; several videos are said', async () => {
    page('/og', '<html><meta property="og:title" content="O &amp; G"><meta property="og:video" content="/player"><meta property="og:video:url" content="/v.webm"><meta property="og:image" content="/i.png">');
    expect((await resolve('/og')).video).toMatchObject({ title: 'O & G', media_url: site.url('/v.webm').href, thumbnail_url: site.url('/i.png').href });
    page('/two', '<html><video src=a.mp4></video><video src=b.mp4></video>');
    expect((await resolve('/two')).notices).toEqual(['This page holds several videos; the first one is read.']);
  });

  it('a page without video, and bytes of another kind, are not_media', async () => {
    page('/text', '<html><p>Only words.</p><video src="blob:x"></video>');
    page('/zip', 'PK\u0003\u0004 and so on', 'application/zip');
    for (const path of ['/text', '/zip']) await expect(resolve(path), path).rejects.toMatchObject({ code: 'not_media' });
  });

  it('a captions file is known by its ending or by its bytes', async () => {
    page('/my_words.srt', SRT, 'application/octet-stream');
    page('/download?id=7', VTT, 'text/plain');
    for (const path of ['/my_words.srt', '/download?id=7']) {
      const resolved = await resolve(path);
      expect(resolved.video.kind).toBe('captions');
      expect((await source().captions(resolved, {}, sourceContext())).cues.length).toBeGreaterThan(0);
    }
    page('/fake.vtt', '<html>sign in</html>');
    await expect(source().captions(await resolve('/fake.vtt'), {}, sourceContext())).rejects.toMatchObject({ code: 'not_media' });
  });

  it.each([...MEDIA_ENDINGS.map((ending) => [ending, 'media'] as const), ...CAPTION_ENDINGS.map((ending) => [ending, 'captions'] as const), ['json', null] as const, ['html', null] as const])('an address that ends in .%s is taken for %s before it is asked', (ending, kind) => {
    expect(kindOfPath(new URL(`https://example.org/talk.${ending.toUpperCase()}?a=1`))).toBe(kind);
  });

  it('a page that points inside leads nowhere', async () => {
    page('/evil', `<html><video src="v.mp4"><track src="${inside.url('/x.vtt').href}"></video>`);
    await expect(source().captions(await resolve('/evil'), {}, sourceContext())).rejects.toMatchObject({ code: 'forbidden_address' });
    page('/evil2', `<html><video src="${inside.url('/v.mp4').href}">`);
    await resolve('/evil2');
    expect(inside.connections).toBe(0);
  });
});
