import { AppServer } from './app-server.ts';
import { expect, test } from './fixtures.ts';

test.describe('The operator’s page', () => {
  test('tells how the server is doing, and goes on telling until it is paused', async ({ page }) => {
    const app = await AppServer.start();
    try {
      await page.goto(`${app.url}/status`);
      await expect(page.getByText('Everything works.')).toBeVisible();
      const connections = page.locator('dl > div').filter({ hasText: /^Connections/ });
      await expect(connections).toContainText('Connections0');
      const socket = new WebSocket(`${app.url.replace('http', 'ws')}/ws/watcher`);
      await expect(connections).toContainText('Connections1', { timeout: 10_000 });
      socket.close(1000);
      await expect(page.getByRole('row', { name: /^1000/ })).toContainText('1', { timeout: 10_000 });
      await page.getByRole('button', { name: 'Pause' }).click();
      const time = page.locator('time').first();
      const paused = await time.textContent();
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 3_000)));
      expect(await time.textContent()).toBe(paused);
      await page.getByRole('button', { name: 'Go on' }).click();
      await expect(time).not.toHaveText(paused ?? '', { timeout: 10_000 });
    } finally {
      // It asks for news every few seconds, and would find the server gone.
      await page.goto('about:blank');
      await app.dispose();
    }
  });

  test('is for administrators alone where people have accounts', async ({ page, browser }) => {
    const app = await AppServer.start({ AUTH_MODE: 'accounts' });
    try {
      await page.goto(`${app.url}/status`);
      await expect(page).toHaveURL(/\/sign-in/);
      const member = await browser.newPage();
      for (const [who, someone] of [['first', page], ['second', member]] as const) {
        await someone.goto(`${app.url}/sign-up`);
        await someone.getByLabel(/e-?mail/i).fill(`${who}@example.org`);
        await someone.getByLabel(/password/i).first().fill('correct horse battery');
        await someone.getByRole('button', { name: /sign up|create/i }).click();
        await expect(someone.getByRole('textbox', { name: /link|address|url/i })).toBeVisible();
        await someone.goto(`${app.url}/status`);
      }
      await expect(page.getByText('Everything works.')).toBeVisible();
      await expect(member.getByRole('heading', { name: /administrators/ })).toBeVisible();
      await expect(member.getByText(/Connections/)).toHaveCount(0);
      await member.close();
    } finally {
      // It asks for news every few seconds, and would find the server gone.
      await page.goto('about:blank');
      await app.dispose();
    }
  });
});
