import { AppServer } from './app-server.ts';
import { expect, test } from './fixtures.ts';

test.describe('npm run dev', () => {
  test('[C5] Next’s development socket and ours are both alive behind the one door', async ({ page }) => {
    test.setTimeout(120_000);
    const app = await AppServer.start({ NODE_ENV: 'development' });
    try {
      const development = page.waitForEvent('websocket', { predicate: (socket) => socket.url().includes('/_next/'), timeout: 90_000 });
      // Compiled when first asked for: a server that ends before would leave an error on the page.
      const session = page.waitForResponse(/\/api\/auth\/session/, { timeout: 90_000 });
      await page.goto(app.url, { timeout: 90_000 });
      await session;
      const hot = await development;
      await hot.waitForEvent('framereceived');
      const greeting = await page.evaluate(() => new Promise<string>((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/ws/development`);
        socket.addEventListener('message', ({ data }) => resolve(String(data)));
      }));
      expect(JSON.parse(greeting)).toMatchObject({ type: 'connection_established' });
      expect(hot.isClosed()).toBe(false);
      await page.goto('about:blank');
    } finally {
      await app.dispose();
    }
  });
});
