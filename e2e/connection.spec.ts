import type { Page, WebSocketRoute } from '@playwright/test';
import { contrastOf } from './contrast.ts';
import { expect, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

/** The network between a page and its server, in a test's hand. */
async function holdNetwork(page: Page) {
  const hand = { away: false, sockets: [] as WebSocketRoute[] };
  await page.routeWebSocket(/\/ws\//, (socket) => {
    if (hand.away) return void socket.close({ code: 1012, reason: 'away' });
    socket.connectToServer();
    hand.sockets.push(socket);
  });
  await page.route('**/healthz', (route) => (hand.away ? route.abort() : route.continue()));
  return {
    close: (code: number) => hand.sockets.at(-1)?.close({ code, reason: 'a test' }),
    away: (is: boolean) => void (hand.away = is),
  };
}

test.describe('The connection of a page', () => {
  test('is told in words, seen and heard, when the server is away and when it is back', async ({ page, app, origin }) => {
    const network = await holdNetwork(page);
    await submit(page, app, origin.put('away.vtt', { type: 'text/vtt', body: lectureVtt(5), hold: true }));
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    const heard = page.getByRole('status').filter({ hasText: /connected|reconnecting/i });
    await expect(heard).toHaveCount(0);
    network.away(true);
    await network.close(1012);
    await expect(page.getByText('Reconnecting', { exact: true })).toBeVisible({ timeout: 15_000 });
    await expect(heard).toHaveText(/Reconnecting\. .*nothing will be missed/);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await contrastOf(page.locator('[data-connection=reconnecting]')), colorScheme).toBeGreaterThan(4.5);
    }
    network.away(false);
    await expect(page.getByText('Live', { exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(heard).toHaveText(/Connected again/);
    origin.release('away.vtt');
    await expect(page.getByText('Up to date')).toBeVisible();
  });

  test('that another page took is taken back by a key', async ({ page, app, origin }) => {
    const network = await holdNetwork(page);
    await submit(page, app, origin.put('taken.vtt', { type: 'text/vtt', body: lectureVtt(5), hold: true }));
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await network.close(4409);
    await expect(page.getByRole('alert').filter({ hasText: 'Another page took' })).toBeVisible();
    await expect(page.getByText('Not connected', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Reconnect here' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await expect(page.locator('#main')).toBeFocused();
    origin.release('taken.vtt');
    await expect(page.getByText('Up to date')).toBeVisible();
  });
});
