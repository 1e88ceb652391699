import type { Cue } from '#lib/protocol/result.ts';
import { isSentenceEnd } from './sentence-end.ts';
import { joiner, joinTexts } from './join-text.ts';

/** A sentence, and the cues that it was said in. */
export type Sentence = {
  text: string;
  /** Start of its first cue and end of its last, in seconds: never a time between. */
  start: number;
  end: number;
  /** Indices into the cues that were given, both inclusive. */
  first_cue: number;
  last_cue: number;
  speaker?: string;
};

/** Seconds of silence that end a sentence whatever its punctuation. */
const LONG_PAUSE = 20;
/** Words that one sentence has at most before it is broken at a pause, as automatic captions need. */
const MOST_WORDS = 60;
/** A pause (seconds) ends a piece of this many words; with no pause a piece ends at the second number. */
const SHORT_PAUSE = 0.35;
const FEWEST_WORDS = 6;
const ENOUGH_WORDS = 24;
/** Characters that count as one word where a script has no spaces. */
const CHARS_A_WORD = 2.5;

/** A stretch of one cue's text. */
type Piece = { text: string; cue: number; ends: boolean };

/**
 * Cues as sentences, in order; every word of the cues is in exactly one. Linear in the text's length.
 * @param language BCP 47, for its abbreviations; `und` where unknown
 */
export function toSentences(cues: readonly Cue[], language: string): Sentence[] {
  return groupPieces(toPieces(cues, language), cues)
    .flatMap((group) => (wordsOf(group) > MOST_WORDS ? atPauses(group, cues) : [group]))
    .map((group) => present(group, cues));
}

/** Splits each cue's text after the sentence ends in it; a cue's last piece ends one only if the text says so. */
function toPieces(cues: readonly Cue[], language: string): Piece[] {
  return cues.flatMap(({ text }, cue) => {
    const pieces: Piece[] = [];
    const next = cues[cue + 1]?.text ?? '';
    const whole = text + joiner(text, next);
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const end = isSentenceEnd(whole, at, { language, following: next });
      if (end === null) continue;
      const to = Math.min(end, text.length);
      pieces.push({ text: text.slice(from, to).trim(), cue, ends: true });
      [from, at] = [to, to - 1];
    }
    pieces.push({ text: text.slice(from).trim(), cue, ends: false });
    return pieces.filter((piece) => piece.text !== '');
  });
}

function groupPieces(pieces: readonly Piece[], cues: readonly Cue[]): Piece[][] {
  const groups: Piece[][] = [];
  let open = false;
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    if (open && before && !breaksBetween(cues[before.cue], cues[piece.cue])) groups.at(-1)?.push(piece);
    else groups.push([piece]);
    open = !piece.ends;
  }
  return groups;
}

function breaksBetween(before: Cue | undefined, after: Cue | undefined): boolean {
  if (!before || !after || before === after) return false;
  const changed = after.speaker !== undefined && after.speaker !== before.speaker;
  return changed || after.start - before.end > LONG_PAUSE;
}

/** Words without punctuation, broken between cues: at pauses, else when a piece is long enough. */
function atPauses(group: readonly Piece[], cues: readonly Cue[]): Piece[][] {
  const parts: Piece[][] = [];
  let words = 0;
  for (const [index, piece] of group.entries()) {
    const before = group[index - 1];
    const pause = before ? (cues[piece.cue]?.start ?? 0) - (cues[before.cue]?.end ?? 0) : 0;
    const breaks = words >= ENOUGH_WORDS || (words >= FEWEST_WORDS && pause >= SHORT_PAUSE);
    if (index === 0 || breaks) {
      parts.push([]);
      words = 0;
    }
    parts.at(-1)?.push(piece);
    words += wordsOf([piece]);
  }
  return parts;
}

function wordsOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => {
    const spaced = text.split(' ').length;
    const unspaced = joiner(text, text) === '' ? text.length / CHARS_A_WORD : 0;
    return sum + Math.max(spaced, unspaced);
  }, 0);
}

function present(group: readonly Piece[], cues: readonly Cue[]): Sentence {
  const first_cue = group[0]?.cue ?? 0;
  const last_cue = group.at(-1)?.cue ?? first_cue;
  const speaker = cues[first_cue]?.speaker;
  return {
    text: joinTexts(group.map((piece) => piece.text)),
    start: cues[first_cue]?.start ?? 0,
    end: cues[last_cue]?.end ?? 0,
    first_cue,
    last_cue,
    ...(speaker === undefined ? {} : { speaker }),
  };
}
