import { Failure } from '#lib/protocol/errors.ts';

/** Ten times the lines of a day's talk. Whoever sends more costs everybody's turn on the event loop. */
const MOST_LINES = 500_000;
/** Ten hours of words, each a cue of its own. */
const MOST_CUES = 100_000;
/** Four hours of talk: nobody calls that a moment. A cue is cleaned in one go, which takes 20 ms for so many letters. */
const MOST_LETTERS = 200_000;
/** A speaker is named with every cue. */
const MOST_NAMED = 1000;

/** @throws Failure `too_large` where captions have more cues than any recording */
export function boundCues(count: number): void {
  if (count > MOST_CUES) throw tooLarge();
}

/** Lines, elements or entries of captions. @throws Failure `too_large` */
export function boundLines(count: number): void {
  if (count > MOST_LINES) throw tooLarge();
}

/** Letters of one cue, with its markup. @throws Failure `too_large` */
export function boundLetters(count: number): void {
  if (count > MOST_LETTERS) throw new Failure('too_large', { message: 'These captions hold hours of words under one single time.', hint: 'Send captions with a time for every line, or the words alone as a text file.' });
}

/** Letters of a speaker's name. @throws Failure `too_large` */
export function boundName(count: number): void {
  if (count > MOST_NAMED) throw tooLarge();
}

function tooLarge(): Failure {
  return new Failure('too_large', { message: 'These captions have more lines than MindTube reads.', hint: 'Split the recording, and send each part with its own captions.' });
}
