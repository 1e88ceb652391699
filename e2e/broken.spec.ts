import { DatabaseSync } from 'node:sqlite';
import type { Browser, Page } from '@playwright/test';
import { AppServer } from './app-server.ts';
import { expect, test } from './fixtures.ts';

const NOTICE = 'Something went wrong inside MindTube.';

/** A page of its own: what it says on its console is what these tests are about. */
async function visit(browser: Browser, act: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser.newPage();
  await act(page).finally(() => page.close());
}

test.describe('A page that cannot be shown', () => {
  test('People are told so, with the mark that the log has, and the next try works once the database is there again', async ({ browser }) => {
    const app = await AppServer.start();
    const database = new DatabaseSync(app.env['DATABASE_URL']?.replace(/^file:/, '') ?? '');
    try {
      await visit(browser, async (page) => {
        await page.goto(app.url);
        database.exec('ALTER TABLE "Task" RENAME TO "Away"');
        await page.getByRole('link', { name: 'Library', exact: true }).click();
        const notice = page.getByRole('alert').filter({ hasText: NOTICE });
        await expect(notice).toContainText(/mark of it in the server’s log: \S+\./);
        await expect(page.getByRole('heading', { name: NOTICE })).toBeVisible();
        await expect(page).toHaveTitle('Something went wrong · MindTube');
        await notice.getByRole('button', { name: 'Try again' }).click();
        await expect(notice).toBeVisible();
        database.exec('ALTER TABLE "Away" RENAME TO "Task"');
        await notice.getByRole('button', { name: 'Try again' }).click();
        await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible();
      });
    } finally {
      database.close();
      await app.dispose();
    }
  });

  test('People are told so where what stands around every page broke, in the colours they chose', async ({ browser, app }) => {
    await visit(browser, async (page) => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.addInitScript(() => {
        const fail = () => { throw new Error('no random numbers'); };
        for (const name of ['getRandomValues', 'randomUUID']) Object.defineProperty(crypto, name, { value: fail });
      });
      await page.goto(app.url);
      await expect(page.getByRole('heading', { name: NOTICE })).toBeVisible();
      await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
      await expect(page.locator('html')).toHaveClass(/dark/);
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toMatch(/^lab\(6\./);
    });
  });
});
