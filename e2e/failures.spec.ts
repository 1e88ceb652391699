import { ERRORS, type ErrorCode } from '../lib/protocol/errors.ts';
import { expect, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

test.describe('A link that cannot be used', () => {
  const refused: [string, ErrorCode][] = [
    ['file:///etc/passwd', 'invalid_url'],
    ['http://127.0.0.1/', 'forbidden_address'],
    ['http://[::ffff:7f00:1]/', 'forbidden_address'],
    ['http://2130706433/', 'forbidden_address'],
  ];
  for (const [url, code] of refused) {
    test(`People are told at once why ${url} is not taken, and what to do`, async ({ page, app }) => {
      await page.goto(app.url);
      await page.getByRole('textbox', { name: /link|address|url/i }).fill(url);
      await page.keyboard.press('Enter');
      // The sentence may say more than the catalogue's; the next step is the catalogue's own.
      await expect(page.getByRole('alert').filter({ hasText: ERRORS[code].hint })).toBeVisible();
    });
  }

  const failing: [string, { type: string; body: string } | null, ErrorCode][] = [
    ['dead-link.mp4', null, 'video_unavailable'],
    ['letter.pdf', { type: 'application/pdf', body: '%PDF-1.4 nothing' }, 'not_media'],
    ['page.html', { type: 'text/html', body: '<!doctype html><title>No video</title><p>Only words.' }, 'not_media'],
  ];
  for (const [name, file, code] of failing) {
    test(`People are told why ${name} failed, and what to do next`, async ({ page, app, origin }) => {
      const url = file ? origin.put(name, file) : `http://${origin.host}/${name}`;
      await submit(page, app, url);
      await expect(page.getByText(ERRORS[code].message).first()).toBeVisible();
      await expect(page.getByText(ERRORS[code].hint).first()).toBeVisible();
    });
  }

  test('People can give a failed task its transcript, and it goes on', async ({ page, app, origin }) => {
    const url = origin.put('no-captions.html', { type: 'text/html', body: '<!doctype html><title>Silent film</title><video src="/film.mp4"></video>' });
    await submit(page, app, url);
    const input = page.locator('input[type=file]');
    await expect(input).toBeAttached();
    await input.setInputFiles({ name: 'film.vtt', mimeType: 'text/vtt', buffer: Buffer.from(lectureVtt(5)) });
    await expect(page.getByRole('heading', { name: 'Summary' })).toBeVisible();
  });
});
