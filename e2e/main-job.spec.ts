import { zTaskView } from '../lib/protocol/task-view.ts';
import { expect, openSample, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

test.describe('From a link to understanding', () => {
  test('People can try the sample and seek the player from a key idea', async ({ page, app }) => {
    await openSample(page, app);
    for (const name of ['Summary', 'Key ideas', 'Mind map', 'Transcript']) await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    const video = page.locator('video');
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThan(0);
    const link = page.locator('#key-ideas').getByRole('link').last();
    const seconds = Number((await link.getAttribute('href'))?.split('=')[1]);
    await link.click();
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThanOrEqual(seconds);
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeLessThan(seconds + 5);
  });

  test('A stage is called on the timeline as the part that it makes is on the page', async ({ page, app }) => {
    await openSample(page, app);
    await page.getByText('How it was made').click();
    const stages = page.getByRole('list', { name: 'Stages' }).getByRole('listitem');
    const titles = (await stages.allInnerTexts()).map((text) => text.split(/[,\n]/)[0] ?? '').slice(1, -1);
    expect(titles).toHaveLength(5);
    for (const name of titles) await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  });

  test('People are told where their browser cannot play a video, instead of a black frame', async ({ page, app }) => {
    await page.route(({ pathname }) => /\.(mp4|webm)$/.test(pathname), (route) => route.fulfill({ status: 200, contentType: 'video/mp4', body: 'no film' }));
    await openSample(page, app);
    await expect(page.getByText('This browser cannot play it.')).toBeVisible();
    await expect(page.locator('video')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Transcript', exact: true })).toBeVisible();
  });

  test('People can search the transcript and read the result without scripts', async ({ page, app, browser }) => {
    await openSample(page, app);
    const lines = page.locator('#transcript ol > li');
    await expect(lines.first()).toBeVisible();
    const all = await lines.count();
    const word = (await lines.nth(3).innerText()).split(/\s+/).filter((part) => /^[a-z]{5,}$/i.test(part))[0] ?? 'the';
    await page.getByRole('searchbox', { name: 'Search the transcript' }).fill(word);
    await expect.poll(() => lines.count()).toBeLessThan(all);
    await expect(page.locator('#transcript mark').first()).toHaveText(new RegExp(word, 'i'));
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(page.url());
    await expect(plain.getByRole('heading', { name: 'Summary' })).toBeVisible();
    await expect(plain.getByRole('heading', { name: 'Key ideas' })).toBeVisible();
    await context.close();
  });

  test('An hour of captions is done within 3 s of being fetched', async ({ page, app, origin }) => {
    const url = origin.put('hour.vtt', { type: 'text/vtt', body: lectureVtt(60) });
    const id = await submit(page, app, url);
    await expect(page.getByRole('heading', { name: 'Summary' })).toBeVisible();
    const view = zTaskView.parse(await (await page.request.get(`${app.url}/api/v1/tasks/${id}`)).json());
    expect(view.result?.transcript?.cues).toHaveLength(900);
    const fetched = view.stages.find(({ name }) => name === 'transcript')?.completed_at ?? '';
    expect(Date.parse(view.completed_at ?? '') - Date.parse(fetched)).toBeLessThan(3_000);
  });

  test('People find a task again in the library, by words of its transcript', async ({ page, app, origin }) => {
    const url = origin.put('find.vtt', { type: 'text/vtt', body: lectureVtt(5).replaceAll('engineers', 'zymurgists') });
    const id = await submit(page, app, url);
    await expect(page.getByRole('heading', { name: 'Summary' })).toBeVisible();
    await page.goto(`${app.url}/tasks`);
    await page.getByRole('searchbox').fill('zymurgists');
    await page.getByRole('button', { name: 'Search' }).click();
    await expect(page.locator(`a[href="/tasks/${id}"]`)).toBeVisible();
    const [, second] = await page.getByRole('list', { name: 'Found in it' }).getByRole('link').all();
    await expect(second?.locator('mark').first() ?? page.locator('none')).toHaveText('zymurgists');
    const time = (await second?.innerText())?.split('\n')[0] ?? '';
    await second?.click();
    await page.waitForURL(/#t=\d/);
    const line = page.getByRole('list', { name: 'Transcript lines' }).getByRole('listitem').filter({ has: page.getByRole('link', { name: `Read from ${time}`, exact: true }) });
    await expect(line).toBeFocused();
    await expect(line).toBeInViewport();
    await expect(line).toHaveAttribute('aria-current', 'true');
    await page.goBack();
    await page.getByRole('link', { name: 'Failed', exact: true }).click();
    await expect(page.locator(`a[href="/tasks/${id}"]`)).toHaveCount(0);
  });
});
