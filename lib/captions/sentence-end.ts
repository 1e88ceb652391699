import { abbreviations } from './abbreviations.ts';

const UNSPACED_ENDS = '。！？｡؟۔।॥';
const SPACED_ENDS = '.!?…';
const CLOSERS = '"\'”’»)]}」』）】》';
/** Marks and quotes after the first mark that are looked at. */
const LONGEST_TAIL = 12;
/** A word is looked back for over this many characters at most. */
const LONGEST_WORD = 24;

type Place = {
  /** BCP 47 */
  language: string;
  /** What comes after the text. */
  following: string;
};

/**
 * Whether the mark at `at` ends a sentence. Marks of scripts without spaces always do; others when white
 * space or the end follows and the word before is no abbreviation, initial or number of a list.
 * @returns the index after the sentence, its further marks and closing quotes included; null where none ends
 */
export function isSentenceEnd(text: string, at: number, place: Place): number | null {
  const mark = text.charAt(at);
  const unspaced = UNSPACED_ENDS.includes(mark);
  if (!unspaced && !SPACED_ENDS.includes(mark)) return null;
  let end = at + 1;
  let quoted = false;
  while (end < text.length && end - at <= LONGEST_TAIL && isTail(text.charAt(end))) {
    if (!isDirection(text.charAt(end))) quoted = CLOSERS.includes(text.charAt(end));
    end++;
  }
  // What goes on right after a closing quote is the sentence around the quotation.
  if (unspaced) return quoted && end < text.length ? null : end;
  if (end < text.length && text.charAt(end) !== ' ') return null;
  const after = text.slice(end, end + LONGEST_WORD).trim() || place.following.slice(0, LONGEST_WORD);
  if (/^\p{Ll}/u.test(after) && (quoted || mark === '.' || mark === '…')) return null;
  return mark === '.' && end === at + 1 && isInnerStop(text, at, { ...place, following: after }) ? null : end;
}

function isTail(character: string): boolean {
  return isDirection(character) || SPACED_ENDS.includes(character) || UNSPACED_ENDS.includes(character) || CLOSERS.includes(character);
}

/** Captions from right to left are wrapped in marks of their direction, the last of which stands behind the full stop. */
function isDirection(character: string): boolean {
  return /^\p{Bidi_Control}$/u.test(character);
}

/** Whether a single full stop belongs to the word before it and not to the sentence. */
function isInnerStop(text: string, at: number, { language, following }: Place): boolean {
  const before = text.slice(Math.max(0, at - LONGEST_WORD), at);
  const word = before.slice(before.lastIndexOf(' ') + 1).replace(/^[^\p{L}\p{N}]+/u, '');
  if (/^\p{Lu}$/u.test(word)) return word !== 'I';
  if (/^\d{1,3}$/.test(word) && /^(de|da|nb|no|fi|cs|pl|hu|hr|tr)\b/.test(language)) return true;
  return abbreviations(language).has(word.toLowerCase()) && following !== '' && !isEnding(word, following);
}

/** `etc.` and `p.m.` may end a sentence: they do where a capital follows. */
function isEnding(word: string, following: string): boolean {
  return /^(etc|usw|ecc|enz|osv|itd|itp|inc|ltd|co|corp|jr|sr|a\.m|p\.m)$/i.test(word) && /^\p{Lu}/u.test(following);
}
