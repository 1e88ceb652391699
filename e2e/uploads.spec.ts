import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { SpeechServer } from '../lib/testing/speech-server.ts';
import { makeTones } from '../lib/testing/tones.ts';
import { AppServer } from './app-server.ts';
import { expect, logOf, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

const SECONDS = 40;
const PADDING = 12_000_000;

let directory = '';
let film = '';
let speech: SpeechServer;
let app: AppServer;

test.beforeAll(async ({ origin }) => {
  directory = await mkdtemp(path.join(tmpdir(), 'mindtube-film-'));
  film = path.join(directory, 'counting.mp4');
  speech = await SpeechServer.listen();
  await makeTones(film, SECONDS, ['-f', 'lavfi', '-i', `testsrc=s=160x120:r=5:d=${SECONDS}`, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-map', '0:a', '-map', '1:v', '-movflags', '+faststart']);
  await appendFile(film, freeBox(PADDING));
  app = await AppServer.start({ FETCH_ALLOW: origin.host, STT_BASE_URL: speech.base_url, STT_MODEL: 'whisper-1' });
});
test.afterAll(async () => {
  await app.dispose();
  await speech.close();
  await rm(directory, { recursive: true, force: true });
});

/** A box of ISO 14496-12 that every reader skips: what makes a small film a large file. */
function freeBox(bytes: number): Buffer {
  const box = Buffer.alloc(bytes);
  box.writeUInt32BE(bytes, 0);
  box.write('free', 4);
  return box;
}

/** Lets go of files over the page, as if they were dragged in from outside. */
async function drop(page: Page, texts: Record<string, string>): Promise<void> {
  const files = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const [name, body] of Object.entries(all)) transfer.items.add(new File([body], name, { type: 'text/plain' }));
    return transfer;
  }, texts);
  // Whoever drags is heard again and again, also by a page whose scripts are just beginning.
  await expect(async () => {
    await page.dispatchEvent('body', 'dragover', { dataTransfer: files });
    await expect(page.getByText(/Let go/)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await page.dispatchEvent('body', 'drop', { dataTransfer: files });
}

const chooser = (page: Page) => page.getByLabel(/Choose a file/);

test('People upload a film; after a reload in the middle it goes on, is listened to, and plays', async ({ page, context }) => {
  page.on('dialog', (dialog) => void dialog.accept());
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  await page.goto(app.url);
  const line = await context.newCDPSession(page);
  const throttle = (uploadThroughput: number) => line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await throttle(3_000_000);
  await chooser(page).setInputFiles(film);
  const bar = page.getByRole('progressbar', { name: 'Upload of counting.mp4' });
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow').catch(() => 0))).toBeGreaterThan(20);
  await page.reload();
  const unfinished = page.getByRole('list', { name: 'Unfinished uploads' });
  await expect(unfinished).toContainText(/counting\.mp4 stopped at [1-9]\d? % of 12 MB/);
  await throttle(-1);
  offsets.length = 0;
  await unfinished.getByLabel('Go on').setInputFiles(film);
  await page.waitForURL(/\/tasks\//);
  expect(offsets[0]).toBeGreaterThan(PADDING / 10);
  await expect(page.getByRole('heading', { name: 'Transcript', exact: true })).toBeVisible();
  await expect(page.getByText('From speech recognition')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Transcript lines' })).toContainText('number39');
  await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => Math.round(video.duration))).toBe(SECONDS);
  // Sound alone went to the recogniser.
  expect(speech.requests.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(1_000_000);
  await page.goto(app.url);
  await expect(chooser(page)).toBeAttached();
  await expect(unfinished).toHaveCount(0);
});

test('People drop captions anywhere on the first page', async ({ page }) => {
  await page.goto(app.url);
  await expect(chooser(page)).toBeAttached();
  await drop(page, { 'Why bridges stand.vtt': lectureVtt(5) });
  await page.waitForURL(/\/tasks\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Why bridges stand');
  await expect(page.getByRole('heading', { name: 'Summary', exact: true })).toBeVisible();
  await expect(page.getByText('From an uploaded file')).toBeVisible();
});

test('A film and its captions, chosen together, are one task: the captions are its transcript, and the film plays', async ({ page }) => {
  const heard = speech.requests.length;
  await page.goto(app.url);
  const captions = path.join(directory, 'subtitles.srt');
  await writeFile(captions, '1\n00:00:01,000 --> 00:00:04,000\nBridges carry their own weight before anything else.\n');
  await chooser(page).setInputFiles([film, captions]);
  await page.waitForURL(/\/tasks\/./);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Counting');
  await expect(page.getByText('From an uploaded file')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Transcript lines' })).toContainText('Bridges carry their own weight');
  await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => Math.round(video.duration))).toBe(SECONDS);
  expect(speech.requests).toHaveLength(heard);
});

test('Captions that were sent with a film are not asked for again when the film is broken off by a reload', async ({ page, context }) => {
  page.on('dialog', (dialog) => void dialog.accept());
  const captions = path.join(directory, 'ahead.srt');
  await writeFile(captions, '1\n00:00:01,000 --> 00:00:04,000\nBridges carry their own weight before anything else.\n');
  await page.goto(app.url);
  const line = await context.newCDPSession(page);
  const throttle = (uploadThroughput: number) => line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await throttle(3_000_000);
  await chooser(page).setInputFiles([film, captions]);
  const bar = page.getByRole('progressbar', { name: 'Upload of counting.mp4' });
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow').catch(() => 0))).toBeGreaterThan(20);
  await page.reload();
  const unfinished = page.getByRole('list', { name: 'Unfinished uploads' });
  await expect(unfinished).toContainText('Its captions, “ahead.srt”, are here');
  await throttle(-1);
  await unfinished.getByLabel('Go on').setInputFiles(film);
  await page.waitForURL(/\/tasks\/./);
  await expect(page.getByText('From an uploaded file')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Transcript lines' })).toContainText('Bridges carry their own weight');
});

test('Of several files dropped at once every one becomes a task; one that is refused is named, and holds up no other', async ({ page }) => {
  await page.goto(app.url);
  await expect(chooser(page)).toBeAttached();
  await drop(page, { 'First bridge.vtt': lectureVtt(2), 'page.txt': '<!doctype html><p>No.', 'Second bridge.vtt': lectureVtt(2) });
  await expect(page.getByRole('alert').filter({ hasText: 'Not taken: “page.txt”' })).toContainText('The other 2 are in the library.');
  await page.goto(`${app.url}/tasks`);
  for (const name of ['First bridge', 'Second bridge']) await expect(page.getByRole('link', { name })).toBeVisible();
});

/** Lets go of what lies on disk over the page, as a file manager does. */
async function dropPath(page: Page, place: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [place], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') => browser.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await drag('dragEnter');
  // A drag tells of itself again and again, also to a page that listens only now.
  await expect.poll(async () => {
    await drag('dragOver');
    return page.getByText('Let go').isVisible();
  }).toBe(true);
  await drag('drop');
}

test('Of a folder that is dropped the files in it are taken, and those in folders below; what nobody could understand is left', async ({ page }) => {
  const folder = path.join(directory, 'Evening lectures');
  await mkdir(path.join(folder, 'Week 2'), { recursive: true });
  await writeFile(path.join(folder, 'Folder bridge.vtt'), lectureVtt(2));
  await writeFile(path.join(folder, 'Week 2', 'Folder railway.srt'), '1\n00:00:01,000 --> 00:00:04,000\nRails carry their own weight before anything else.\n');
  await writeFile(path.join(folder, 'cover.jpg'), 'no film');
  await writeFile(path.join(folder, '.DS_Store'), 'no film');
  await page.goto(app.url);
  await dropPath(page, folder);
  await page.waitForURL(/\/tasks$/);
  for (const name of ['Folder bridge', 'Folder railway']) await expect(page.getByRole('link', { name })).toBeVisible();
  await expect(page.getByRole('link', { name: /cover|DS_Store/ })).toHaveCount(0);
});

test('A folder with nothing to understand, or with too much, is named, with what to do', async ({ page }) => {
  const [empty, full] = [path.join(directory, 'Pictures'), path.join(directory, 'Everything')];
  for (const folder of [empty, full]) await mkdir(folder, { recursive: true });
  await writeFile(path.join(empty, 'cover.jpg'), 'no film');
  await Promise.all(Array.from({ length: 130 }, (_, index) => writeFile(path.join(full, `${index}.vtt`), 'WEBVTT\n')));
  await page.goto(app.url);
  await dropPath(page, empty);
  await expect(page.getByRole('alert').filter({ hasText: 'There is nothing to understand in “Pictures”.' })).toContainText('Video, sound, captions');
  await dropPath(page, full);
  await expect(page.getByRole('alert').filter({ hasText: 'There is too much in “Everything”' })).toContainText('At most 50');
});

test('Words without times are taken, and the page says that their times are estimated', async ({ page }) => {
  await page.goto(app.url);
  await chooser(page).setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from(lectureVtt(5).replace(/^.*-->.*$|^WEBVTT$/gm, '')) });
  await page.waitForURL(/\/tasks\//);
  await expect(page.getByText('these are estimated from how fast people speak')).toBeVisible();
});

test('A file that is nothing of the kind is refused at once, with what is taken', async ({ page }) => {
  await page.goto(app.url);
  await chooser(page).setInputFiles({ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(2000, 7)]) });
  await expect(page.getByRole('alert').filter({ hasText: /SRT or WebVTT/ })).toBeVisible();
});

test('A failed task goes on with captions that are dropped on it, and with a recording; the keyboard stays where it goes on', async ({ page, app: other, origin }) => {
  await submit(page, other, origin.put('silent.html', { type: 'text/html', body: '<!doctype html><title>Silent film</title><video src="/film.mp4"></video>' }));
  await expect(page.getByLabel(/Upload a transcript/)).toBeAttached();
  await drop(page, { 'film.srt': '1\n00:00:01,000 --> 00:00:04,000\nBridges carry their own weight before anything else.\n' });
  await expect(page.getByText('From an uploaded file')).toBeVisible();

  await page.goto(app.url);
  const id = await submit(page, app, `http://${origin.host}/dead-link.mp4`);
  const input = page.getByLabel(/Upload a transcript or the recording/);
  await input.focus();
  await input.setInputFiles(film);
  await expect(page.locator('#run')).toBeFocused();
  await expect(page.getByRole('list', { name: 'Transcript lines' })).toContainText('number39');
  await expect.poll(async () => (await logOf(app, id)).filter(({ type }) => type === 'task_completed').length).toBe(1);
  await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => Math.round(video.duration))).toBe(SECONDS);
});
