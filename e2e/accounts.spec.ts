import { AppServer } from './app-server.ts';
import { expect, test } from './fixtures.ts';
import type { Page } from '@playwright/test';

let app: AppServer;
test.beforeAll(async () => {
  app = await AppServer.start({ AUTH_MODE: 'accounts' });
});
test.afterAll(() => app.dispose());

async function signUp(page: Page, email: string): Promise<void> {
  await page.goto(`${app.url}/sign-up`);
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.getByLabel(/password/i).first().fill('correct horse battery');
  await page.getByRole('button', { name: /sign up|create/i }).click();
  await expect(page.getByRole('textbox', { name: /link|address|url/i })).toBeVisible();
}

test.describe('Accounts', () => {
  test('People must sign in, and can sign up, out and in again', async ({ page }) => {
    await page.goto(`${app.url}/tasks`);
    await expect(page).toHaveURL(/\/sign-in/);
    await signUp(page, 'ada@example.org');
    await page.getByRole('button', { name: /account/i }).click();
    await page.getByRole('menuitem', { name: /sign out/i }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.getByLabel(/e-?mail/i).fill('ada@example.org');
    await page.getByLabel(/password/i).fill('wrong password');
    await page.getByRole('button', { name: /^sign in$/i }).click();
    await expect(page.getByRole('alert').filter({ hasText: /\S/ }).first()).toBeVisible();
    await page.getByLabel(/password/i).fill('correct horse battery');
    await page.getByRole('button', { name: /^sign in$/i }).click();
    await expect(page.getByRole('textbox', { name: /link|address|url/i })).toBeVisible();
  });

  test('[A4] People see only their own tasks', async ({ page, browser }) => {
    await signUp(page, 'grace@example.org');
    await page.getByRole('button', { name: /sample/i }).click();
    await page.waitForURL(/\/tasks\//);
    const address = page.url();
    await expect(page.getByRole('heading', { name: 'Summary' })).toBeVisible();
    const other = await browser.newContext();
    const theirs = await other.newPage();
    await signUp(theirs, 'mallory@example.org');
    const response = await theirs.goto(address);
    expect(response?.status()).toBe(404);
    await theirs.goto(`${app.url}/tasks`);
    await expect(theirs.getByText('Nothing here yet.')).toBeVisible();
    await other.close();
  });
});
