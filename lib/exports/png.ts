import { renderAsync } from '@resvg/resvg-js';

/** Longest side of the picture in pixels; larger maps are scaled down to it. */
const MAX_SIDE = 8000;

/** An SVG document as a PNG at twice its size, in the fonts that this machine has. Drawn on another thread: it takes up to a second. */
export async function png(svg: string): Promise<Uint8Array> {
  const size = /width="(\d+)" height="(\d+)"/.exec(svg);
  const longest = Math.max(Number(size?.[1] ?? 1000), Number(size?.[2] ?? 1000));
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: Math.min(2, MAX_SIDE / longest) },
    font: { loadSystemFonts: true, defaultFontFamily: 'Noto Sans' },
  });
  return image.asPng();
}
