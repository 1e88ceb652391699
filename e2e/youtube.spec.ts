import { YoutubeServer, playing } from '../lib/testing/youtube-server.ts';
import { AppServer } from './app-server.ts';
import { expect, submit, test } from './fixtures.ts';

/** YouTube's embedded player, as far as it is spoken to: remembers what it hears and tells a time when it is greeted. */
const PLAYER = `<!doctype html><script>
  window.heard = [];
  let currentTime = 0;
  addEventListener('message', ({ data, source, origin }) => {
    const message = JSON.parse(data);
    window.heard.push(message.func ?? message.event);
    if (message.func === 'seekTo') currentTime = message.args[0];
    source.postMessage(JSON.stringify({ event: 'infoDelivery', info: { currentTime } }), origin);
  });
</script>`;

const LINES = ['Bridges carry their own weight before anything else.', 'A river decides where a bridge can stand.', 'Engineers measure the river for years.', 'Then the bridge is drawn and built.'];

test('People read a YouTube video beside its own player, and a moment’s link plays from there', async ({ page }) => {
  const youtube = new YoutubeServer();
  youtube.players = { '*': playing([{ lang: 'en' }], { title: 'On bridges' }) };
  youtube.captions = { en: JSON.stringify({ wireMagic: 'pb3', events: LINES.map((utf8, index) => ({ tStartMs: index * 30_000, dDurationMs: 20_000, segs: [{ utf8 }] })) }) };
  const relay = await youtube.listen();
  const app = await AppServer.start({ YOUTUBE_ORIGIN: relay.url('/').href });
  await page.route('https://www.youtube-nocookie.com/**', (route) => route.fulfill({ contentType: 'text/html', body: PLAYER }));
  await page.route('https://i.ytimg.com/**', (route) => route.fulfill({ status: 204 }));
  try {
    await submit(page, app, 'https://youtu.be/dQw4w9WgXcQ?list=PL1&t=1m5s');
    await expect(page.getByRole('heading', { level: 1, name: 'On bridges' })).toBeVisible();
    await expect(page.getByText('only this video is read')).toBeVisible();
    const player = page.locator('iframe[title="Player: On bridges"]');
    await expect(player).toHaveAttribute('src', /\/embed\/dQw4w9WgXcQ\?.*start=65/);
    await expect(page.getByText('From captions, in English')).toBeVisible();
    const frame = page.frames().find((candidate) => candidate.url().startsWith('https://www.youtube-nocookie.com'));
    const lines = page.getByRole('list', { name: 'Transcript lines' });
    await lines.getByRole('link', { name: 'Play from 1:00' }).click();
    await expect.poll(() => frame?.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(expect.arrayContaining(['listening', 'seekTo', 'playVideo']));
    await expect(lines.locator('[aria-current]')).toContainText('Engineers measure');
    // What the server renders may be there long before the page's own scripts are.
    const scripts = Promise.withResolvers<void>();
    await page.route('**/_next/static/**/*.js', (route) => scripts.promise.then(() => route.continue()));
    await page.reload({ waitUntil: 'commit' });
    const early = () => page.frames().find((candidate) => candidate.url().startsWith('https://www.youtube-nocookie.com'));
    await expect.poll(() => early()?.evaluate(() => document.readyState)).toBe('complete');
    scripts.resolve();
    await expect.poll(() => early()?.evaluate(() => (window as unknown as { heard: string[] }).heard)).toContain('listening');
  } finally {
    await app.dispose();
    await relay.close();
  }
});
