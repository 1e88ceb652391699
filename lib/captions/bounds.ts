import { Failure } from '#lib/protocol/errors.ts';

/** Ten times the lines of a day's talk. Whoever sends more costs everybody's turn on the event loop. */
const MOST_LINES = 500_000;
/** Ten hours of words, each a cue of its own. */
const MOST_CUES = 100_000;

/** @throws Failure `too_large` where captions have more cues than any recording */
export function boundCues(count: number): void {
  if (count > MOST_CUES) throw tooLarge();
}

/** Lines, elements or entries of captions. @throws Failure `too_large` */
export function boundLines(count: number): void {
  if (count > MOST_LINES) throw tooLarge();
}

function tooLarge(): Failure {
  return new Failure('too_large', { message: 'These captions have more lines than MindTube reads.', hint: 'Split the recording, and send each part with its own captions.' });
}
