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

/** CR, LF and what faulty converters make of them (`\r\r\n`). @throws Failure `too_large` before anything is split */
export function splitLines(text: string): string[] {
  for (const end of ['\n', '\r']) {
    let count = 0;
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) boundLines(++count);
  }
  return text.split(/\r{0,3}\n|\r/);
}
