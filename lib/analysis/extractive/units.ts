import type { Sentence } from './document.ts';

/** Sentences that count as one when chapters are sought. */
export type Unit = {
  /** Index of its first sentence. */
  first: number;
  /** Where it starts and how long it lasts, in seconds. */
  start: number;
  seconds: number;
  /** Numbers of its content words, 0 to the vocabulary's size - 1. */
  words: number[];
};

/** Units of a document at most: cost is their square, and a 3-hour talk still has one for every half minute. */
const MOST_UNITS = 300;
/** Speech at a usual speed, in words a second, where times say nothing. */
const WORDS_A_SECOND = 2.5;

/** Units of about equal length, each beginning with the sentence of its stretch that is likeliest to begin a topic. */
export function toUnits(sentences: readonly Sentence[], odds: readonly number[]): { units: Unit[]; vocabulary: number } {
  const numbers = new Map<string, number>();
  const firsts = unitStarts(sentences, odds);
  const units = firsts.map((first, index) => {
    const inside = sentences.slice(first, firsts[index + 1] ?? sentences.length);
    const words = inside.flatMap((sentence) => sentence.words.filter(({ content }) => content).map(({ stem }) => numberOf(stem, numbers)));
    return { first, start: sentences[first]!.start, seconds: inside.reduce((sum, sentence) => sum + secondsOf(sentence, sentences[sentence.index + 1]), 0), words };
  });
  return { units, vocabulary: Math.max(1, numbers.size) };
}

function unitStarts(sentences: readonly Sentence[], odds: readonly number[]): number[] {
  const enough = sentences.reduce((sum, { words }) => sum + words.length, 0) / MOST_UNITS;
  const starts = [0];
  let [likeliest, size] = [0, 0];
  for (const { index, words } of sentences) {
    if (size === 0 || odds[index]! > odds[likeliest]!) likeliest = index;
    size += words.length;
    if (size < enough) continue;
    // The first stretch begins where the document does, whatever is likeliest.
    if (likeliest > 0 && index > 0 && likeliest > starts.at(-1)!) starts.push(likeliest);
    size = 0;
  }
  return starts;
}

function numberOf(stem: string, numbers: Map<string, number>): number {
  const number = numbers.get(stem) ?? numbers.size;
  numbers.set(stem, number);
  return number;
}

function secondsOf({ start, end, words }: Sentence, next: Sentence | undefined): number {
  return Math.max(0, (next?.start ?? end) - start) || words.length / WORDS_A_SECOND;
}
