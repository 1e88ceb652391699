import type { Cue } from '#lib/protocol/result.ts';
import { joinTexts } from './join-text.ts';
import { orderCues, trimOverlaps, type OpenCue } from './order-cues.ts';
import { plainText } from './plain-text.ts';
import type { RawCue } from './raw-cue.ts';
import { withoutRolling } from './rolling.ts';
import { withSpeakers } from './speakers.ts';

/**
 * The clean-up that all formats share: plain text, in order, no rolling repeats, `start < end`, empty
 * cues dropped, speakers named. Cues stay the source's own: none is joined with another or split.
 */
export function cleanCues(raw: readonly RawCue[]): Cue[] {
  const lined = raw.map(toLined).filter((cue) => cue.lines.length > 0);
  const cues = trimOverlaps(withoutRolling(orderCues(lined)));
  return withSpeakers(cues.map(({ lines, ...cue }) => ({ ...cue, text: joinTexts(lines) }))).filter((cue) => cue.text !== '');
}

function toLined({ start, end, text, speaker }: RawCue): OpenCue {
  const { lines, voice } = plainText(text);
  const named = speaker === undefined ? '' : plainText(speaker).lines.join(' ');
  return { start, end, lines, speaker: named === '' ? voice : named };
}
