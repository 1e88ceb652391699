import path from 'node:path';
import type { Page } from '@playwright/test';
import { AppServer } from './app-server.ts';
import { expect, openSample, submit, test } from './fixtures.ts';
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

  test('running', async ({ page, app, origin }) => {
    const url = origin.put('why-bridges-stand.vtt', { type: 'text/vtt', body: lectureVtt(40), hold: true });
    await submit(page, app, url);
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    await shoot(page, 'running');
    origin.release('why-bridges-stand.vtt');
    await expect(page.getByRole('heading', { name: 'Summary', exact: true })).toBeVisible();
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
