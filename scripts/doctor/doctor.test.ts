import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from '#lib/db/open.ts';
import { log } from '#lib/platform/log.ts';
import type { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { ModelServer } from '#lib/testing/model-server.ts';
import { ImitatedSite } from '#lib/testing/sites/imitated-site.ts';
import { peertubeVideo } from '#lib/testing/sites/peertube-site.ts';
import { SpeechServer } from '#lib/testing/speech-server.ts';
import { JSON3, playing, refusing, YoutubeServer } from '#lib/testing/youtube-server.ts';

const run = promisify(execFile);
const WATCH = 'https://youtu.be/dQw4w9WgXcQ';

let dir: string;
let site: ImitatedSite;
let youtube: YoutubeServer;
let relay: LoopbackServer;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'mindtube-doctor-'));
  youtube = new YoutubeServer();
  [site, relay] = await Promise.all([ImitatedSite.listen(), youtube.listen()]);
});
afterAll(async () => {
  await Promise.all([site.server.close(), relay.close(), rm(dir, { recursive: true, force: true })]);
});

/** The script as npm runs it, with stand-ins for the sites. */
async function doctor(links: string[], env: Record<string, string> = {}): Promise<{ code: number; stdout: string }> {
  const settings = { DATA_DIR: dir, DATABASE_URL: '', YOUTUBE_ORIGIN: relay.url('/').href, FETCH_ALLOW: site.server.allow, LLM_BASE_URL: '', STT_BASE_URL: '', REDIS_URL: '', ...env };
  const ended = await run(process.execPath, ['scripts/doctor/main.ts', ...links], { env: { ...process.env, ...settings } }).catch((error: { code: number; stdout: string }) => error);
  return { code: 'code' in ended ? ended.code : 0, stdout: ended.stdout };
}

it('says what works, a line each, and ends with 0', async () => {
  const [model, speech] = await Promise.all([ModelServer.start(() => ({ text: '{"ready": true}' })), SpeechServer.listen()]);
  await closeDatabase(await openDatabase({ url: `file:${path.join(dir, 'mindtube.db')}`, log }));
  youtube.players = { ANDROID: playing([{ lang: 'en' }]), iOS: playing([{ lang: 'en' }]) };
  youtube.captions = { en: JSON3 };
  const link = site.url(peertubeVideo(site));
  const { code, stdout } = await doctor([WATCH, link], { YOUTUBE_CLIENTS: 'ANDROID,IOS@9.9.9', LLM_BASE_URL: model.base_url, LLM_MODEL: 'm', STT_BASE_URL: speech.base_url, STT_MODEL: 's' });
  await Promise.all([model.stop(), speech.close()]);
  expect(stdout).toMatch(/^ok {4}Settings: local mode/);
  expect(stdout).toMatch(/ok {4}Disk: \d+\.\d GB free/);
  expect(stdout).toContain('ok    Database: SQLite answers, with 0 tasks');
  expect(stdout).toContain('off   Redis: not set up');
  expect(stdout).toMatch(/ok {4}Language model: m answers in JSON/);
  expect(stdout).toMatch(/ok {4}Speech recognition: s answers/);
  expect(stdout).toMatch(/ok {4}YouTube as ANDROID@[\d.]+: “A talk”, 1 track; its captions \(en\) hold 2 lines/);
  expect(stdout).toContain('ok    YouTube as IOS@9.9.9');
  expect(stdout).toContain(`(${link}): “What bread needs”, 2 tracks; its automatic captions (de) hold 2 lines`);
  expect(stdout).toContain('Everything that is set up works.');
  expect(code).toBe(0);
});

it('says what does not, and what to do; services of one’s own weigh more than sites', async () => {
  const speech = await SpeechServer.listen();
  speech.refuse = () => ({ status: 401 });
  youtube.players = { ANDROID: refusing('LOGIN_REQUIRED', 'Sign in to confirm you’re not a bot'), iOS: playing([{ lang: 'en', gated: true }]) };
  youtube.captions = {};
  const env = { YOUTUBE_CLIENTS: 'ANDROID,IOS' };
  const sites = await doctor([WATCH], env);
  expect(sites.stdout).toMatch(/FAIL {2}YouTube as ANDROID@[\d.]+: YouTube says: Sign in to confirm you’re not a bot.*\n +→ YouTube mistrusts this server/);
  expect(sites.stdout).toMatch(/FAIL {2}YouTube as IOS@[\d.]+: The video has captions, but the site does not hand them out/);
  expect(sites.code).toBe(2);
  const own = await doctor([WATCH], { ...env, YOUTUBE: 'off', STT_BASE_URL: speech.base_url, STT_MODEL: 's', REDIS_URL: 'redis://127.0.0.1:1' });
  await speech.close();
  expect(own.stdout).toContain('off   YouTube: switched off');
  expect(own.stdout).toMatch(/FAIL {2}Speech recognition: The speech service answered 401\.\n +→ Check STT_API_KEY/);
  expect(own.stdout).toContain('FAIL  Redis: 127.0.0.1 cannot be reached');
  expect(own.code).toBe(1);
});

it('without a way to the internet it says so', async () => {
  const gone = await ImitatedSite.listen();
  const [link, allow] = [gone.url('/talk'), gone.server.allow];
  await gone.server.close();
  const { stdout, code } = await doctor([link], { FETCH_ALLOW: allow });
  expect(stdout).toMatch(/FAIL .*: The site could not be reached\. \(ECONNREFUSED\)/);
  expect(stdout).toContain('there is no way to the internet from here');
  expect(code).toBe(2);
});

it('a wrong setting is named', async () => {
  const { stdout, code } = await doctor([], { YOUTUBE_CLIENTS: 'NETSCAPE' });
  expect(stdout).toContain('FAIL  Settings: YOUTUBE_CLIENTS: must be NAME or NAME@VERSION');
  expect(code).toBe(1);
});
