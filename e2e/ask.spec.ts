import path from 'node:path';
import type { Page } from '@playwright/test';
import { ModelServer } from '../lib/testing/model-server.ts';
import { AppServer } from './app-server.ts';
import { expect, openSample, test } from './fixtures.ts';
import { notesOn } from './model-notes.ts';

const shoot = (page: Page, name: string) => page.screenshot({ path: path.join(test.info().outputDir, `${name}.png`), animations: 'disabled', caret: 'hide' });
const answers = (page: Page) => page.getByRole('list', { name: /questions and answers/i });
const playerTime = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);

test.describe('Asking the video', () => {
  test('People find the place that answers, go there by a click, and find their question again after a reload', async ({ page, app }) => {
    await openSample(page, app);
    const field = page.getByRole('textbox', { name: 'Your question' });
    await field.fill('How did Ebbinghaus measure memory?');
    await field.press('Enter');
    const first = answers(page).getByRole('listitem').first();
    await expect(first.getByRole('heading')).toHaveText('How did Ebbinghaus measure memory?');
    await expect(first.locator('mark', { hasText: 'Ebbinghaus' }).first()).toBeVisible();
    await expect(field).toBeFocused();
    const time = first.getByRole('link').first();
    const [, minutes, seconds] = /(\d+):(\d+)/.exec(await time.innerText()) ?? [];
    await time.click();
    await expect.poll(() => playerTime(page)).toBeGreaterThanOrEqual(Number(minutes) * 60 + Number(seconds));
    await field.fill('Who won the world cup?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(answers(page).getByText('The transcript does not answer this.')).toBeVisible();
    await page.locator('#ask').scrollIntoViewIfNeeded();
    await shoot(page, 'ask-light');
    await page.reload();
    await expect(answers(page).getByRole('heading')).toHaveText(['Who won the world cup?', 'How did Ebbinghaus measure memory?']);
    // Nothing of that is news.
    await expect(page.locator('#ask').getByRole('status')).toBeEmpty();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 780 });
    await page.locator('#ask').scrollIntoViewIfNeeded();
    await shoot(page, 'ask-phone-dark');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  });

  test('People whose browser keeps nothing follow a task and ask all the same', async ({ page, app }) => {
    await page.addInitScript(() => {
      for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, { get: () => { throw new DOMException('denied', 'SecurityError'); } });
    });
    const socket = page.waitForEvent('websocket', (one) => one.url().includes('/ws/'));
    await openSample(page, app);
    await socket;
    await page.getByRole('textbox', { name: 'Your question' }).fill('forgetting curve');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(answers(page).locator('mark').first()).toBeVisible();
  });

  test('Who holds a link asks too', async ({ page, app, browser }) => {
    await openSample(page, app);
    await expect(page.getByRole('heading', { name: 'Ask the video' })).toBeVisible();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const { url } = (await (await page.request.post(`${app.url}/api/v1/tasks/${id}/share`, { data: {} })).json()) as { url: string };
    const stranger = await browser.newContext();
    const theirs = await stranger.newPage();
    await theirs.goto(url);
    await theirs.getByRole('textbox', { name: 'Your question' }).fill('forgetting curve');
    await theirs.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(answers(theirs).locator('mark').first()).toBeVisible();
    await stranger.close();
  });
});

test.describe('With a language model', () => {
  test('People read the summary while it is written, ask and are answered sentence by sentence, and can stop', async ({ page }) => {
    test.setTimeout(90_000);
    const gates = { notes: Promise.withResolvers<void>(), answer: Promise.withResolvers<void>() };
    async function* slowly(text: string, gate: Promise<void>) {
      const half = text.indexOf('},', text.length / 3) + 2;
      yield text.slice(0, half);
      await gate;
      yield text.slice(half);
    }
    const statements = [{ text: 'He measured his own memory.', cue: 2, quote: 'Hermann Ebbinghaus measured his own memory' }, { text: 'More than half was gone within an hour.', cue: 3, quote: 'more than half of each list within an hour' }];
    let hang = false;
    const model = await ModelServer.start((request) => {
      if (hang) return { hang: true };
      if (request.prompt.includes('<question>')) return { pieces: slowly(JSON.stringify({ found: true, statements }), gates.answer.promise) };
      if (request.prompt.includes('<transcript>')) return { pieces: slowly(JSON.stringify(notesOn(request)), gates.notes.promise) };
      return { text: 'Most of what we learn is forgotten within days. Recalling it, and doing so at growing distances, makes it last.' };
    });
    const app = await AppServer.start({ LLM_BASE_URL: model.base_url, LLM_MODEL: 'stand-in' });
    try {
      await openSample(page, app);
      await expect(page.getByRole('group', { name: 'Being written' })).toContainText('You watch a good lecture');
      await shoot(page, 'partial-light');
      gates.notes.resolve();
      await expect(page.getByText(/questions to the model/)).toBeVisible();
      await expect(page.getByText(/by stand-in/)).toBeVisible();
      await shoot(page, 'model-done');
      const field = page.getByRole('textbox', { name: 'Your question' });
      await field.fill('How much did he forget?');
      await field.press('Enter');
      await expect(answers(page).getByText('He measured his own memory.')).toBeVisible();
      await expect(answers(page).getByText('More than half was gone')).toHaveCount(0);
      gates.answer.resolve();
      await expect(answers(page).getByText('More than half was gone')).toBeVisible();
      await page.locator('#ask').scrollIntoViewIfNeeded();
      await shoot(page, 'ask-model');
      hang = true;
      await field.fill('And then?');
      await field.press('Enter');
      await expect.poll(() => model.requests.length).toBeGreaterThan(3);
      await page.getByRole('button', { name: 'Stop' }).click();
      await expect(answers(page).getByText('Stopped.')).toBeVisible();
      // The server has let the model go: through browser, server and provider.
      await model.abandoned;
    } finally {
      await app.dispose();
      await model.stop();
    }
  });

  test('A model that is away costs quality, not the result, and Retry makes it good', async ({ page }) => {
    test.setTimeout(90_000);
    let away = true;
    const model = await ModelServer.start((request) => (away ? { status: 401 } : request.prompt.includes('<transcript>') ? { text: JSON.stringify(notesOn(request)) } : { text: 'It is about memory.' }));
    const app = await AppServer.start({ LLM_BASE_URL: model.base_url, LLM_MODEL: 'stand-in' });
    try {
      await openSample(page, app);
      const note = page.getByRole('complementary', { name: 'What fell short' });
      await expect(note).toContainText('refuses the key');
      await expect(page.getByRole('heading', { name: 'Summary', exact: true })).toBeVisible();
      await shoot(page, 'degraded');
      away = false;
      await page.getByRole('button', { name: 'Retry' }).click();
      await expect(page.getByText('It is about memory.')).toBeVisible();
      await expect(note).toHaveCount(0);
    } finally {
      await app.dispose();
      await model.stop();
    }
  });
});
