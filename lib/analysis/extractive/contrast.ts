import type { Steps } from '#lib/platform/steps.ts';
import type { Sentence } from './document.ts';

/** Content words on either side that are compared. */
const WINDOW = 60;

/** Counts of words in a stretch that is moved on word by word. */
class Stretch {
  readonly counts: Int32Array;
  squares = 0;

  constructor(vocabulary: number) {
    this.counts = new Int32Array(vocabulary);
  }

  add(word: number, by: 1 | -1): void {
    const before = this.counts[word]!;
    this.counts[word] = before + by;
    this.squares += (before + by) ** 2 - before ** 2;
  }
}

/**
 * For every sentence how alike the words before it and the words from it on are: cosine, 0 to 1.
 * Hearst, "TextTiling", Computational Linguistics 1997, with the gap at every sentence; linear in the words.
 */
export function* likenessAcross(sentences: readonly Sentence[]): Steps<number[]> {
  const { words, firsts, vocabulary } = number(sentences);
  const [before, after] = [new Stretch(vocabulary), new Stretch(vocabulary)];
  let common = 0;
  const change = (side: Stretch, other: Stretch, place: { at: number; by: 1 | -1 }): void => {
    const word = words[place.at];
    if (word === undefined) return;
    side.add(word, place.by);
    common += place.by * other.counts[word]!;
  };
  for (let at = 0; at < Math.min(WINDOW, words.length); at++) change(after, before, { at, by: 1 });
  const likeness: number[] = [];
  let position = 0;
  for (const first of firsts) {
    yield;
    for (; position < first; position++) {
      change(before, after, { at: position - WINDOW, by: -1 });
      change(after, before, { at: position, by: -1 });
      change(before, after, { at: position, by: 1 });
      change(after, before, { at: position + WINDOW, by: 1 });
    }
    likeness.push(before.squares > 0 && after.squares > 0 ? common / Math.sqrt(before.squares * after.squares) : 0);
  }
  return likeness;
}

/** Content words of all sentences as numbers, and the position of each sentence's first. */
function number(sentences: readonly Sentence[]): { words: number[]; firsts: number[]; vocabulary: number } {
  const numbers = new Map<string, number>();
  const words: number[] = [];
  const firsts: number[] = [];
  for (const sentence of sentences) {
    firsts.push(words.length);
    for (const { content, stem } of sentence.words) {
      if (!content) continue;
      const known = numbers.get(stem) ?? numbers.size;
      numbers.set(stem, known);
      words.push(known);
    }
  }
  return { words, firsts, vocabulary: Math.max(1, numbers.size) };
}
