import type { Page } from '@playwright/test';
import { expect, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

/** What would set `window.ran`, if anything took it for more than text. */
const HOSTILE = '</script><script>window.ran=1</script><img src=x onerror=window.ran=1>{{window.ran=1}}';
const ran = (page: Page) => page.evaluate(() => 'ran' in window);
const escaped = (text: string) => text.replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A browser says on the console what the policy refused: takes it from there. */
function refusals(errors: string[]): number {
  for (const error of errors) expect(error).toContain('Content Security Policy');
  return errors.splice(0).length;
}

async function understood(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Transcript', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
}

test.describe('What strangers write', () => {
  test('is text on every page that shows it, whoever wrote it: title, author, captions, links', async ({ page, app, origin }) => {
    origin.put('hostile.vtt', { type: 'text/vtt', body: lectureVtt(5).replaceAll('engineers', escaped(`engineers ${HOSTILE}`)) });
    const facts = JSON.stringify({ '@type': 'VideoObject', url: 'javascript:window.ran=1', thumbnailUrl: 'javascript:window.ran=1', author: { name: HOSTILE } }).replaceAll('<', '\\u003c');
    const body = `<!doctype html><title>${escaped(HOSTILE)}</title><meta name="author" content="${escaped(HOSTILE)}"><link rel="canonical" href="javascript:window.ran=1"><script type="application/ld+json">${facts}</script>
      <video src="/f.mp4" poster="javascript:window.ran=1"><track kind="captions" srclang="en" src="/hostile.vtt"></video>`;
    const id = await submit(page, app, origin.put('hostile.html', { type: 'text/html', body }));
    await understood(page);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('<script>window.ran=1</script>');
    await expect(page.getByRole('list', { name: 'Transcript lines' })).toContainText('<img src=x onerror=window.ran=1>');
    const { url } = (await (await page.request.post(`${app.url}/api/v1/tasks/${id}/share`, { data: {} })).json()) as { url: string };
    for (const address of [page.url(), url, app.url, `${app.url}/tasks?q=engineers`, `${app.url}/api/v1/tasks/${id}/result?format=html`]) {
      await page.goto(address);
      await expect(page.getByText('<script>window.ran=1</script>').first()).toBeVisible();
      await expect(page.locator('[href^="javascript:" i], [src^="javascript:" i], [poster^="javascript:" i], img[src=x]')).toHaveCount(0);
      expect(await ran(page), address).toBe(false);
    }
  });

  test('would not run even if it stood in a page as markup: only scripts with the answer’s own nonce do', async ({ page, app, consoleGuard }) => {
    const response = await page.goto(app.url);
    const nonce = /'nonce-([\w-]+)'/.exec(response?.headers()['content-security-policy'] ?? '')?.[1];
    expect(nonce).toBeTruthy();
    const again = await page.request.get(app.url, { headers: { 'content-security-policy': `script-src 'nonce-${nonce}'` } });
    expect(await again.text()).not.toContain(nonce);
    const refused = await page.evaluate(() => new Promise<string[]>((resolve) => {
      const heard: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => heard.push(effectiveDirective) === 3 && resolve(heard.sort()));
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran=1' }));
      document.body.append(Object.assign(document.createElement('script'), { src: 'https://example.org/ran.js' }));
      document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.ran=1">');
    }));
    expect(refused).toEqual(['script-src-attr', 'script-src-elem', 'script-src-elem']);
    expect(await ran(page)).toBe(false);
    expect(refusals(consoleGuard)).toBe(3);
  });

  test('runs nothing in a file that a browser shows: the export may hold no script at all', async ({ page, app, origin, consoleGuard }) => {
    const id = await submit(page, app, origin.put('shown.vtt', { type: 'text/vtt', body: lectureVtt(5) }));
    await understood(page);
    for (const format of ['html', 'svg', 'json']) {
      const { headers } = await page.evaluate(async (address) => {
        const response = await fetch(address);
        return { headers: Object.fromEntries(response.headers) };
      }, `/api/v1/tasks/${id}/result?format=${format}`);
      expect(headers['content-security-policy'], format).toContain("default-src 'none'");
    }
    await page.goto(`${app.url}/api/v1/tasks/${id}/result?format=html`);
    await page.evaluate(() => document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran=1' })));
    expect(await ran(page)).toBe(false);
    expect(refusals(consoleGuard)).toBe(1);
  });
});
