import type { BrowserContext, Page } from '@playwright/test';
import type { AppServer } from './app-server.ts';
import { expect, logOf, submit, test, watchConsole } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

/** Sockets that the server holds open. */
async function connections(app: AppServer): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(/^mindtube_connections (\d+)/m.exec(text)?.[1]);
}

/** Another tab of the same browser on the same page. */
async function anotherTab(context: BrowserContext, address: string, errors: string[]): Promise<Page> {
  const tab = await context.newPage();
  watchConsole(tab, errors);
  await tab.goto(address);
  await expect(live(tab)).toBeVisible();
  return tab;
}

const live = (page: Page) => page.getByText('Live', { exact: true });
const summary = (page: Page) => page.getByRole('heading', { name: 'Summary', exact: true });

/** Notes every word that the badge of the connection shows from now on. */
async function watchBadge(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const words: string[] = [];
    Object.assign(window, { badgeWords: words });
    const note = () => words.push(document.querySelector<HTMLElement>('[data-connection]')?.dataset['connection'] ?? 'none');
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-connection'] });
  });
  return () => page.evaluate(() => [...new Set((window as unknown as { badgeWords: string[] }).badgeWords)]);
}

test.describe('Tabs of one browser', () => {
  test('share one socket; when the one that holds it is closed mid-run, the others see the run live to its end', async ({ page, context, app, origin, consoleGuard }) => {
    const name = 'tabs.vtt';
    const id = await submit(page, app, origin.put(name, { type: 'text/vtt', body: lectureVtt(10), hold: true }));
    await expect(live(page)).toBeVisible();
    const others = [await anotherTab(context, page.url(), consoleGuard), await anotherTab(context, page.url(), consoleGuard)];
    expect(await connections(app)).toBe(1);
    const words = await Promise.all(others.map(watchBadge));
    await page.close();
    await expect.poll(() => connections(app)).toBe(1);
    origin.release(name);
    for (const tab of others) {
      await expect(summary(tab)).toBeVisible();
      await expect(tab.getByText('Up to date')).toBeVisible();
    }
    expect(await connections(app)).toBe(1);
    for (const seen of words) expect(['live', 'catching-up']).toEqual(expect.arrayContaining(await seen()));
    const events = await logOf(app, id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
    await Promise.all(others.map((tab) => tab.close()));
    await expect.poll(() => connections(app)).toBe(0);
  });

  test('go on when the one that holds the socket is frozen', async ({ page, context, app, origin, consoleGuard }) => {
    const name = 'frozen.vtt';
    await submit(page, app, origin.put(name, { type: 'text/vtt', body: lectureVtt(10), hold: true }));
    await expect(live(page)).toBeVisible();
    const other = await anotherTab(context, page.url(), consoleGuard);
    expect(await connections(app)).toBe(1);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    origin.release(name);
    await expect(summary(other)).toBeVisible({ timeout: 25_000 });
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await expect(summary(page)).toBeVisible();
    await expect.poll(() => connections(app)).toBe(1);
    await other.close();
  });

  test('that look through a share link have a socket of their own', async ({ page, context, app, origin, consoleGuard }) => {
    const name = 'apart.vtt';
    const id = await submit(page, app, origin.put(name, { type: 'text/vtt', body: lectureVtt(5), hold: true }));
    await expect(live(page)).toBeVisible();
    const response = await page.request.post(`${app.url}/api/v1/tasks/${id}/share`, { data: {} });
    const { url } = (await response.json()) as { url: string };
    const shared = await anotherTab(context, url, consoleGuard);
    expect(await connections(app)).toBe(2);
    origin.release(name);
    await expect(summary(shared)).toBeVisible();
    await shared.close();
  });
});

test('[P1] A page tells the server when a milestone is on the screen', async ({ page, app, origin }) => {
  // Every draw is the lowest, so that the first milestone is among the sampled.
  await page.addInitScript(() => {
    crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T) => array;
  });
  const name = 'painted.vtt';
  await submit(page, app, origin.put(name, { type: 'text/vtt', body: lectureVtt(5), hold: true }));
  await expect(live(page)).toBeVisible();
  origin.release(name);
  await expect(summary(page)).toBeVisible();
  await expect.poll(async () => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    return Number(/^mindtube_append_to_pixel_seconds_count (\d+)/m.exec(text)?.[1]);
  }).toBeGreaterThan(0);
});
