import type { Locator, Page } from '@playwright/test';
import { expect, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

const style = (element: Locator, name: string) => element.evaluate((node, property) => getComputedStyle(node).getPropertyValue(property), name);
/** 0–100, as Chromium tells a colour: `lab(94.5 0 0)`. */
const lightness = (color: string) => Number(/^lab\(([\d.]+)/.exec(color)?.[1]);

async function understood(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Transcript', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
}

test.describe('Where the system sets the colours', () => {
  test.use({ contextOptions: { forcedColors: 'active' } });

  test('buttons have edges, progress is seen, and so is what one is at', async ({ page, app, origin }) => {
    await page.goto(app.url);
    expect(await style(page.getByRole('button', { name: 'Understand' }), 'border-top-style')).toBe('solid');
    await submit(page, app, origin.put('forced.vtt', { type: 'text/vtt', body: lectureVtt(5), hold: true }));
    const bar = page.getByRole('progressbar', { name: 'Whole run' });
    expect(await style(bar, 'border-top-width')).toBe('1px');
    expect(await style(bar.locator('div'), 'background-color')).not.toBe(await style(page.locator('body'), 'background-color'));
    origin.release('forced.vtt');
    await understood(page);
    await page.getByRole('navigation', { name: 'Chapters' }).getByRole('link').first().click();
    expect(await style(page.locator('#chapters [aria-current=true]'), 'outline-style')).toBe('solid');
    await page.getByRole('button', { name: 'Export' }).press('Enter');
    expect(await style(page.locator('[role=menuitem][data-highlighted]'), 'outline-style')).toBe('solid');
  });
});

test.describe('Where more contrast is asked for', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`edges and quiet words stand out more, in ${colorScheme}`, async ({ page, app }) => {
      const look = async () => [await style(page.locator('#library-search'), 'border-top-color'), await style(page.getByRole('link', { name: 'Running' }), 'color')];
      await page.emulateMedia({ colorScheme });
      await page.goto(`${app.url}/tasks`);
      const before = await look();
      await page.emulateMedia({ colorScheme, contrast: 'more' });
      for (const [index, color] of (await look()).entries()) {
        const step = lightness(color) - lightness(before[index] ?? '');
        expect(colorScheme === 'light' ? -step : step).toBeGreaterThan(8);
      }
    });
  }
});

test.describe('On paper', () => {
  test.use({ colorScheme: 'dark' });

  test('a result is whole, dark on light, and shows nothing that only a screen can do', async ({ page, app, origin }) => {
    await submit(page, app, origin.put('printed.vtt', { type: 'text/vtt', body: lectureVtt(20) }));
    await understood(page);
    const lines = page.getByRole('list', { name: 'Transcript lines' });
    const hidden = () => lines.evaluate((list) => list.scrollHeight - list.clientHeight);
    expect(await hidden()).toBeGreaterThan(0);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await hidden()).toBe(0);
    expect(await style(lines.getByRole('listitem').last(), 'content-visibility')).toBe('visible');
    expect(await style(page.locator('html'), 'color-scheme')).toBe('light');
    expect(lightness(await style(page.locator('body'), 'color'))).toBeLessThan(20);
    await expect(page.getByRole('button', { name: /Share|Export|Ask|Zoom|theme/ })).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Ask the video' })).toHaveCount(0);
    await expect(page.getByRole('searchbox')).toHaveCount(0);
    await expect(page.getByRole('banner')).toHaveCount(0);
  });
});

test('A name without spaces does not stick out of a narrow page', async ({ page, app, origin }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const name = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';
  origin.put('words.vtt', { type: 'text/vtt', body: lectureVtt(5) });
  await submit(page, app, origin.put('one-word.html', { type: 'text/html', body: `<!doctype html><title>${name}</title><meta name="author" content="${name}"><video src="/f.mp4"><track kind="captions" srclang="en" src="/words.vtt"></video>` }));
  await understood(page);
  await expect(page.locator('header p').getByText(name)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
