import type { Page } from '@playwright/test';
import { expect, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

/** Presses Tab until the focus is where it should be. */
async function tabTo(page: Page, isThere: () => Promise<boolean>, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the focus is not there after ${most} presses of Tab`);
}

const focused = (page: Page, selector: string) => page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

test.describe('Without a mouse', () => {
  test('People can skip to the content, start the sample, seek, and walk the mind map', async ({ page, app }) => {
    await page.goto(app.url);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: /skip to the content/i })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('#main')).toBeFocused();
    const sample = page.getByRole('button', { name: /sample/i });
    await tabTo(page, () => sample.evaluate((element) => element === document.activeElement));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tasks\//);
    await expect(page.getByRole('heading', { name: 'Mind map', exact: true })).toBeVisible();
    const video = page.locator('video');
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThan(0);
    await tabTo(page, () => focused(page, '#key-ideas a[href^="#t="]:not([href="#t=0"])'), 120);
    const seconds = await page.evaluate(() => Number(document.activeElement?.getAttribute('href')?.split('=')[1]));
    await page.keyboard.press('Enter');
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThanOrEqual(seconds);
    const active = () => page.evaluate(() => document.activeElement?.getAttribute('aria-activedescendant') ?? document.activeElement?.id ?? '');
    await tabTo(page, () => focused(page, '#mind-map [role=tree], #mind-map [role=treeitem]'), 120);
    const before = await active();
    await page.keyboard.press('ArrowRight');
    await expect.poll(active).not.toBe(before);
  });

  test('The focus is always to be seen', async ({ page, app }) => {
    await page.goto(app.url);
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      const shown = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return true;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== 'none' && outlineWidth !== '0px';
      });
      expect(shown, `after ${presses + 1} presses of Tab`).toBe(true);
    }
  });

  test('The focus is not lost where what was pressed goes away, or can be pressed no more', async ({ page, app, origin }) => {
    await submit(page, app, origin.put('kept.vtt', { type: 'text/vtt', body: lectureVtt(5), hold: true }));
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect(page.getByRole('region', { name: 'The task was cancelled.' })).toBeFocused();
    origin.release('kept.vtt');
    await page.getByRole('button', { name: 'Retry' }).press('Enter');
    await expect(page.locator('#run')).toBeFocused();
    await page.getByRole('textbox', { name: 'Your question' }).fill('bridges');
    const ask = page.getByRole('button', { name: 'Ask', exact: true });
    await ask.press('Enter');
    await expect(page.getByRole('list', { name: /questions and answers/i }).getByRole('listitem').first()).toBeVisible();
    await expect(ask).toBeDisabled();
    await expect(ask).toBeFocused();
    await page.getByRole('button', { name: 'Share' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Share' });
    await dialog.getByRole('button', { name: 'Make a link' }).press('Enter');
    await expect(dialog.getByRole('button', { name: 'Make another link' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
  });

  test('The live state is said to screen readers', async ({ page, app, origin }) => {
    await submit(page, app, origin.put('said.vtt', { type: 'text/vtt', body: lectureVtt(5), hold: true }));
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    const said = page.locator('[role=status][aria-live=polite]');
    origin.release('said.vtt');
    await expect(said.filter({ hasText: 'The video is understood.' })).toBeAttached();
  });
});
