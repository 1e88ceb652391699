import { expect, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

test.describe('The first page', () => {
  test('People paste a link without its scheme, or inside other words, and it is opened', async ({ page, app, origin }) => {
    origin.put('bridges.vtt', { type: 'text/vtt', body: lectureVtt(3) });
    const field = page.getByRole('textbox', { name: 'Link to a video' });
    for (const text of [`${origin.host}/bridges.vtt`, `Why bridges stand: <http://${origin.host}/bridges.vtt>`]) {
      await page.goto(app.url);
      await field.fill(text);
      await field.press('Enter');
      await page.waitForURL(/\/tasks\/./);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bridges');
    }
  });

  test('Nothing to understand is said, and the focus is where the link goes', async ({ page, app }) => {
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Understand' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'There is no link yet.' })).toBeVisible();
    const field = page.getByRole('textbox', { name: 'Link to a video' });
    await expect(field).toBeFocused();
    await field.fill('h');
    await expect(page.getByText('There is no link yet.')).toHaveCount(0);
  });

  test('Links of one site are told apart before they have a title', async ({ page, app, origin }) => {
    await page.goto(app.url);
    const field = page.getByRole('textbox', { name: 'Link to a video' });
    await field.fill(`http://${origin.host}/talks/gone%20one.mp4`);
    await field.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${origin.host}/talks/gone one.mp4`);
  });
});
