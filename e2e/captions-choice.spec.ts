import { expect, submit, test } from './fixtures.ts';
import { lectureVtt } from './slow-origin.ts';

test('People see which captions were read and which others there are, and read the video again by another', async ({ page, app, origin }) => {
  for (const language of ['de', 'en']) origin.put(`two.${language}.vtt`, { type: 'text/vtt', body: lectureVtt(5) });
  const url = origin.put('two-languages.html', {
    type: 'text/html', body: '<!doctype html><title>Two languages</title><video src="/two.mp4"><track srclang="de" src="/two.de.vtt" label="Deutsch"><track srclang="en" src="/two.en.vtt" label="English"></video>',
  });
  const first = await submit(page, app, url);
  const transcript = page.getByRole('region', { name: 'Transcript' });
  await expect(transcript.getByText('From captions, in German')).toBeVisible();
  await transcript.getByRole('button', { name: 'Other captions' }).press('Enter');
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(new RegExp(first));
  await expect(transcript.getByText('From captions, in English')).toBeVisible();
  await expect(transcript.getByRole('button', { name: 'Other captions' })).toBeVisible();
});
