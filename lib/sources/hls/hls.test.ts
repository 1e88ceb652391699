import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { openSound, SLICE_LIMITS } from '#lib/speech/audio-slices.ts';
import { endlessAnswer } from '#lib/testing/endless-answer.ts';
import { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { madeStream } from '#lib/testing/made-stream.ts';
import { MediaServer } from '#lib/testing/media-server.ts';
import { processorMs } from '#lib/testing/processor-time.ts';
import { ImitatedSite } from '#lib/testing/sites/imitated-site.ts';
import { sourceContext } from '#lib/testing/source-context.ts';
import { zResolved } from '../source.ts';
import { createWebSource } from '../web.ts';

describe('a stream as FFmpeg makes it', () => {
  let directory: string;
  let files: MediaServer;
  afterEach(async () => {
    await files.close();
    await rm(directory, { recursive: true });
  });

  it.each(['mpegts', 'fmp4'] as const)('%s: its length, its subtitles, and sound that can be listened to', async (segments) => {
    directory = await madeStream({ segments });
    files = await MediaServer.listen(directory);
    const fetch = createGuardedFetch({ allow: [new URL(files.url('')).host] });
    const source = createWebSource(fetch);
    const resolved = zResolved.parse(await source.resolve(new URL(files.url('master.m3u8')), {}, sourceContext()));
    expect(resolved.video).toMatchObject({ kind: 'hls', duration: 6, media_url: files.url('master.m3u8') });
    expect(resolved.tracks).toMatchObject([{ language: 'de', kind: 'manual', format: 'hls' }]);
    const { cues, language } = await source.captions(resolved, {}, sourceContext());
    expect(language).toBe('de');
    expect(cues.map(({ text }) => text)).toEqual(['Good evening, all.', 'It is late.']);
    expect(cues[1]?.start).toBeCloseTo(2.42, 1);
    expect(await secondsOfSound(resolved.audio_url ?? '', fetch)).toBeCloseTo(6, 0);
  });

  it('locked with a key: the key is fetched through the guard, wherever it is', async () => {
    const keys = await LoopbackServer.listen((_request, response) => void response.end('0123456789abcdef'));
    directory = await madeStream({ segments: 'mpegts', key_url: keys.url('/key').href });
    files = await MediaServer.listen(directory);
    const host = new URL(files.url('')).host;
    const resolved = await createWebSource(createGuardedFetch({ allow: [host] })).resolve(new URL(files.url('master.m3u8')), {}, sourceContext());
    await expect(secondsOfSound(resolved.audio_url ?? '', createGuardedFetch({ allow: [host] }))).rejects.toMatchObject({ code: 'forbidden_address' });
    expect(keys.connections).toBe(0);
    expect(await secondsOfSound(resolved.audio_url ?? '', createGuardedFetch({ allow: [host, keys.allow] }))).toBeCloseTo(6, 0);
    await keys.close();
  });
});

async function secondsOfSound(url: string, fetch: ReturnType<typeof createGuardedFetch>): Promise<number> {
  const sound = await openSound(url, fetch, AbortSignal.timeout(10_000));
  let end = 0;
  for await (const slice of sound.slices(SLICE_LIMITS)) end = slice.end;
  await sound.close();
  return end;
}

describe('streams of every kind', () => {
  let site: ImitatedSite;
  beforeEach(async () => {
    site = await ImitatedSite.listen();
  });
  afterEach(() => site.server.close());

  const source = () => createWebSource(createGuardedFetch({ allow: [site.server.allow] }));
  const resolve = async (path: string, options = {}) => zResolved.parse(await source().resolve(new URL(site.url(path)), options, sourceContext()));
  const words = async (path: string, options = {}) => (await source().captions(await resolve(path, options), options, sourceContext())).cues.map(({ start, text }) => [start, text]);
  const playlist = (path: string, ...lines: string[]) => site.put(path, ['#EXTM3U', '#EXT-X-TARGETDURATION:10', ...lines].join('\n'), 'application/vnd.apple.mpegurl');
  const vtt = (path: string, map: string, ...cues: string[]) => site.put(path, `WEBVTT\n${map}\n\n${cues.join('\n\n')}\n`, 'text/vtt');
  const cue = (start: string, text: string) => `${start} --> 00:59:59.000\n${text}`;

  it('subtitles on the clock of the stream: from another beginning, over its end, and after breaks', async () => {
    playlist('/s.m3u8', '#EXTINF:10,', 'a.vtt', '#EXTINF:10,', 'b.vtt', '#EXT-X-DISCONTINUITY', '#EXTINF:10,', 'c.vtt', '#EXT-X-ENDLIST');
    vtt('/a.vtt', `X-TIMESTAMP-MAP=MPEGTS:${2 ** 33 - 450_000},LOCAL:00:00:00.000`, cue('00:01.000', 'one'));
    vtt('/b.vtt', 'X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:450000', cue('00:02.000', 'two'));
    vtt('/c.vtt', 'X-TIMESTAMP-MAP=MPEGTS:7000000,LOCAL:00:10:00.000', cue('00:10:03.000', 'three'));
    expect(await words('/s.m3u8')).toEqual([[1, 'one'], [12, 'two'], [23, 'three']]);
    // One map for all segments, whose times go on over the break.
    for (const [index, name] of ['a', 'b', 'c'].entries()) vtt(`/${name}.vtt`, 'X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000', cue(`00:${index}1.500`, name));
    expect(await words('/s.m3u8')).toEqual([[1.5, 'a'], [11.5, 'b'], [21.5, 'c']]);
  });

  it('a cue over the border of two segments is said once, and segments that begin at zero are moved', async () => {
    playlist('/s.m3u8', '#EXTINF:10,', 'a.vtt', '#EXTINF:10,', 'b.vtt', '#EXT-X-ENDLIST');
    vtt('/a.vtt', '', '00:08.000 --> 00:12.000\nover', cue('00:01.000', 'one'));
    vtt('/b.vtt', '', '00:08.000 --> 00:12.000\nover', cue('00:13.000', 'two'));
    expect(await words('/s.m3u8')).toEqual([[1, 'one'], [8, 'over'], [13, 'two']]);
    playlist('/r.m3u8', '#EXTINF:10,', 'd.vtt', '#EXTINF:10,', 'e.vtt', '#EXTINF:10,', 'f.vtt', '#EXT-X-ENDLIST');
    vtt('/d.vtt', '', '00:01.000 --> 00:02.000\none');
    vtt('/e.vtt', '', '00:01.000 --> 00:02.000\ntwo');
    vtt('/f.vtt', '', '00:03.000 --> 00:04.000\nthree');
    expect(await words('/r.m3u8')).toEqual([[1, 'one'], [11, 'two'], [23, 'three']]);
  });

  it('parts of one file, variables, and gaps', async () => {
    const [a, b] = ['WEBVTT\n\n00:01.000 --> 00:02.000\none\n', 'WEBVTT\n\n00:11.000 --> 00:12.000\ntwo\n'];
    site.put('/all.vtt', a + b, 'text/vtt');
    playlist('/s.m3u8', '#EXT-X-DEFINE:NAME="file",VALUE="all"', `#EXT-X-BYTERANGE:${a.length}@0`, '#EXTINF:10,', '{$file}.vtt', `#EXT-X-BYTERANGE:${b.length}`, '#EXTINF:10,', '{$file}.vtt', '#EXT-X-GAP', '#EXTINF:10,', 'gone.vtt', '#EXT-X-ENDLIST');
    expect(await words('/s.m3u8')).toEqual([[1, 'one'], [11, 'two']]);
    expect((await resolve('/s.m3u8')).video).toMatchObject({ kind: 'captions', duration: 30, media_url: null });
  });

  it('a part said to lie far inside a file is not looked for where the site sends all of it', async () => {
    const endless = endlessAnswer({ type: 'text/vtt', first: 'WEBVTT' });
    const file = await LoopbackServer.listen(endless.answer);
    playlist('/s.m3u8', '#EXT-X-BYTERANGE:10@900000000000', '#EXTINF:10,', file.url('/all.vtt').href, '#EXT-X-ENDLIST');
    const fetch = createGuardedFetch({ allow: [site.server.allow, file.allow] });
    const source = createWebSource(fetch);
    const resolved = await source.resolve(new URL(site.url('/s.m3u8')), {}, sourceContext());
    await expect(source.captions(resolved, {}, sourceContext())).rejects.toMatchObject({ code: 'source_blocked', retryable: false });
    expect(endless.sent()).toBeLessThan(32 * 1024 * 1024);
    await file.close();
  });

  it('chooses sound kept apart, by language; lists subtitles once each, forced ones last', async () => {
    playlist('/talk/master.m3u8', '#EXT-X-SESSION-DATA:DATA-ID="com.apple.hls.title",VALUE="A stream, really"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="en.m3u8"', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",URI="de.m3u8"', '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="other",NAME="x",URI="x.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="Signs",LANGUAGE="en",FORCED=YES,URI="forced.m3u8"', '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English, heard",LANGUAGE="eng",CHARACTERISTICS="public.machine-generated",URI="heard.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="t",NAME="again",LANGUAGE="en",URI="heard.m3u8"', '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="cc",INSTREAM-ID="CC1"',
      '#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.4d,mp4a.40.2",AUDIO="a"', 'high.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="avc1.4d,mp4a.40.2",AUDIO="a"', 'low.m3u8');
    for (const name of ['en', 'de', 'low']) playlist(`/talk/${name}.m3u8`, '#EXTINF:9.5,', `${name}.aac`, '#EXT-X-ENDLIST');
    const resolved = await resolve('/talk/master.m3u8');
    expect(resolved).toMatchObject({ audio_url: site.url('/talk/en.m3u8'), video: { title: 'A stream, really', duration: 9.5 } });
    expect(resolved.tracks.map(({ label, kind, language }) => `${label} ${kind} ${language}`)).toEqual(['English, heard auto en', 'Signs manual en']);
    expect((await resolve('/talk/master.m3u8', { language: 'de-CH' })).audio_url).toBe(site.url('/talk/de.m3u8'));
    playlist('/plain/index.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=900,RESOLUTION=1x1', '/talk/low.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=999999,CODECS="mp4a.40.2"', '/talk/en.m3u8');
    expect(await resolve('/plain/index.m3u8')).toMatchObject({ audio_url: site.url('/talk/en.m3u8'), video: { title: 'Plain' } });
  });

  it('one that is not over, is empty, leads nowhere or is locked says so', async () => {
    playlist('/live.m3u8', '#EXTINF:10,', 'a.ts');
    await expect(resolve('/live.m3u8')).rejects.toMatchObject({ code: 'live_not_ended' });
    playlist('/m.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=1', 'live.m3u8');
    await expect(resolve('/m.m3u8')).rejects.toMatchObject({ code: 'live_not_ended' });
    playlist('/empty.m3u8', '#EXT-X-ENDLIST');
    await expect(resolve('/empty.m3u8')).rejects.toMatchObject({ code: 'not_media' });
    playlist('/round.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=1', 'round.m3u8');
    await expect(resolve('/round.m3u8')).rejects.toMatchObject({ code: 'not_media' });
    playlist('/locked.m3u8', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://key",KEYFORMAT="com.apple.streamingkeydelivery"', '#EXTINF:10,', 'a.ts', '#EXT-X-ENDLIST');
    expect(await resolve('/locked.m3u8')).toMatchObject({ audio_url: null, notices: [expect.stringContaining('locked')] });
    playlist('/locked-words.m3u8', '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://key"', '#EXTINF:10,', 'a.vtt', '#EXT-X-ENDLIST');
    vtt('/a.vtt', '', cue('00:01.000', 'one'));
    await expect(words('/locked-words.m3u8')).rejects.toMatchObject({ code: 'captions_gated' });
  });

  it('nothing inside a private network is fetched: playlists, segments, maps, keys', async () => {
    const inside = await LoopbackServer.listen((_request, response) => void response.end('0123456789abcdef'));
    const there = inside.url('/x').href;
    playlist('/m.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=1', there);
    await expect(resolve('/m.m3u8')).rejects.toMatchObject({ code: 'forbidden_address' });
    vtt('/a.vtt', '', cue('00:01.000', 'one'));
    const bad = [['#EXTINF:1,', `${there}.vtt`], [`#EXT-X-KEY:METHOD=AES-128,URI="${there}"`, '#EXTINF:1,', 'a.vtt'], [`#EXT-X-MAP:URI="${there}"`, '#EXTINF:1,', 'a.vtt']];
    for (const [index, lines] of bad.entries()) {
      playlist(`/${index}.m3u8`, ...lines, '#EXT-X-ENDLIST');
      await expect(words(`/${index}.m3u8`)).rejects.toMatchObject({ code: 'forbidden_address' });
    }
    playlist('/f.m3u8', '#EXTINF:1,', 'file:///etc/passwd', '#EXT-X-ENDLIST');
    await expect(resolve('/f.m3u8')).rejects.toMatchObject({ code: 'not_media' });
    expect(inside.connections).toBe(0);
    await inside.close();
  });

  it('a page that plays a stream reads the stream\'s subtitles', async () => {
    playlist('/v/master.m3u8', '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",LANGUAGE="en",URI="s.m3u8"', '#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES="s"', 'low.m3u8');
    playlist('/v/low.m3u8', '#EXTINF:10,', 'a.ts', '#EXT-X-ENDLIST');
    playlist('/v/s.m3u8', '#EXTINF:10,', 's.vtt', '#EXT-X-ENDLIST');
    vtt('/v/s.vtt', '', cue('00:01.000', 'one'));
    site.put('/page', '<!doctype html><html><title>A page</title><video src="/v/master.m3u8"></video>', 'text/html');
    expect(await resolve('/page')).toMatchObject({ audio_url: site.url('/v/low.m3u8'), video: { kind: 'page', title: 'A page', duration: 10 } });
    expect(await words('/page')).toEqual([[1, 'one']]);
  });

  it('text without end in a playlist takes time in proportion', async () => {
    const read = async (lines: string) => {
      playlist('/long.m3u8', lines, '#EXT-X-ENDLIST');
      await resolve('/long.m3u8').catch(() => undefined);
    };
    const worked = await processorMs(async () => {
      for (const lines of ['#EXT-X-MEDIA:' + 'A='.repeat(500_000), '#EXT-X-DEFINE:NAME="a",VALUE="b"\n' + '{$a}'.repeat(200_000), '#EXTINF:1,\na.ts\n'.repeat(200_000)]) await read(lines);
    });
    expect(worked).toBeLessThan(5000);
  });
});
