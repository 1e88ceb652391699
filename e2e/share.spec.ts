import { expect, submit, test, watchConsole } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

test.describe('A share link', () => {
  test('[A5] People who look through it are told within 5 s that it was ended, and cannot come back', async ({ page, app, origin, browser, consoleGuard }) => {
    const id = await submit(page, app, origin.put('ended.vtt', { type: 'text/vtt', body: lectureVtt(10), hold: true }));
    const share = `${app.url}/api/v1/tasks/${id}/share`;
    const { url } = (await (await page.request.post(share, { data: {} })).json()) as { url: string };
    const stranger = await browser.newContext();
    const theirs = await stranger.newPage();
    watchConsole(theirs, consoleGuard);
    await theirs.goto(url);
    await expect(theirs.getByText('Live', { exact: true })).toBeVisible();
    expect((await page.request.delete(share)).status()).toBe(204);
    await expect(theirs.getByRole('alert').filter({ hasText: 'no longer valid' })).toBeVisible({ timeout: 5000 });
    expect((await theirs.goto(url))?.status()).toBe(404);
    await expect(theirs.getByText('This link is no longer valid.')).toBeVisible();
    origin.release('ended.vtt');
    await expect(page.getByRole('heading', { name: 'Summary', exact: true })).toBeVisible();
    await stranger.close();
  });

  test('It shows the finished page without scripts, and is kept out of search engines', async ({ page, app, origin, browser }) => {
    const id = await submit(page, app, origin.put('finished.vtt', { type: 'text/vtt', body: lectureVtt(5) }));
    await expect(page.getByRole('heading', { name: 'Summary', exact: true })).toBeVisible();
    const { url } = (await (await page.request.post(`${app.url}/api/v1/tasks/${id}/share`, { data: { expires_in: 600 } })).json()) as { url: string };
    const stranger = await browser.newContext({ javaScriptEnabled: false });
    const theirs = await stranger.newPage();
    await theirs.goto(url);
    await expect(theirs.getByRole('heading', { name: 'Key ideas' })).toBeVisible();
    await expect(theirs.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
    await stranger.close();
  });
});
