import { bestPartitions } from './best-partitions.ts';
import type { Document, Sentence } from './document.ts';
import { openingOf } from './openers.ts';
import type { Steps } from './steps.ts';
import { topicCohesion } from './topic-cohesion.ts';

/** Units of a document at most: cost is their square, and a 3-hour talk still has one for every half minute. */
const MOST_UNITS = 400;
const MOST_CHAPTERS = 30;
/** Chapters a person makes of so many minutes, roughly: `FEWEST + GROWTH * sqrt(minutes)`. */
const FEWEST = 4;
const GROWTH = 0.3;
/** In a short video a chapter is expected to last so many seconds. */
const USUAL_SECONDS = 25;
/** How far the count may stray from that: standard deviation of its logarithm. */
const SPREAD = 0.05;
/** Log odds of a topic's start by how its first sentence opens. */
const OPENING = { topic: 3, hint: 1, joint: -1, plain: 0 };
/** Log odds at a silence of some seconds, and at a change of speaker for each doubling of the words then said. */
const SILENCE = 0.6;
const SILENT_SECONDS = 1;
const TURN = 0.7;
const SHORT_TURN = 10;
const LONG_TURN = 160;
/** Speech at a usual speed, in words a second, where times say nothing. */
const WORDS_A_SECOND = 2.5;
const LEAST_SECONDS = 15;
/** A chapter is not shorter than this share of the length expected of one. */
const LEAST_SHARE = 0.2;

/** Sentences that count as one when chapters are sought. */
type Unit = { first: Sentence; seconds: number; words: string[] };

/** The first sentence of every chapter, in order, sentence 0 always among them; none where there are no sentences. */
export function* findBoundaries({ sentences, language }: Document): Steps<number[]> {
  const units = toUnits(sentences);
  if (units.length === 0) return [];
  const n = units.length;
  const { numbered, vocabulary } = numberWords(units);
  const cohesion = yield* topicCohesion(numbered, vocabulary);
  const odds = startOdds(sentences, language.code);
  const bonus = Float64Array.from(units, ({ first }) => odds[first.index]!);
  const ends = Float64Array.from({ length: n + 1 }, () => 0);
  units.forEach((unit, index) => (ends[index + 1] = ends[index]! + unit.seconds));
  const total = ends[n]!;
  const expected = Math.max(1, Math.min(FEWEST + GROWTH * Math.sqrt(total / 60), total / USUAL_SECONDS));
  const least = Math.max(LEAST_SECONDS, (LEAST_SHARE * total) / expected);
  const score = (from: number, to: number): number =>
    ends[to]! - ends[from]! < least && to - from < n ? -Infinity : cohesion[from * (n + 1) + to]! + (from > 0 ? bonus[from]! : 0);
  const partitions = yield* bestPartitions(n, Math.min(MOST_CHAPTERS, n), score);
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
    const seconds = Math.max(0, (sentences[sentence.index + 1]?.start ?? sentence.end) - sentence.start) || sentence.words.length / WORDS_A_SECOND;
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

/** Log odds that a topic starts with each sentence, from how it is said and not from what of. */
function startOdds(sentences: readonly Sentence[], language: string): number[] {
  const odds: number[] = [];
  let turnWords = 0;
  for (const sentence of sentences.toReversed()) {
    turnWords += sentence.words.length;
    const doublings = Math.log2(Math.min(LONG_TURN, Math.max(SHORT_TURN, turnWords)) / SHORT_TURN);
    odds.push(OPENING[openingOf(sentence.text, language)] + (sentence.pause > SILENT_SECONDS ? SILENCE : 0) + (sentence.turn ? TURN * doublings : 0));
    if (sentence.turn) turnWords = 0;
  }
  return odds.toReversed();
}
