import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExtractiveAnalyst } from '#lib/analysis/extractive/analyst.ts';
import { withEvidence } from '#lib/analysis/with-evidence.ts';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { systemClock } from '#lib/platform/clock.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { createSources } from '#lib/sources/registry.ts';
import { createOpenAiTranscriber } from '#lib/speech/openai-transcriber.ts';
import { createServicePost } from '#lib/speech/service-post.ts';
import type { Transcriber } from '#lib/speech/transcriber.ts';
import { madeStream } from '#lib/testing/made-stream.ts';
import { MediaServer } from '#lib/testing/media-server.ts';
import { noUploads } from '#lib/testing/no-uploads.ts';
import { archiveItem } from '#lib/testing/sites/archive-site.ts';
import { ImitatedSite } from '#lib/testing/sites/imitated-site.ts';
import { peertubeVideo } from '#lib/testing/sites/peertube-site.ts';
import { podcast } from '#lib/testing/sites/podcast-site.ts';
import { SPOKEN, SPOKEN_TIMES } from '#lib/testing/sites/spoken.ts';
import { vimeoVideo } from '#lib/testing/sites/vimeo-site.ts';
import { SpeechServer } from '#lib/testing/speech-server.ts';
import { taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';
import { makeTones } from '#lib/testing/tones.ts';
import { JSON3, playing, refusing, YoutubeServer } from '#lib/testing/youtube-server.ts';
import type { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { createPipeline } from './pipeline.ts';

describe('a whole task, from the link to the result', () => {
  let world: TaskWorld;
  let site: ImitatedSite;
  let youtube: YoutubeServer;
  let relay: LoopbackServer;
  beforeEach(async () => {
    [world, site] = await Promise.all([taskWorld(), ImitatedSite.listen()]);
    youtube = new YoutubeServer();
    relay = await youtube.listen();
  });
  afterEach(async () => {
    await world.close();
    await Promise.all([site.server.close(), relay.close()]);
  });

  /** Submits the link and waits for the end of its task. */
  async function run(url: string, { options = {}, transcriber = null, allow = [] }: { options?: TaskOptions; transcriber?: Transcriber | null; allow?: string[] } = {}): Promise<TaskView> {
    const env = { FETCH_ALLOW: [site.server.allow, ...allow], YOUTUBE: 'on' as const, YOUTUBE_ORIGIN: relay.url('/').href };
    const origins = { vimeo: site.url('/'), archive: site.url('/'), apple: site.url('/') };
    const sources = createSources({ fetch: createGuardedFetch({ allow: env.FETCH_ALLOW }), uploads: noUploads, env, origins });
    world.worker(createPipeline({ sources, analyst: withEvidence(createExtractiveAnalyst()), transcriber, clock: systemClock })).start();
    const { view } = await world.service.submit(world.actor, { url: sources.vet(url), options });
    await world.until(view.id, ({ type }) => type === 'task_completed' || type === 'task_failed');
    const ended = await world.service.view(world.actor, view.id);
    expect(isFinished(ended.status)).toBe(true);
    return ended;
  }

  const SITES: [name: string, prepare: () => string, expected: object][] = [
    ['PeerTube', () => site.url(peertubeVideo(site)), { kind: 'peertube', others: [{ language: 'en', kind: 'manual' }] }],
    ['a podcast’s feed', () => (podcast(site), site.url('/feed.xml')), { kind: 'podcast', others: [{ language: 'en' }] }],
    ['a page of an episode', () => (podcast(site), site.url('/2')), { kind: 'podcast', others: [{ language: 'en' }] }],
    ['Vimeo', () => (vimeoVideo(site), 'https://vimeo.com/76979871'), { kind: 'vimeo', others: [{ language: 'en' }] }],
    ['the Internet Archive', () => (archiveItem(site), 'https://archive.org/details/what-bread-needs'), { kind: 'archive', others: [{ language: 'en' }, { kind: 'auto' }] }],
    ['a page', () => (page(), site.url('/talk')), { kind: 'page', others: [{ language: 'en' }] }],
  ];
  const page = () => {
    site.put('/talk', '<html><title>What bread needs</title><video src="/v.mp4"><track srclang="de" src="/de.vtt"><track srclang="en" src="/en.vtt"></video>', 'text/html');
    site.put('/de.vtt', SPOKEN.de.vtt);
    site.put('/en.vtt', SPOKEN.en.vtt);
  };

  it.each(SITES)('%s', async (_name, prepare, expected) => {
    const { status, error, result } = await run(prepare());
    const { kind, others } = expected as { kind: string; others: object[] };
    expect({ status, error }).toEqual({ status: 'completed', error: null });
    expect(result?.video).toMatchObject({ kind, title: 'What bread needs' });
    expect(result?.transcript).toMatchObject({ language: 'de', track: { language: 'de' }, other_tracks: others });
    expect(result?.transcript?.cues.map(({ start, end }) => [start, end])).toEqual(SPOKEN_TIMES);
    expect(result?.summary?.short).toMatch(/Brot|Vorlesung/);
    if (kind !== 'page') expect(result?.chapters?.[0]).toMatchObject({ title: 'Start', origin: 'author' });
  });

  it('a stream, whose subtitles lie in segments', async () => {
    const directory = await madeStream({ segments: 'mpegts' });
    const files = await MediaServer.listen(directory);
    try {
      const { status, error, result } = await run(files.url('master.m3u8'), { allow: [new URL(files.url('')).host] });
      expect({ status, error }).toEqual({ status: 'completed', error: null });
      expect(result?.video).toMatchObject({ kind: 'hls', duration: 6 });
      expect(result?.transcript).toMatchObject({ language: 'de', cues: [{ text: 'Good evening, all.' }, { text: 'It is late.' }] });
      expect(result?.mind_map?.start).toBe(result?.transcript?.cues[0]?.start);
    } finally {
      await files.close();
      await rm(directory, { recursive: true });
    }
  });

  it('YouTube, with what of the link was ignored said beside the video', async () => {
    youtube.players = { '*': playing([{ lang: 'fr' }, { lang: 'de', kind: 'asr' }]) };
    youtube.captions = { de: JSON3, fr: JSON3 };
    const { result } = await run('https://youtu.be/dQw4w9WgXcQ?t=1m5s&list=PL1');
    expect(result?.video).toMatchObject({ kind: 'youtube', title: 'A talk', start_at: 65, notices: [expect.stringContaining('list')] });
    expect(result?.transcript).toMatchObject({ origin: 'auto_captions', track: { kind: 'auto' }, other_tracks: [{ language: 'fr', kind: 'manual' }], cues: [{ start: 1.234, end: 3.235 }, { start: 4.007, end: 5.507 }] });
    const again = await run('https://youtu.be/dQw4w9WgXcQ', { options: { language: 'fr' } });
    expect(again.result?.transcript).toMatchObject({ language: 'fr', origin: 'captions', other_tracks: [{ language: 'de', kind: 'auto' }] });
  });

  it('YouTube, where it refuses: the code, its words and a way out', async () => {
    youtube.players = { '*': refusing('LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot') };
    expect(await run('https://youtu.be/dQw4w9WgXcQ')).toMatchObject({ status: 'failed', error: { code: 'source_blocked', stage: 'resolve', message: expect.stringContaining('not a bot'), hint: expect.stringContaining('upload') } });
    youtube.players = { '*': refusing('LOGIN_REQUIRED', 'Sign in to confirm your age') };
    expect(await run('https://youtu.be/dQw4w9WgXcQ')).toMatchObject({ status: 'failed', error: { code: 'age_restricted', hint: expect.stringContaining('Upload') } });
    youtube.players = { '*': playing([]) };
    expect(await run('https://youtu.be/dQw4w9WgXcQ')).toMatchObject({ status: 'failed', error: { code: 'captions_missing', stage: 'transcript', hint: expect.stringMatching(/upload/i) } });
  });

  it('an episode without a transcript is listened to', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'mindtube-episode-'));
    const [media, speech] = await Promise.all([MediaServer.listen(directory), SpeechServer.listen(), makeTones(path.join(directory, 'talk.mp3'), 8, ['-c:a', 'libmp3lame'])]);
    const allow = [new URL(media.url('')).host];
    site.put('/plain.xml', `<rss version="2.0"><channel><title>Ada</title><item><title>Heard</title><guid>1</guid><enclosure url="${media.url('talk.mp3')}" type="audio/mpeg"/></item></channel></rss>`, 'text/xml');
    const transcriber = createOpenAiTranscriber({ max_seconds: 3600, base_url: speech.base_url, model: 'stand-in', api_key: null, fetch: createServicePost(), clock: systemClock, media_fetch: () => createGuardedFetch({ allow }) });
    const { result, error } = await run(site.url('/plain.xml'), { transcriber, allow });
    expect(error).toBeNull();
    expect(result?.transcript).toMatchObject({ origin: 'speech', cues: expect.arrayContaining([expect.objectContaining({ text: expect.stringContaining('number') })]) });
    await Promise.all([media.close(), speech.close(), rm(directory, { recursive: true })]);
  });

  it('an episode without a transcript, where nobody listens, says the two ways out', async () => {
    site.put('/plain.xml', '<rss version="2.0"><channel><title>Ada</title><item><title>Heard</title><enclosure url="/talk.mp3" type="audio/mpeg"/></item></channel></rss>', 'text/xml');
    expect(await run(site.url('/plain.xml'))).toMatchObject({ status: 'failed', error: { code: 'captions_missing', hint: expect.stringMatching(/STT_BASE_URL.*upload a transcript/) } });
  });
});
