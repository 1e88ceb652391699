import type { Locator } from '@playwright/test';

/** The contrast of an element's words with what lies behind them, as WCAG 2 counts it: 1 to 21. */
export function contrastOf(element: Locator): Promise<number> {
  return element.evaluate((node) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const paint = (color: string) => {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    };
    const luminance = () => {
      const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const around: Element[] = [];
    for (let each: Element | null = node; each; each = each.parentElement) around.unshift(each);
    for (const each of around) paint(getComputedStyle(each).backgroundColor);
    const back = luminance();
    paint(getComputedStyle(node).color);
    const [low, high] = [back, luminance()].toSorted((one, other) => one - other) as [number, number];
    return (high + 0.05) / (low + 0.05);
  });
}
