import { bestPartitions } from './best-partitions.ts';
import type { Document, Sentence } from './document.ts';
import { opensTopic } from './openers.ts';
import type { Steps } from './steps.ts';
import { topicCohesion } from './topic-cohesion.ts';

/** Units of a document at most: cost is their square, and twelve words each keep a boundary within seconds. */
const MOST_UNITS = 700;
const MOST_CHAPTERS = 30;
/** Chapters a person makes of so many minutes, roughly: `FEWEST + GROWTH * sqrt(minutes)`. */
const FEWEST = 1.6;
const GROWTH = 0.8;
/** How far the count may stray from that: standard deviation of its logarithm. */
const SPREAD = 0.08;
/** Log odds of a topic's start at a topic opener, at a long silence, at a change of speaker. */
const OPENER = 2;
const SILENCE = 1.5;
const TURN = 1;
/** Speech at a usual speed, in words a second, where times say nothing. */
const WORDS_A_SECOND = 2.5;
const LEAST_SECONDS = 15;

/** Sentences that count as one when chapters are sought. */
type Unit = { first: Sentence; seconds: number; words: string[] };

/** The first sentence of every chapter, in order, sentence 0 always among them; none where there are no sentences. */
export function* findBoundaries({ sentences, language }: Document): Steps<number[]> {
  const units = toUnits(sentences);
  if (units.length === 0) return [];
  const n = units.length;
  const { numbered, vocabulary } = numberWords(units);
  const cohesion = yield* topicCohesion(numbered, vocabulary);
  const bonus = Float64Array.from(units, ({ first }) => boundaryOdds(first, language.code));
  const ends = Float64Array.from({ length: n + 1 }, () => 0);
  units.forEach((unit, index) => (ends[index + 1] = ends[index]! + unit.seconds));
  const total = ends[n]!;
  const least = Math.min(LEAST_SECONDS, total / 4);
  const score = (from: number, to: number): number =>
    ends[to]! - ends[from]! < least && to - from < n ? -Infinity : cohesion[from * (n + 1) + to]! + (from > 0 ? bonus[from]! : 0);
  const partitions = yield* bestPartitions(n, Math.min(MOST_CHAPTERS, n), score);
  const expected = FEWEST + GROWTH * Math.sqrt(total / 60);
  let best = { starts: [0], score: -Infinity };
  for (const { starts, score: fit } of partitions) {
    const off = (Math.log(starts.length) - Math.log(expected)) / SPREAD;
    const whole = fit - (off * off) / 2;
    if (whole > best.score) best = { starts, score: whole };
  }
  return best.starts.map((start) => units[start]!.first.index);
}

function toUnits(sentences: readonly Sentence[]): Unit[] {
  const all = sentences.reduce((sum, { words }) => sum + words.length, 0);
  const enough = all / MOST_UNITS;
  const units: Unit[] = [];
  let size = Infinity;
  for (const sentence of sentences) {
    const words = sentence.words.filter(({ content }) => content).map(({ stem }) => stem);
    const seconds = sentence.words.length / WORDS_A_SECOND;
    if (size >= enough) {
      units.push({ first: sentence, seconds, words });
      size = 0;
    } else {
      units.at(-1)!.seconds += seconds;
      units.at(-1)!.words.push(...words);
    }
    size += sentence.words.length;
  }
  return units;
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

function boundaryOdds(first: Sentence, language: string): number {
  const silent = first.pause > 2;
  return (opensTopic(first.text, language) ? OPENER : 0) + (silent ? SILENCE : 0) + (first.turn ? TURN : 0);
}
