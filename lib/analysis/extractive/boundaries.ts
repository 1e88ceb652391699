import { bestPartitions } from './best-partitions.ts';
import { expectedChapters, MOST_CHAPTERS } from './chapter-count.ts';
import type { Document, Sentence } from './document.ts';
import type { Steps } from './steps.ts';
import { topicCohesion } from './topic-cohesion.ts';
import { startOdds } from './topic-starts.ts';

/** Units of a document at most: cost is their square, and a 3-hour talk still has one for every half minute. */
const MOST_UNITS = 300;
/** How much what is spoken of counts beside how it is said: neighbouring words are not independent, as the model believes. */
const COHESION = 0.45;
/** How far the count may stray from the one expected: standard deviation of its logarithm. */
const SPREAD = 0.07;
/** Nor longer than so many times that length. */
const MOST_SHARE = 3;
/** Speech at a usual speed, in words a second, where times say nothing. */
const WORDS_A_SECOND = 2.5;
const LEAST_SECONDS = 15;
/** A chapter is not shorter than this share of the length expected of one. */
const LEAST_SHARE = 0.15;

/** Sentences that count as one when chapters are sought. */
type Unit = { first: number; seconds: number; words: string[] };

/** The first sentence of every chapter, in order, sentence 0 always among them; none where there are no sentences. */
export function* findBoundaries(document: Document): Steps<number[]> {
  const { sentences } = document;
  if (sentences.length === 0) return [];
  const odds = yield* startOdds(document);
  const units = toUnits(sentences, odds);
  yield;
  const n = units.length;
  const { numbered, vocabulary } = numberWords(units);
  yield;
  const cohesion = yield* topicCohesion(numbered, vocabulary);
  const ends = new Float64Array(n + 1);
  units.forEach((unit, index) => (ends[index + 1] = ends[index]! + unit.seconds));
  const total = ends[n]!;
  const expected = expectedChapters(document, total);
  yield;
  const least = Math.max(LEAST_SECONDS, (LEAST_SHARE * total) / expected);
  const most = (MOST_SHARE * total) / expected;
  const score = (from: number, to: number): number => {
    const seconds = ends[to]! - ends[from]!;
    if (seconds < least && to - from < n) return -Infinity;
    if (seconds > most && to - from > 1) return -Infinity;
    return COHESION * cohesion[from * (n + 1) + to]! + (from > 0 ? odds[units[from]!.first]! : 0);
  };
  const partitions = yield* bestPartitions(n, Math.min(MOST_CHAPTERS, n), score);
  let best = { starts: [0], score: -Infinity };
  for (const { starts, score: fit } of partitions) {
    const off = (Math.log(starts.length) - Math.log(expected)) / SPREAD;
    const whole = fit - (off * off) / 2;
    if (whole > best.score) best = { starts, score: whole };
  }
  return best.starts.map((start) => units[start]!.first);
}

/** Units of about equal length, each beginning with the sentence of its stretch that is likeliest to begin a topic. */
function toUnits(sentences: readonly Sentence[], odds: readonly number[]): Unit[] {
  const firsts = unitStarts(sentences, odds);
  return firsts.map((first, index) => {
    const inside = sentences.slice(first, firsts[index + 1] ?? sentences.length);
    const words = inside.flatMap((sentence) => sentence.words.filter(({ content }) => content).map(({ stem }) => stem));
    const seconds = inside.reduce((sum, sentence) => sum + (Math.max(0, (sentences[sentence.index + 1]?.start ?? sentence.end) - sentence.start) || sentence.words.length / WORDS_A_SECOND), 0);
    return { first, seconds, words };
  });
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

function numberWords(units: readonly Unit[]): { numbered: number[][]; vocabulary: number } {
  const numbers = new Map<string, number>();
  const numbered = units.map(({ words }) => words.map((word) => {
    const number = numbers.get(word) ?? numbers.size;
    numbers.set(word, number);
    return number;
  }));
  return { numbered, vocabulary: Math.max(1, numbers.size) };
}
