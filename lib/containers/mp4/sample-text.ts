import { parseTtml } from '#lib/captions/parse-ttml.ts';
import type { RawCue } from '#lib/captions/raw-cue.ts';
import { atOnce } from '#lib/platform/steps.ts';
import { Fields, textIn, whole } from '../fields.ts';
import { boxAt, boxesIn } from './boxes.ts';
import type { TextCodec } from './tracks.ts';

/** When a sample is shown, in seconds. */
export type Span = { start: number; end: number };

/** The cues in one sample. */
export function cuesOfSample(codec: TextCodec, bytes: Uint8Array, span: Span): RawCue[] {
  if (codec === 'wvtt') return webVttCues(bytes, span);
  if (codec === 'stpp') return ttmlCues(bytes, span);
  const text = whole(() => timedText(bytes), '');
  return text === '' ? [] : [{ ...span, text }];
}

/**
 * 3GPP and QuickTime text (3GPP TS 26.245, 5.17): the length, the text, then boxes of style. @throws RangeError where it
 * ends too early
 */
export function timedText(bytes: Uint8Array): string {
  const fields = new Fields(bytes);
  const text = fields.take(fields.u16());
  const [first, second] = text;
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(text);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(text);
  return textIn(text);
}

/** A sample holds all cues that are shown in its time (ISO/IEC 14496-30, 5); `vtte` says there are none. */
function webVttCues(bytes: Uint8Array, span: Span): RawCue[] {
  return [...boxesIn(bytes)].filter(({ type }) => type === 'vttc').flatMap(({ body }) => {
    const payload = boxAt(body, 'payl');
    const text = payload ? textIn(payload) : '';
    return text.trim() === '' ? [] : [{ ...span, text }];
  });
}

/** Each sample is a whole document; its times count from the start of the track (ISO/IEC 14496-30, 4), and end with the sample. */
function ttmlCues(bytes: Uint8Array, span: Span): RawCue[] {
  return (atOnce(parseTtml(textIn(bytes)))?.cues ?? []).flatMap((cue) => {
    const start = Math.max(cue.start, span.start);
    const end = Math.min(cue.end ?? Infinity, span.end);
    return end > start ? [{ ...cue, start, end }] : [];
  });
}

/** A cue goes on over several samples where others come and go beside it: those that touch are one. */
export function joinTouching(cues: readonly RawCue[]): RawCue[] {
  const open = new Map<string, RawCue>();
  const joined: RawCue[] = [];
  for (const cue of cues) {
    const before = open.get(cue.text);
    if (before && before.end !== null && Math.abs(before.end - cue.start) < 0.002) {
      before.end = cue.end;
      continue;
    }
    const copy = { ...cue };
    open.set(cue.text, copy);
    joined.push(copy);
  }
  return joined;
}
