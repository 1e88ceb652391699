import { countCues, knowsCues } from './cue-words.ts';
import type { Document } from './document.ts';

const MOST_CHAPTERS = 30;
/** Chapters that a person makes of usual speech of up to an hour, and one more for each further half hour. */
const USUAL = 6.9;
const HOUR = 60 * 60;
const HALF_HOUR = 30 * 60;
/** In a short video a chapter is expected to last so many seconds, the first one less. */
const SHORT_SECONDS = 60;
const FIRST_LESS = 15;
/** Share of words that are a listener's or a searcher's (yeah, um) in speech between prepared and casual; it stands in where no list is known. */
const USUAL_CASUAL = 0.02;
const CASUAL_FLOOR = 0.04;
/** Casual talk stays on a topic longer: power by which the count falls with the share. */
const CASUAL_POWER = 0.7;

/**
 * Chapters that a person would make. In corpora of recordings, meetings and calls of up to an hour, duration hardly
 * tells it, but how casually people talk does: the count falls with a root of the share of back-channel words.
 */
export function expectedChapters({ sentences, language }: Document, seconds: number): number {
  const words = sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);
  const casual = knowsCues('casual', language.code) ? sentences.reduce((sum, sentence) => sum + countCues(sentence.words, 'casual', language.code), 0) / Math.max(1, words) : USUAL_CASUAL;
  const wanted = (USUAL + Math.max(0, seconds - HOUR) / HALF_HOUR) * ((casual + CASUAL_FLOOR) / (USUAL_CASUAL + CASUAL_FLOOR)) ** -CASUAL_POWER;
  return Math.max(1, Math.min(wanted, (seconds + FIRST_LESS) / SHORT_SECONDS, MOST_CHAPTERS));
}
