import type { Steps } from '#lib/platform/steps.ts';
import { boundCues } from './bounds.ts';
import { parseClock, parseTiming } from './clock-text.ts';
import { linesOf, type RawCaptions, type RawCue } from './raw-cue.ts';

/** Where a segment's local time stands on the stream's 90 kHz clock (RFC 8216, section 3.5). */
export type TimestampMap = { local: number; mpegts: number };

export type RawVtt = RawCaptions & { timestamp_map: TimestampMap | null };

/**
 * WebVTT by the parsing rules of https://www.w3.org/TR/webvtt1/#file-parsing: a blank line ends a cue,
 * a timing line starts one wherever it stands, cue settings are dropped.
 * @returns null where the text is no WebVTT
 */
export function* parseVtt(text: string): Steps<RawVtt | null> {
  if (!/^\ufeff?\s*WEBVTT(?:\s|$)/.test(text.slice(0, 200))) return null;
  const header: string[] = [];
  const cues: RawCue[] = [];
  let inHeader = true;
  let open: RawCue | null = null;
  for (const line of linesOf(text.replace(/^\ufeff?\s*/, ''))) {
    yield;
    const timing = parseTiming(line);
    inHeader &&= header.length === 0 || (line !== '' && timing === null);
    // What is no cue (notes, styles, regions, lines without a time) stands under no timing line and falls away.
    if (inHeader) {
      header.push(line);
    } else if (timing) {
      open = { start: timing.start, end: timing.end, text: '' };
      cues.push(open);
      boundCues(cues.length);
    } else if (line === '' || line.includes('-->')) {
      // A line with an arrow ends the cue even where its times cannot be read.
      open = null;
    } else if (open) {
      open.text += open.text === '' ? line : `\n${line}`;
    }
  }
  return { cues, ...readHeader(header) };
}

function readHeader(lines: string[]): Pick<RawVtt, 'language' | 'timestamp_map'> {
  const header = lines.join('\n');
  return {
    language: /^Language:[ \t]*([\w-]+)/im.exec(header)?.[1] ?? null,
    timestamp_map: readTimestampMap(/^X-TIMESTAMP-MAP=(.*)$/m.exec(header)?.[1] ?? ''),
  };
}

function readTimestampMap(text: string): TimestampMap | null {
  const local = parseClock(/LOCAL:([\d:.]+)/.exec(text)?.[1] ?? '');
  const mpegts = /MPEGTS:(\d{1,15})/.exec(text)?.[1];
  return local === null || mpegts === undefined ? null : { local, mpegts: Number(mpegts) };
}
