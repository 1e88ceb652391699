import { test as base, expect, type Page } from '@playwright/test';
import { AppServer } from './app-server.ts';
import { SlowOrigin } from './slow-origin.ts';

type WorkerFixtures = { origin: SlowOrigin; app: AppServer };
type TestFixtures = { consoleGuard: string[] };

/** What a browser says on its own about a network that a test took away, or about an answer that the page shows. */
const EXPECTED = [/net::ERR_(INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_REFUSED|NETWORK_CHANGED|CONNECTION_RESET|ABORTED|FAILED)/, /WebSocket connection to .* failed/, /status of 4\d\d/];

/**
 * A built app a worker, in local mode, that may fetch from a slow site on loopback.
 * Any error on a page's console fails its test.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  origin: [async ({}, use) => {
    const origin = await SlowOrigin.start();
    await use(origin);
    await origin.stop();
  }, { scope: 'worker' }],
  app: [async ({ origin }, use) => {
    const app = await AppServer.start({ FETCH_ALLOW: origin.host });
    await use(app);
    await app.dispose();
  }, { scope: 'worker', timeout: 60_000 }],
  consoleGuard: [async ({ page }, use) => {
    const errors: string[] = [];
    watchConsole(page, errors);
    await use(errors);
    expect(errors, 'errors on the console').toEqual([]);
  }, { auto: true }],
});

export { expect };

export function watchConsole(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.some((pattern) => pattern.test(message.text()))) errors.push(message.text());
  });
}

/** Pastes an address on the first page and goes to its task. @returns the task's id. */
export async function submit(page: Page, app: AppServer, url: string): Promise<string> {
  await page.goto(app.url);
  await page.getByRole('textbox', { name: /link|address|url/i }).fill(url);
  await page.getByRole('button', { name: /understand|start|go/i }).click();
  await page.waitForURL(/\/tasks\/[A-Za-z0-9_-]+$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** Starts the sample on the first page and goes to its task. */
export async function openSample(page: Page, app: AppServer): Promise<void> {
  await page.goto(app.url);
  await page.getByRole('button', { name: /sample/i }).click();
  await page.waitForURL(/\/tasks\//);
}

export type StoredEvent = { type: string; seq: number; stage?: string; timestamp: string; attempt: number };

/** The task's whole log, as HTTP gives it. */
export async function logOf(app: AppServer, id: string): Promise<StoredEvent[]> {
  const response = await fetch(`${app.url}/api/v1/tasks/${id}/events`, { headers: { accept: 'application/json' } });
  return ((await response.json()) as { events: StoredEvent[] }).events;
}
