import type { Page } from '@playwright/test';
import type { AppServer } from './app-server.ts';
import { expect, openSample, test } from './fixtures.ts';

async function sample(page: Page, app: AppServer) {
  await openSample(page, app);
  const map = page.getByRole('tree', { name: /mind map/i });
  await expect(map).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  return map;
}

test.describe('The mind map', () => {
  test('People can fold a branch by its control, and all of them', async ({ page, app }) => {
    const map = await sample(page, app);
    const nodes = map.getByRole('treeitem');
    const all = await nodes.count();
    await map.locator('[data-fold=open]').first().click();
    await expect(map.getByRole('treeitem', { expanded: false })).toHaveCount(1);
    expect(await nodes.count()).toBeLessThan(all);
    await map.locator('[data-fold=closed]').click();
    await expect(nodes).toHaveCount(all);
    await page.getByRole('button', { name: 'Fold all' }).click();
    await expect(map.locator('[aria-level="3"]')).toHaveCount(0);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await expect(nodes).toHaveCount(all);
  });

  test('People can find a word, even in a folded branch, and play from there', async ({ page, app }) => {
    const map = await sample(page, app);
    const leaf = map.locator('[aria-level="3"]').last();
    const [title = '', time = ''] = (await leaf.getAttribute('aria-label'))?.split(/, (?=[\d:]+$)/) ?? [];
    await page.getByRole('button', { name: 'Fold all' }).click();
    const field = page.getByRole('searchbox', { name: 'Find in the mind map' });
    await field.fill(title);
    await field.press('Enter');
    const found = map.getByRole('treeitem', { name: `${title}, ${time}`, exact: true });
    await expect(found).toHaveAttribute('aria-selected', 'true');
    await expect(page.locator('#mind-map [role=status]')).toHaveText(/^1 of \d+$/);
    const video = page.locator('video');
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThan(0);
    await found.click();
    const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThanOrEqual(seconds);
    await expect(map.locator('[aria-current=time]')).toHaveCount(1);
  });

  test('People can zoom by keys, fill the window, and come back with Escape', async ({ page, app }) => {
    const map = await sample(page, app);
    await map.focus();
    const box = () => map.getAttribute('viewBox');
    const before = await box();
    await page.keyboard.press('+');
    await expect.poll(box).not.toBe(before);
    await page.keyboard.press('0');
    await expect.poll(box).toBe(before);
    await page.getByRole('button', { name: 'Fill the window' }).click();
    const height = page.viewportSize()?.height ?? 0;
    await expect.poll(async () => (await map.boundingBox())?.height ?? 0).toBeGreaterThan(height * 0.7);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Fill the window' })).toBeVisible();
  });

  test('Where it fills the window the focus stays in it, and goes back to its button at the end', async ({ page, app }) => {
    const map = await sample(page, app);
    const button = page.getByRole('button', { name: 'Fill the window' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Mind map' });
    await expect(dialog.getByRole('button', { name: 'Back to the page' })).toBeFocused();
    const reached = new Set<string>();
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press(step < 10 ? 'Tab' : 'Shift+Tab');
      reached.add(await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return 'browser';
        return element.closest('[role=dialog]') ? element.getAttribute('aria-label') ?? '' : 'behind';
      }));
    }
    expect(reached).not.toContain('behind');
    expect(reached).toContain('Find in the mind map');
    await map.focus();
    await page.keyboard.press('Escape');
    await expect(button).toBeFocused();
    await expect(dialog).toHaveCount(0);
    await expect(page.locator('[inert]')).toHaveCount(0);
  });

  test('A press that is let go of outside moves nothing afterwards', async ({ page, app }) => {
    const map = await sample(page, app);
    await map.scrollIntoViewIfNeeded();
    const box = await map.boundingBox();
    const before = await map.getAttribute('viewBox');
    const { x, y, width } = box ?? { x: 0, y: 0, width: 0 };
    await page.mouse.move(x + width / 2, y + 1);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y - 2);
    await page.mouse.up();
    await page.mouse.move(x + width / 2, y + 60, { steps: 4 });
    expect(await map.getAttribute('viewBox')).toBe(before);
  });
});
