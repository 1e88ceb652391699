import type { Locator } from '@playwright/test';
import { expect, openSample, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

const lines = 'Transcript lines';

/** Whether a line stands inside its list's own window. */
const isInList = (line: Locator) => line.evaluate((element) => {
  const [inner, outer] = [element.getBoundingClientRect(), element.parentElement?.getBoundingClientRect()];
  return outer !== undefined && inner.top >= outer.top && inner.bottom <= outer.bottom + 1;
});

test.describe('The transcript', () => {
  test('follows the player inside its list, and leaves the page where it is', async ({ page, app }) => {
    await openSample(page, app);
    const line = page.getByRole('list', { name: lines }).getByRole('listitem').filter({ hasText: 'After a lecture, write three' });
    await expect(page.locator('#mind-map')).toBeVisible();
    await expect(line).toBeAttached();
    expect(await isInList(line)).toBe(false);
    await page.locator('#key-ideas').getByRole('link', { name: 'Play from 1:28' }).click();
    await expect.poll(() => isInList(line)).toBe(true);
    await expect(page.locator('#key-ideas')).toBeInViewport();
  });

  test('stands at the moment that an address names, and so does the player, which does not start by itself', async ({ page, app }) => {
    await openSample(page, app);
    const line = page.getByRole('list', { name: lines }).getByRole('listitem').filter({ hasText: 'After a lecture, write three' });
    const href = await line.getByRole('link').getAttribute('href');
    const moment = Number(href?.split('=')[1]);
    const address = `${page.url()}${href}`;
    await page.goto('about:blank');
    await page.goto(address);
    await expect(line).toBeFocused();
    await expect(line).toHaveAttribute('aria-current', 'true');
    await expect.poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime)).toBeCloseTo(moment, 1);
    expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.paused)).toBe(true);
  });

  test('is where chapters lead when there is nothing to play; a key phrase is looked for in it', async ({ page, app, origin }) => {
    await submit(page, app, origin.put('reading.vtt', { type: 'text/vtt', body: lectureVtt(15) }));
    const chapter = page.locator('#chapters').getByRole('link').last();
    const time = (await chapter.innerText()).split('\n')[0] ?? '';
    const line = page.getByRole('list', { name: lines }).getByRole('listitem').filter({ has: page.getByRole('link', { name: `Read from ${time}`, exact: true }) });
    await expect(line).toBeAttached();
    await chapter.click();
    await expect(line).toBeInViewport();
    await expect(line).toBeFocused();
    await page.getByRole('list', { name: 'Key phrases' }).getByRole('button').first().click();
    await expect(page.getByRole('searchbox', { name: 'Search the transcript' })).not.toHaveValue('');
    await expect(page.getByText(/^[1-9]\d* of 225 lines match(es)?$/)).toBeVisible();
    await chapter.click();
    await expect(line).toBeFocused();
  });
});
