import path from 'node:path';
import type { Page } from '@playwright/test';
import { ModelServer } from '../lib/testing/model-server.ts';
import { AppServer } from './app-server.ts';
import { expect, openSample, submit, test } from './fixtures.ts';
import { notesOn } from './model-notes.ts';
import { lectureVtt } from './slow-origin.ts';

/** `SCREENSHOTS=1` renews the pictures that the README shows; otherwise they are only taken. */
const folder = process.env['SCREENSHOTS'] === '1' ? path.resolve('e2e/screenshots') : null;

async function shoot(page: Page, name: string): Promise<void> {
  const file = path.join(folder ?? test.info().outputDir, `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, 'pixels that stick out sideways').toBeLessThanOrEqual(0);
}

async function sample(page: Page, app: AppServer): Promise<void> {
  await openSample(page, app);
  for (const name of ['Summary', 'Mind map']) await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
}

/** Of the lecture's parts, those that the model answers before it is made to wait. */
const READ_AT_ONCE = 7;
/** Two seconds or more, as a stage shows them. */
const SECONDS = /[2-9]\.\d s|\d\d s|\d:\d\d/;

const isDark = (page: Page) => page.evaluate(() => document.documentElement.classList.contains('dark'));

test.describe('How it looks', () => {
  test.use({ viewport: { width: 1200, height: 760 } });

  test('empty, and done, in light', async ({ page }) => {
    const app = await AppServer.start();
    try {
      await page.goto(app.url);
      await expect(page.getByRole('button', { name: /sample/i })).toBeVisible();
      expect(await isDark(page)).toBe(false);
      await shoot(page, 'empty');
      await sample(page, app);
      await shoot(page, 'done-light');
    } finally {
      await app.dispose();
    }
  });

  test('running: two stages done, the next side by side and half way, live', async ({ page, origin }) => {
    test.setTimeout(120_000);
    const { promise: enough, resolve: goOn } = Promise.withResolvers<void>();
    async function* later(text: string) {
      await enough;
      yield text;
    }
    let read = 0;
    const model = await ModelServer.start((request) => {
      if (!request.prompt.includes('<transcript>')) return { text: 'Bridges, railways and lighthouses: what they made of the places they joined, and why engineers still study them.' };
      const text = JSON.stringify(notesOn(request));
      return ++read <= READ_AT_ONCE ? { text } : { pieces: later(text) };
    });
    const app = await AppServer.start({ FETCH_ALLOW: origin.host, LLM_BASE_URL: model.base_url, LLM_MODEL: 'stand-in', LLM_CHUNK_TOKENS: '1500' });
    try {
      await submit(page, app, origin.put('why-bridges-stand.vtt', { type: 'text/vtt', body: lectureVtt(40), hold: true }));
      // Each takes long enough to be seen on the axis.
      const stage = (name: string, status: string) => page.locator(`[data-stage=${name}][data-status=${status}]`);
      await expect(stage('transcript', 'running')).toContainText(SECONDS);
      origin.release('why-bridges-stand.vtt');
      await expect(stage('transcript', 'completed')).toBeVisible();
      await expect(stage('summary', 'running')).toContainText(new RegExp(`[3-8]\\d % · (${SECONDS.source})`), { timeout: 30_000 });
      await expect(page.getByRole('group', { name: 'Being written' })).toContainText('engineers');
      await expect(page.getByText('Live', { exact: true })).toBeVisible();
      await shoot(page, 'running');
      goOn();
      await expect(page.getByRole('heading', { name: 'Summary', exact: true })).toBeVisible();
    } finally {
      await app.dispose();
      await model.stop();
    }
  });

  test('failed, with the next step', async ({ page, app, origin }) => {
    await submit(page, app, origin.put('a-page-without-video.html', { type: 'text/html', body: '<!doctype html><title>Opening hours</title><p>Only words.' }));
    await expect(page.getByRole('button', { name: /retry|try again/i }).first()).toBeVisible();
    await shoot(page, 'failed');
  });

  test.describe('in the dark', () => {
    test.use({ colorScheme: 'dark' });
    test('done', async ({ page, app }) => {
      await sample(page, app);
      expect(await isDark(page)).toBe(true);
      await shoot(page, 'done-dark');
    });
  });

  test.describe('on a phone', () => {
    test.use({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
    test('first page and result fit the width', async ({ page, app }) => {
      await page.goto(app.url);
      await shoot(page, 'phone-first');
      await sample(page, app);
      await shoot(page, 'phone-done');
      await page.goto(`${app.url}/tasks`);
      await shoot(page, 'phone-library');
    });
  });
});
