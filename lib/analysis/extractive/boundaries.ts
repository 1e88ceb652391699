import type { Steps } from '#lib/platform/steps.ts';
import { boundaryChances } from './boundary-chances.ts';
import { expectedChapters } from './chapter-count.ts';
import type { Document } from './document.ts';
import { cutLong, pickStarts } from './pick-starts.ts';
import { topicCohesion } from './topic-cohesion.ts';
import { startOdds } from './topic-starts.ts';
import { toUnits, type Unit } from './units.ts';
import { findWrapUp } from './wrap-up.ts';

/**
 * How much what is spoken of counts beside how it is said, in chapters of so many words: neighbouring words are not
 * independent, as the model believes, and the more there are the less each adds.
 */
const COHESION = 0.5;
const COHESION_WORDS = 300;
/** How much a chapter's length may stray from the usual: cost of the square of its logarithm. */
const STRAYING = 0.2;
/** Log odds that what the speaker counts starts a chapter. */
const COUNTED = 8;
const LEAST_SECONDS = 10;
/** Two starts are so many seconds apart at least, and such a share of the usual length. */
const LEAST_APART = 20;
const LEAST_SHARE = 0.15;
/** No chapter is longer than so many times the usual, if it can be cut. */
const MOST_SHARE = 4;

/**
 * The first sentence of every chapter, in order, sentence 0 always among them; none where there are no sentences.
 * Of all partitions, weighed by cohesion and signs of a start, come the chances of every start; the likeliest are taken.
 * @param counted sentences that open things which the speaker counts: each a chapter
 */
export function* findBoundaries(document: Document, counted: readonly number[]): Steps<number[]> {
  const { sentences } = document;
  if (sentences.length === 0) return [];
  const odds = yield* startOdds(document);
  for (const sentence of counted) odds[sentence]! += COUNTED;
  const { units, vocabulary } = toUnits(sentences, odds);
  yield;
  const usual = expectedChapters(document, units.reduce((sum, { seconds }) => sum + seconds, 0));
  const expected = Math.max(usual, counted.length + 1);
  yield;
  const words = sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);
  const cohesion = yield* topicCohesion(units.map((unit) => unit.words), vocabulary);
  const parts = yield* scoreParts(units, { cohesion, weight: COHESION * Math.sqrt((COHESION_WORDS * expected) / words), expected });
  const chances = yield* boundaryChances({ n: units.length, parts, odds: units.map(({ first }) => odds[first]!) }, expected - 1);
  return choose(document, { units, chances, expected, counted });
}

/** The likeliest starts, as many as are expected, the speaker's last words among them where they are heard. */
function choose(document: Document, { units, chances, expected, counted }: { units: readonly Unit[]; chances: Float64Array; expected: number; counted: readonly number[] }): number[] {
  const count = Math.round(expected) - 1;
  const times = units.map(({ start }) => start);
  const usual = (times.at(-1)! - times[0]!) / expected;
  const wrapUp = count > 0 ? findWrapUp(document) : null;
  const [others, taken] = wrapUp === null ? [count, null] : [count - 1, document.sentences[wrapUp]!.start];
  const known = units.flatMap(({ first }, unit) => (counted.includes(first) ? [unit] : []));
  const likeliest = pickStarts(times, chances, { count: others, known, taken, apart: Math.max(LEAST_APART, LEAST_SHARE * usual) });
  const starts = cutLong(times, chances, { starts: likeliest, usual, most: MOST_SHARE }).map((unit) => units[unit]!.first);
  return [0, ...starts, ...(wrapUp === null ? [] : [wrapUp])].toSorted((a, b) => a - b);
}

/** Cohesion of every part, less what its length strays; the table of `boundaryChances`. */
function* scoreParts(units: readonly Unit[], { cohesion, weight, expected }: { cohesion: Float64Array; weight: number; expected: number }): Steps<Float64Array> {
  const n = units.length;
  const usual = units.reduce((sum, { seconds }) => sum + seconds, 0) / expected;
  const parts = new Float64Array((n + 1) * (n + 1)).fill(-Infinity);
  for (let from = 0; from < n; from++) {
    let seconds = 0;
    for (let to = from + 1; to <= n; to++) {
      seconds += units[to - 1]!.seconds;
      if (seconds < LEAST_SECONDS && to - from < n) continue;
      parts[from * (n + 1) + to] = weight * cohesion[from * (n + 1) + to]! - STRAYING * Math.log(Math.max(1, seconds) / usual) ** 2;
    }
    yield;
  }
  return parts;
}
