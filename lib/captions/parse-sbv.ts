import type { Steps } from '#lib/platform/steps.ts';
import { boundCues } from './bounds.ts';
import { parseClock } from './clock-text.ts';
import { linesOf, type RawCaptions, type RawCue } from './raw-cue.ts';

const TIMING = /^\s*(\d{1,4}:\d\d:\d\d\.\d{3}),(\d{1,4}:\d\d:\d\d\.\d{3})\s*$/;

const BEGINNING = /^\d{1,4}:\d\d:\d\d\.\d{3},/;

/** SubViewer as YouTube gives it away (`.sbv`): `0:00:01.000,0:00:03.000`, then lines. @returns null where it does not begin so */
export function* parseSbv(text: string): Steps<RawCaptions | null> {
  const beginning = text.search(/[^\s\ufeff]/);
  if (beginning < 0 || !BEGINNING.test(text.slice(beginning, beginning + 20))) return null;
  const cues: RawCue[] = [];
  for (const line of linesOf(text.replace(/^\ufeff/, ''))) {
    yield;
    const [, from, to] = TIMING.exec(line) ?? [];
    const cue = cues.at(-1);
    if (from !== undefined && to !== undefined) cues.push({ start: parseClock(from) ?? 0, end: parseClock(to), text: '' });
    else if (cue) cue.text += `${line}\n`;
    else if (line.trim() !== '') return null;
    boundCues(cues.length);
  }
  return cues.length > 0 ? { cues, language: null } : null;
}
