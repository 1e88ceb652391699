import { parseClock } from './clock-text.ts';

/** What a document says of its frames and ticks. */
export type TtmlRates = { frame: number; tick: number };

/** `ttp:frameRate`, `ttp:frameRateMultiplier` and `ttp:tickRate` of the root (https://www.w3.org/TR/ttml2/#parameter-attribute-frameRate). */
export function ttmlRates(attributes: Record<string, string>): TtmlRates {
  const rate = positive(attributes['ttp:frameRate']);
  const [over, under] = (attributes['ttp:frameRateMultiplier'] ?? '').trim().split(/[\s:]+/).map(positive);
  const frame = (rate ?? 30) * ((over ?? 1) / (under ?? 1));
  return { frame, tick: positive(attributes['ttp:tickRate']) ?? (rate === null ? 1 : frame) };
}

/** A TTML time expression in seconds: `00:00:01.5`, `00:00:01:12` (frames), `1.5s`, `1500ms`, `36f`, `15000t`; null where it is none. */
export function parseTtmlTime(text: string | undefined, { frame, tick }: TtmlRates): number | null {
  const trimmed = text?.trim() ?? '';
  const frames = /^(\d{1,4}:\d{1,2}:\d{1,2}):(\d{1,4})(?:\.\d{1,9})?$/.exec(trimmed);
  if (frames) {
    const whole = parseClock(frames[1] ?? '');
    return whole === null ? null : whole + Number(frames[2]) / frame;
  }
  const offset = /^(\d{1,15}(?:\.\d{1,15})?)(h|m|s|ms|f|t)$/.exec(trimmed);
  if (!offset) return parseClock(trimmed);
  const seconds = { h: 3600, m: 60, s: 1, ms: 0.001, f: 1 / frame, t: 1 / tick }[offset[2] as 'h' | 'm' | 's' | 'ms' | 'f' | 't'];
  return Number(offset[1]) * seconds;
}

function positive(text: string | undefined): number | null {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : null;
}
