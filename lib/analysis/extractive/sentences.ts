import { isSentenceEnd } from '#lib/captions/sentence-end.ts';
import type { Steps } from '#lib/platform/steps.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { cleanText } from './clean-text.ts';
import { isClauseOpener } from './openers.ts';

/** A stretch of speech that stands alone, before its words are known. */
export type Stretch = { text: string; first_cue: number; last_cue: number };

/** Below one sentence end in so many characters a transcript counts as unpunctuated, as automatic captions are. */
const CHARS_A_SENTENCE = 400;
/** Seconds of silence that end a sentence; in unpunctuated text the shorter one does too. */
const LONG_PAUSE = 4;
const SHORT_PAUSE = 0.6;
/** Unpunctuated: words after which a clause opener or pause may end a stretch, and after which it ends anyway. */
const FEWEST_WORDS = 8;
const MOST_WORDS = 28;
/** No sentence is longer than this, whatever its punctuation. */
const LONGEST = 70;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}\p{sc=Myanmar}]/u;
/** Characters that count as one word in a script without spaces. */
const CHARS_A_WORD = 2;

/** The words between two spaces, and the cue they are in. */
type Piece = { text: string; cue: number; ends: boolean };

/** Cues as stretches of speech in order: sentences where the text is punctuated, else clauses by pauses and openers. */
export function* toStretches(cues: readonly Cue[], language: string): Steps<Stretch[]> {
  const texts: string[] = [];
  for (const { text } of cues) {
    yield;
    texts.push(cleanText(text));
  }
  const pieces: Piece[] = [];
  for (const [cue, text] of texts.entries()) {
    yield;
    for (const piece of toPieces(text, cue, { language, following: texts[cue + 1] ?? '' })) pieces.push(piece);
  }
  const ends = pieces.filter((piece) => piece.ends).length;
  const bare = ends * CHARS_A_SENTENCE < texts.reduce((sum, text) => sum + text.length, 0);
  const rules = { bare, language };
  const stretches: Stretch[] = [];
  let open: Piece[] = [];
  for (const piece of pieces) {
    yield;
    if (open.length > 0 && breaksBefore(piece, open, { ...rules, cues })) open = close(open, stretches);
    open.push(piece);
  }
  close(open, stretches);
  return stretches;
}

function toPieces(text: string, cue: number, place: { language: string; following: string }): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const end = isSentenceEnd(text, at, place);
    const space = text.charAt(at) === ' ';
    if (end === null && !space) continue;
    const to = end === null ? at : Math.min(end, text.length);
    const part = text.slice(from, to).trim();
    if (part) pieces.push({ text: part, cue, ends: end !== null });
    else if (end !== null && pieces.length > 0) pieces[pieces.length - 1]!.ends = true;
    from = to;
    at = Math.max(at, to - 1);
  }
  const rest = text.slice(from).trim();
  if (rest) pieces.push({ text: rest, cue, ends: false });
  return pieces;
}

function breaksBefore(piece: Piece, open: readonly Piece[], { cues, bare, language }: { cues: readonly Cue[]; bare: boolean; language: string }): boolean {
  const last = open.at(-1)!;
  if (last.ends) return true;
  const [before, after] = [cues[last.cue]!, cues[piece.cue]!];
  const words = open.reduce((sum, { text }) => sum + (UNSPACED.test(text) ? text.length / CHARS_A_WORD : 1), 0);
  if (words >= LONGEST) return true;
  const pause = last.cue === piece.cue ? 0 : after.start - before.end;
  if (last.cue !== piece.cue && (after.speaker !== before.speaker || pause > LONG_PAUSE)) return true;
  if (!bare) return false;
  if (words >= MOST_WORDS) return true;
  return words >= FEWEST_WORDS && (pause >= SHORT_PAUSE || isClauseOpener(piece.text, language));
}

function close(open: readonly Piece[], stretches: Stretch[]): Piece[] {
  const [first, last] = [open[0], open.at(-1)];
  if (first && last) {
    const text = open.reduce((sum, piece) => sum + (sum && !(UNSPACED.test(sum.at(-1)!) && UNSPACED.test(piece.text.charAt(0))) && !/[。！？]$/.test(sum) ? ' ' : '') + piece.text, '');
    stretches.push({ text, first_cue: first.cue, last_cue: last.cue });
  }
  return [];
}
