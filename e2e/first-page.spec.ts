import type { Route } from '@playwright/test';
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

  test('What is typed before scripts are there counts', async ({ page, app, origin }) => {
    const url = origin.put('early.vtt', { type: 'text/vtt', body: lectureVtt(3) });
    const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
    const scripts = (route: Route) => loaded.then(() => route.continue());
    await page.route(/_next\/static\/.*\.js/, scripts);
    await page.goto(app.url, { waitUntil: 'commit' });
    const field = page.getByRole('textbox', { name: 'Link to a video' });
    await field.fill(url);
    load();
    await expect(page.getByRole('button', { name: /theme/i })).toBeEnabled();
    await page.waitForLoadState('networkidle');
    await field.press('Enter');
    await page.waitForURL(/\/tasks\/./);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Early');
  });

  test('Without scripts a link, the sample and a mistake work as with them; twice is once', async ({ browser, app, origin }) => {
    const url = origin.put('plain.vtt', { type: 'text/vtt', body: lectureVtt(3) });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(app.url);
    const field = page.getByRole('textbox', { name: 'Link to a video' });
    await expect(page.getByText('Choose a file')).toBeHidden();
    await field.press('Enter');
    await expect(page.getByRole('alert')).toContainText('There is no link yet.');
    await field.fill('ftp://example.org/film.mp4');
    await field.press('Enter');
    await expect(page.getByRole('alert')).toContainText('not an address MindTube can open');
    await expect(field).toHaveValue('ftp://example.org/film.mp4');
    await field.fill(url.replace('http://', ''));
    await page.getByRole('button', { name: 'Understand' }).dblclick();
    await page.waitForURL(/\/tasks\/./);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Plain');
    const { items } = (await (await fetch(`${app.url}/api/v1/tasks?q=plain.vtt`)).json()) as { items: unknown[] };
    expect(items).toHaveLength(1);
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await page.waitForURL(/\/tasks\/./);
    await context.close();
  });

  test('A form from another site makes no task', async ({ app }) => {
    const answer = await fetch(`${app.url}/tasks/new`, { method: 'POST', headers: { origin: 'https://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' }, body: 'sample=1', redirect: 'manual' });
    expect(answer.status).toBe(403);
  });

  test('A language that is none is said in words for people', async ({ page, app }) => {
    await page.goto(app.url);
    await page.getByRole('textbox', { name: 'Link to a video' }).fill('https://example.org/film.mp4');
    await page.getByText('More options').click();
    await page.getByRole('textbox', { name: 'Language of the captions' }).fill('in Deutsch');
    await page.getByRole('button', { name: 'Understand' }).click();
    await expect(page.getByRole('alert').filter({ hasText: '“in Deutsch” is no code of a language.' })).toBeVisible();
  });

  test('Links of one site are told apart before they have a title', async ({ page, app, origin }) => {
    await page.goto(app.url);
    const field = page.getByRole('textbox', { name: 'Link to a video' });
    await field.fill(`http://${origin.host}/talks/gone%20one.mp4`);
    await field.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${origin.host}/talks/gone one.mp4`);
  });
});
