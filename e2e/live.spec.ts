import { expect, logOf, submit, test, type StoredEvent } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

/** Milestones count 1, 2, 3 … and no stage is completed twice. */
function expectWhole(events: StoredEvent[]): void {
  expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
  const completed = events.filter((event) => event.type === 'stage_completed').map((event) => event.stage);
  expect(completed).toEqual([...new Set(completed)]);
}

const summary = { role: 'heading', name: 'Summary' } as const;

test.describe('A run, watched live', () => {
  test('People can reload in the middle and end with the same result', async ({ page, app, origin }) => {
    const url = origin.put('reload.vtt', { type: 'text/vtt', body: lectureVtt(10), hold: true });
    const id = await submit(page, app, url);
    await expect(page.getByRole('progressbar').first()).toBeVisible();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
    origin.release('reload.vtt');
    await expect(page.getByRole(summary.role, { name: summary.name })).toBeVisible();
    expectWhole(await logOf(app, id));
  });

  test('People can lose the network for 10 s in the middle', async ({ page, app, origin, context }) => {
    const url = origin.put('offline.vtt', { type: 'text/vtt', body: lectureVtt(10), hold: true });
    const id = await submit(page, app, url);
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
    await context.setOffline(true);
    await expect(page.getByText(/offline|reconnecting/i).first()).toBeVisible({ timeout: 15_000 });
    origin.release('offline.vtt');
    // The run goes on without us; ten seconds is the outage that is promised to be survived.
    await page.waitForTimeout(10_000);
    await context.setOffline(false);
    await expect(page.getByRole(summary.role, { name: summary.name })).toBeVisible({ timeout: 20_000 });
    expectWhole(await logOf(app, id));
  });

  test('People can share a run while it runs; without signing in others see it end', async ({ page, app, origin, browser }) => {
    const url = origin.put('share.vtt', { type: 'text/vtt', body: lectureVtt(10), hold: true });
    const id = await submit(page, app, url);
    const response = await page.request.post(`${app.url}/api/v1/tasks/${id}/share`, { data: {} });
    const { url: link } = (await response.json()) as { url: string };
    const stranger = await browser.newContext();
    const theirs = await stranger.newPage();
    await theirs.goto(link);
    await expect(theirs.getByRole('progressbar').first()).toBeVisible();
    await expect(theirs.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
    origin.release('share.vtt');
    await expect(theirs.getByRole(summary.role, { name: summary.name })).toBeVisible();
    await stranger.close();
  });

  test('People can cancel, and start again', async ({ page, app, origin }) => {
    const url = origin.put('cancel.vtt', { type: 'text/vtt', body: lectureVtt(10), hold: true });
    const id = await submit(page, app, url);
    await page.getByRole('button', { name: 'Cancel' }).click();
    const retry = page.getByRole('button', { name: /retry|try again|start again/i });
    await expect(retry.first()).toBeVisible();
    origin.release('cancel.vtt');
    await retry.first().click();
    await expect(page.getByRole(summary.role, { name: summary.name })).toBeVisible();
    expectWhole(await logOf(app, id));
  });
});
