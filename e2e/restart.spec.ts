import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SpeechServer } from '../lib/testing/speech-server.ts';
import { AppServer } from './app-server.ts';
import { expect, logOf, submit, test } from './fixtures.ts';
import { RawSocket } from '../scripts/conformance/raw-socket.ts';
import { lectureVtt } from './slow-origin.ts';

test.describe('A server that goes away', () => {
  test('People see a run go on by itself after a SIGKILL, and what was done is not done again', async ({ page, origin }) => {
    test.setTimeout(120_000);
    const [speech, folder] = [await SpeechServer.listen(), await mkdtemp(path.join(tmpdir(), 'mindtube-killed-'))];
    const app = await AppServer.start({ FETCH_ALLOW: origin.host, STT_BASE_URL: speech.base_url, STT_MODEL: 'whisper-1', TMPDIR: folder });
    try {
      // Two of four slices are heard; the others hang while the server is killed.
      speech.refuse = ({ filename }) => (/slice-[01]\./.test(filename) ? null : 'hang');
      const talk = await submit(page, app, origin.put('talk.m4a', { type: 'audio/mp4', body: await longSound(folder) }));
      await expect(page.getByText('Heard 2 of about 4 slices')).toBeVisible();
      await expect.poll(() => speech.requests.length).toBe(4);
      expect(await soundIn(folder)).toHaveLength(1);
      const url = origin.put('killed.vtt', { type: 'text/vtt', body: lectureVtt(10), hold: true });
      const id = await submit(page, app, url);
      await expect.poll(async () => (await logOf(app, id)).some((event) => event.type === 'stage_started')).toBe(true);
      const before = await logOf(app, id);
      await app.stop('SIGKILL');
      origin.release('killed.vtt');
      speech.refuse = () => null;
      await app.boot();
      await expect.poll(() => soundIn(folder)).toEqual([]);
      await expect(page.getByRole('heading', { name: 'Summary' })).toBeVisible({ timeout: 30_000 });
      const after = await logOf(app, id);
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.map((event) => event.seq)).toEqual(after.map((_event, index) => index + 1));
      expect(after.some((event) => event.type === 'task_retried')).toBe(true);
      const completed = after.filter((event) => event.type === 'stage_completed').map((event) => event.stage);
      expect(completed).toEqual([...new Set(completed)]);
      await expect.poll(async () => (await logOf(app, talk)).at(-1)?.type, { timeout: 30_000 }).toBe('task_completed');
      const sent = speech.requests.map(({ filename }) => filename.replace(/\..*/, '')).toSorted();
      expect(sent).toEqual(['slice-0', 'slice-1', 'slice-2', 'slice-2', 'slice-3', 'slice-3']);
      expect(await soundIn(folder)).toEqual([]);
    } finally {
      await app.dispose();
      await speech.close();
      await rm(folder, { recursive: true });
    }
  });

  test('[D3] SIGTERM with 200 sockets open ends with exit code 0, every socket closed 1012', async ({ origin }) => {
    test.setTimeout(60_000);
    const app = await AppServer.start({ FETCH_ALLOW: origin.host });
    try {
      const closed = await Promise.all(Array.from({ length: 200 }, (_, index) => openSocket(`${app.url.replace('http', 'ws')}/ws/c${index}`)));
      const started = Date.now();
      const code = await app.stop('SIGTERM');
      expect(code).toBe(0);
      expect(Date.now() - started).toBeLessThan(15_000);
      expect(new Set(await Promise.all(closed.map((socket) => socket.code)))).toEqual(new Set([1012]));
    } finally {
      await app.dispose();
    }
  });

  test('[D3] SIGINT ends it too, and a second signal more than a second later at once', async ({ origin }) => {
    const app = await AppServer.start({ FETCH_ALLOW: origin.host });
    try {
      // A peer that never answers the goodbye holds the orderly end up for some seconds.
      const mute = new RawSocket(new URL(app.url));
      await mute.upgrade('/ws/mute', { Host: new URL(app.url).host });
      const started = Date.now();
      const ended = app.stop('SIGINT');
      await mute.closeCode();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, started + 1200 - Date.now())));
      process.kill(app.pid, 'SIGINT');
      const second = Date.now();
      expect(await ended).toBe(1);
      expect(Date.now() - second).toBeLessThan(1500);
      mute.destroy();
    } finally {
      await app.dispose();
    }
  });
});

/** Sound of four slices of five minutes at most, without captions. */
async function longSound(folder: string): Promise<Buffer> {
  const file = path.join(folder, 'talk.m4a');
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=f=350:r=8000:d=1000', '-c:a', 'aac', '-movflags', '+faststart', file]);
  return readFile(file);
}

/** Folders in which slices wait to be sent. */
async function soundIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('mindtube-sound-'));
}

function openSocket(url: string): Promise<{ code: Promise<number> }> {
  const socket = new WebSocket(url);
  const code = new Promise<number>((resolve) => socket.addEventListener('close', (event) => resolve(event.code)));
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve({ code }));
    socket.addEventListener('error', () => reject(new Error(`no socket at ${url}`)));
  });
}
