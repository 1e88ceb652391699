import { mapped, type Steps } from '#lib/platform/steps.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { boundLetters, boundName } from './bounds.ts';
import { joinTexts } from './join-text.ts';
import { orderCues, trimOverlaps, type OpenCue } from './order-cues.ts';
import { plainText } from './plain-text.ts';
import type { RawCue } from './raw-cue.ts';
import { withoutRolling } from './rolling.ts';
import { withSpeakers } from './speakers.ts';

/**
 * The clean-up that all formats share: plain text, in order, no rolling repeats, `start < end`, empty
 * cues dropped, speakers named. Cues stay the source's own: none is joined with another or split.
 * @throws Failure `too_large` where one cue holds hours of words
 */
export function* cleanCues(raw: readonly RawCue[]): Steps<Cue[]> {
  const lined = (yield* mapped(raw, toLined)).filter((cue) => cue.lines.length > 0);
  const cues = yield* trimOverlaps(yield* withoutRolling(yield* orderCues(lined)));
  const spoken = yield* mapped(cues, ({ lines, ...cue }) => ({ ...cue, text: joinTexts(lines) }));
  return (yield* withSpeakers(spoken)).filter((cue) => cue.text !== '');
}

function toLined({ start, end, text, speaker }: RawCue): OpenCue {
  boundLetters(text.length);
  boundName(speaker?.length ?? 0);
  const { lines, voice } = plainText(text);
  const named = speaker === undefined ? '' : plainText(speaker).lines.join(' ');
  return { start, end, lines, speaker: named === '' ? voice : named };
}
