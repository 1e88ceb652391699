import { countCues, knowsCues } from './cue-words.ts';
import type { Document } from './document.ts';

const MOST_CHAPTERS = 30;
/** Chapters that a person makes of prepared speech of up to half an hour, and one more for each further. */
const USUAL = 6.9;
const HALF_HOUR = 30 * 60;
/** In a short video a chapter is expected to last so many seconds. */
const SHORT_SECONDS = 60;
/** Share of words that are a listener's or a searcher's (yeah, um) in speech between prepared and casual; it stands in where no list is known. */
const USUAL_CASUAL = 0.02;
const CASUAL_FLOOR = 0.02;
/** Casual talk stays on a topic longer: power by which the count falls with the share. */
const CASUAL_POWER = 0.5;

/**
 * Chapters that a person would make. In corpora of meetings and calls, duration says less of it than how
 * casually people talk: the count falls with about the root of the share of back-channel words.
 */
export function expectedChapters({ sentences, language }: Document, seconds: number): number {
  const words = sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);
  const casual = knowsCues('casual', language.code) ? sentences.reduce((sum, sentence) => sum + countCues(sentence.words, 'casual', language.code), 0) / Math.max(1, words) : USUAL_CASUAL;
  const wanted = (USUAL + Math.max(0, seconds - HALF_HOUR) / HALF_HOUR) * ((casual + CASUAL_FLOOR) / (USUAL_CASUAL + CASUAL_FLOOR)) ** -CASUAL_POWER;
  return Math.max(1, Math.min(wanted, seconds / SHORT_SECONDS, MOST_CHAPTERS));
}
