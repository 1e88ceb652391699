/** `1:02:03.4`, `02:03,400`, `00:00:01:500`, hours optional: as caption files of every kind write a time. */
const CLOCK = String.raw`(?:\d{1,4} ?: ?)?\d{1,4} ?: ?\d{1,2}(?: ?[.,:] ?\d{1,9})?`;
const PARTS = /^(?:(\d{1,4}) ?: ?)??(\d{1,4}) ?: ?(\d{1,2})(?: ?([.,]) ?(\d{1,9}))?$/;
const TIMING = new RegExp(String.raw`^\s*(${CLOCK})\s*(?:-{1,2}|[–—−])>\s*(${CLOCK})(.*)$`);
/** No timing line is longer; a longer line is not even looked at. */
const LONGEST = 400;

/** Seconds, to the millisecond; null where the text is no time. The part after the point is a fraction: `7,5` is 7.5. */
export function parseClock(text: string): number | null {
  const match = PARTS.exec(pointed(text.trim()));
  if (!match) return null;
  const [, hours = '0', minutes = '0', seconds = '0', , fraction = '0'] = match;
  return toMillis(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`));
}

/** How long something is, as feeds and archives say it: `1:02:03`, `3:33` or seconds; null where the text is neither. */
export function parseLength(text: string | null | undefined): number | null {
  if (!text) return null;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : parseClock(text);
}

/** Some writers put a colon before the milliseconds: `00:00:01:500`. */
function pointed(text: string): string {
  return text.replace(/^(\d{1,4} ?: ?\d{1,4} ?: ?\d{1,2}) ?: ?(?=\d{1,9}$)/, '$1.');
}

/** Seconds as `hh:mm:ss` and milliseconds after `point`. */
export function formatClock(seconds: number, point: '.' | ','): string {
  const millis = Math.round(seconds * 1000);
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, '0');
  return `${pad(millis / 3_600_000, 2)}:${pad((millis / 60_000) % 60, 2)}:${pad((millis / 1000) % 60, 2)}${point}${pad(millis % 1000, 3)}`;
}

export function toMillis(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

export type Timing = { start: number; end: number; rest: string };

/** A line such as `00:01.000 --> 00:02.000 align:start`; `rest` is what follows the times. */
export function parseTiming(line: string): Timing | null {
  if (line.length > LONGEST || !line.includes('>')) return null;
  const match = TIMING.exec(line);
  if (!match) return null;
  const [, from = '', to = '', rest = ''] = match;
  const start = parseClock(from);
  const end = parseClock(to);
  return start === null || end === null ? null : { start, end, rest };
}
