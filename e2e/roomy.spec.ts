import type { Page } from '@playwright/test';
import { expect, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

/** WCAG 2, 1.4.12: what people may set for themselves. */
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';

/** What sticks out of the page sideways, and texts that are cut off. */
const lost = (page: Page) => page.evaluate(() => {
  const cut = [...document.querySelectorAll<HTMLElement>('main *')]
    // What only screen readers are told is a pixel wide.
    .filter((node) => node.innerText?.trim() && node.clientWidth > 1 && getComputedStyle(node).overflowX === 'hidden' && node.scrollWidth > node.clientWidth + 1)
    .map((node) => node.innerText.slice(0, 60));
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return over > 0 ? [...cut, `${over} px`] : cut;
});

async function understood(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Transcript', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
}

/** A page whose author names so many chapters. */
function withChapters(count: number): string {
  const hasPart = Array.from({ length: count }, (_, index) => ({ '@type': 'Clip', name: `Part ${index + 1}, on bridges and on those who built them`, startOffset: index * 30 }));
  const facts = JSON.stringify({ '@context': 'https://schema.org', '@type': 'VideoObject', name: 'A long lecture', hasPart });
  return `<!doctype html><title>A long lecture</title><script type="application/ld+json">${facts}</script><video src="/f.mp4"><track kind="captions" srclang="en" src="/long.vtt"></video>`;
}

test.describe('Room for what is long', () => {
  test('with more space between lines, words and letters nothing is lost, on a desk and at 400 %', async ({ page, app, origin }) => {
    test.slow();
    await submit(page, app, origin.put('spaced.vtt', { type: 'text/vtt', body: lectureVtt(5) }));
    await understood(page);
    const result = page.url();
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 256 });
      for (const address of [app.url, `${app.url}/tasks`, result, `${app.url}/status`]) {
        await page.goto(address);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.addStyleTag({ content: SPACING });
        expect(await lost(page), `${address} at ${width} px`).toEqual([]);
      }
    }
    await page.evaluate(() => scrollTo(0, 600));
    await expect(page.getByRole('banner')).not.toBeInViewport();
  });

  test('a hundred chapters scroll in a list of their own, and the one that is played is in sight', async ({ page, app, origin }) => {
    origin.put('long.vtt', { type: 'text/vtt', body: lectureVtt(50) });
    await submit(page, app, origin.put('long.html', { type: 'text/html', body: withChapters(100) }));
    await understood(page);
    const chapters = page.getByRole('navigation', { name: 'Chapters' });
    await expect(chapters.getByRole('listitem')).toHaveCount(100);
    await page.evaluate(() => scrollTo(0, 600));
    await expect(page.getByRole('button', { name: 'Export' })).toBeInViewport({ ratio: 1 });
    await page.locator('#transcript').getByRole('link', { name: 'Read from 45:00', exact: true }).click();
    const current = chapters.locator('[aria-current=true]');
    await expect(current).toContainText('Part 91,');
    await page.setViewportSize({ width: 390, height: 780 });
    expect((await chapters.boundingBox())?.height).toBeLessThan(400);
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(current).toBeInViewport();
  });

  test('lines from right to left stand at the right', async ({ page, app, origin }) => {
    const words = 'الجسور تحمل الأوزان وتربط المدن.';
    await submit(page, app, origin.put('arabic.vtt', { type: 'text/vtt', body: lectureVtt(5).replaceAll(/Sentence .*/g, words) }));
    await understood(page);
    const gap = await page.getByRole('list', { name: 'Transcript lines' }).getByRole('listitem').first().evaluate((line) => {
      const text = document.createRange();
      text.selectNodeContents(line.querySelector('p')!);
      return line.getBoundingClientRect().right - text.getBoundingClientRect().right;
    });
    expect(gap).toBeLessThan(20);
  });
});
