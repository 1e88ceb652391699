import { boundLines } from './bounds.ts';

/** A cue as a parser finds it, before the clean-up that all formats share. */
export type RawCue = {
  /** Seconds. */
  start: number;
  /** Seconds; null where the format leaves it to the next cue. */
  end: number | null;
  /** With its markup and entities; lines end in `\n`. */
  text: string;
  /** Where the format names one beside the text. */
  speaker?: string | undefined;
};

/** A cue whose text is plain, line by line. */
export type LinedCue = { start: number; end: number; lines: string[]; speaker: string | null };

/** What every format's parser gives. */
export type RawCaptions = {
  cues: RawCue[];
  /** As the file writes it. */
  language: string | null;
};

/** Lines that end in CR, LF and what faulty converters make of them (`\r\r\n`), as they are asked for. @throws Failure `too_large` */
export function* linesOf(text: string): Generator<string, void, undefined> {
  let from = 0;
  let count = 0;
  for (const end of text.matchAll(/\r{0,3}\n|\r/g)) {
    boundLines(++count);
    yield text.slice(from, end.index);
    from = end.index + end[0].length;
  }
  yield text.slice(from);
}
