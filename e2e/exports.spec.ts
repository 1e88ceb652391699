import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { AppServer } from './app-server.ts';
import { expect, openSample, test } from './fixtures.ts';
import { exportResult } from '../lib/exports/export-result.ts';
import type { ResultFormat } from '../lib/protocol/http.ts';
import { blankView } from '../lib/protocol/task-view.ts';
import { NASTY, richResult } from '../lib/testing/rich-result.ts';

const require = createRequire(import.meta.url);
const inPackage = (name: string, ...parts: string[]) => path.join(path.resolve('node_modules', name), ...parts);
const result = richResult();
const view = { ...blankView('t1', '2026-01-01T00:00:00.000Z'), url: result.video.page_url, status: 'completed' as const, result, video: result.video };
const exported = async (format: ResultFormat) => Buffer.from((await exportResult({ format, theme: 'light' }, view)).body);

async function sample(page: Page, app: AppServer): Promise<void> {
  await openSample(page, app);
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Mind map', exact: true })).toBeVisible();
}

test.describe('Exports, opened by the programs they are for', () => {
  test('Mermaid draws the mind map, each label as it is', async ({ page }) => {
    await page.setContent('<div id="map"></div>');
    await page.addScriptTag({ path: inPackage('mermaid', 'dist', 'mermaid.min.js') });
    const labels = await page.evaluate(async (text) => {
      const { mermaid } = window as unknown as { mermaid: { initialize(options: object): void; render(id: string, text: string): Promise<{ svg: string }> } };
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
      const { svg } = await mermaid.render('drawn', text);
      document.querySelector('#map')!.innerHTML = svg;
      return [...document.querySelectorAll('#map .mindmap-node, #map .node')].map((node) => node.textContent?.trim());
    }, (await exported('mmd')).toString());
    expect(labels).toEqual([NASTY, 'Bridges', `${NASTY}; 2`, 'Rivers']);
  });

  test('A FreeMind reader finds every node', async ({ page }) => {
    await page.setContent('<div id="map" style="width:800px;height:600px"></div>');
    await page.addScriptTag({ path: require.resolve('jsmind') });
    const topics = await page.evaluate((text) => {
      type Mind = { show(source: object): void; get_data(format: string): { data: { topic: string }[] } };
      const { jsMind } = window as unknown as { jsMind: new (options: object) => Mind };
      const mind = new jsMind({ container: 'map', editable: false });
      mind.show({ meta: {}, format: 'freemind', data: text });
      return mind.get_data('node_array').data.map(({ topic }) => topic);
    }, (await exported('mm')).toString());
    expect(topics).toEqual([NASTY, 'Bridges', `${NASTY}; 2`, 'Rivers']);
  });

  test('A browser plays the captions and the chapters as tracks', async ({ page, app }) => {
    await sample(page, app);
    const read = (format: ResultFormat, kind: string) => page.evaluate(async ([address, kindOfTrack]) => {
      const video = document.createElement('video');
      const track = Object.assign(document.createElement('track'), { kind: kindOfTrack, src: address, default: true });
      video.append(track);
      document.body.append(video);
      track.track.mode = 'hidden';
      await new Promise((resolve, reject) => { track.onload = resolve; track.onerror = () => reject(new Error('the track was refused')); });
      const cues = [...(track.track.cues ?? [])] as VTTCue[];
      video.remove();
      return cues.map(({ startTime, endTime, text }) => ({ start: startTime, end: endTime, text }));
    }, [`/api/v1${new URL(page.url()).pathname}/result?format=${format}`, kind] as const);
    const whole = (await (await page.request.get(`${app.url}/api/v1${new URL(page.url()).pathname}/result`)).json()) as typeof result;
    expect((await read('vtt', 'subtitles')).map(({ start }) => start)).toEqual(whole.transcript.cues.map(({ start }) => start));
    expect((await read('chapters_vtt', 'chapters')).map(({ start, text }) => ({ start, title: text }))).toEqual(whole.chapters.map(({ start, title }) => ({ start, title })));
  });

  test('A browser shows the drawing and the picture, and runs nothing in them', async ({ page, app }) => {
    await sample(page, app);
    for (const format of ['svg', 'png'] as const) {
      const width = await page.evaluate(async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return image.naturalWidth;
      }, `/api/v1${new URL(page.url()).pathname}/result?format=${format}&theme=dark`);
      expect(width).toBeGreaterThan(300);
    }
    let ran = false;
    await page.exposeFunction('alert', () => { ran = true; });
    for (const format of ['svg', 'html'] as const) await page.setContent((await exported(format)).toString());
    await expect(page.locator('svg text').first()).toBeVisible();
    expect(ran).toBe(false);
  });

  test('The printable page becomes a PDF with everything on it', async ({ page, app }) => {
    await sample(page, app);
    await page.goto(`${app.url}/api/v1${new URL(page.url()).pathname}/result?format=html`);
    for (const name of ['Summary', 'Key ideas', 'Chapters', 'Mind map', 'Transcript']) await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
  });

  test('People can keep every format from the menu', async ({ page, app }) => {
    await sample(page, app);
    await page.getByRole('button', { name: 'Export' }).click();
    const items = page.getByRole('menuitem');
    await expect(items).toHaveCount(13);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /youtube/i }).click()]);
    expect(download.suggestedFilename()).toMatch(/\.chapters\.txt$/);
  });
});
