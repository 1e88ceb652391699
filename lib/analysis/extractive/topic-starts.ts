import type { Steps } from '#lib/platform/steps.ts';
import { likenessAcross } from './contrast.ts';
import { countCues } from './cue-words.ts';
import type { Document, Sentence } from './document.ts';
import { freshWords } from './fresh-words.ts';
import { openingOf } from './openers.ts';
import type { Word } from './words.ts';

/**
 * Log odds that a topic starts, from one sign of it each: a logistic regression over meetings, calls and screen
 * recordings, whose signs weigh alike in all of them; rounded.
 */
const OPENING = { topic: 0.7, hint: 0, joint: -0.6, plain: 0 };
/** Of each agenda word among the first words, of each word of turning to something among fewer of them, and of each closing word among the last ones before. */
const AGENDA = 0.9;
const TURNING = 0.4;
const CLOSING = 0.15;
const MOST_CUES = 4;
const MOST_TURNING = 2;
const WORDS_AFTER = 30;
const WORDS_NEXT = 12;
const WORDS_BEFORE = 25;
/** Of a silence, by the logarithm of its seconds and one. */
const SILENCE = 0.3;
const LONGEST_SILENCE = 10;
/** Of a new speaker, for each doubling of the words then said. */
const TURN = 0.4;
const SHORT_TURN = 10;
const LONG_TURN = 160;
/** Of the same words being said before and after, and of words that were not said lately. */
const LIKENESS = -3.5;
const FRESH = 1.5;

/** For every sentence the log odds that a topic starts with it, from how it is said; 0 on average. */
export function* startOdds({ sentences, language }: Document): Steps<number[]> {
  const likeness = yield* likenessAcross(sentences);
  const turns = wordsOfTurns(sentences);
  const fresh = yield* freshWords(sentences);
  const odds: number[] = [];
  for (const [index, sentence] of sentences.entries()) {
    yield;
    const doublings = Math.log2(Math.min(LONG_TURN, Math.max(SHORT_TURN, turns[index]!)) / SHORT_TURN);
    const after = wordsFrom(sentences, index);
    const agenda = Math.min(MOST_CUES, countCues(after, 'agenda', language.code));
    const turning = Math.min(MOST_TURNING, countCues(after.slice(0, WORDS_NEXT), 'turning', language.code));
    const closing = Math.min(MOST_CUES, countCues(wordsBefore(sentences, index), 'closing', language.code));
    odds.push(
      OPENING[openingOf(sentence.text, language.code)] + AGENDA * agenda + TURNING * turning + CLOSING * closing +
      LIKENESS * likeness[index]! + FRESH * fresh[index]! +
      SILENCE * Math.log1p(Math.min(LONGEST_SILENCE, sentence.pause)) + (sentence.turn ? TURN * doublings : 0),
    );
  }
  const mean = odds.reduce((sum, value) => sum + value, 0) / Math.max(1, odds.length);
  return odds.map((value) => value - mean);
}

/** For every sentence the words from it to the end of its speaker's turn. */
function wordsOfTurns(sentences: readonly Sentence[]): number[] {
  const turns: number[] = [];
  let words = 0;
  for (const sentence of sentences.toReversed()) {
    words += sentence.words.length;
    turns.push(words);
    if (sentence.turn) words = 0;
  }
  return turns.toReversed();
}

function wordsFrom(sentences: readonly Sentence[], index: number): Word[] {
  const words: Word[] = [];
  for (let at = index; at < sentences.length && words.length < WORDS_AFTER; at++) words.push(...sentences[at]!.words.slice(0, WORDS_AFTER));
  return words;
}

function wordsBefore(sentences: readonly Sentence[], index: number): Word[] {
  const words: Word[] = [];
  for (let at = index - 1; at >= 0 && words.length < WORDS_BEFORE; at--) words.push(...sentences[at]!.words.slice(0, WORDS_BEFORE));
  return words;
}
