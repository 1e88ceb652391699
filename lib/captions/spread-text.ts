import type { Cue } from '#lib/protocol/result.ts';
import { toSentences } from './sentences.ts';

/** Letters that are spoken in a second: some 150 English words a minute. */
const LETTERS_A_SECOND = 14;
/** Signs of a script in which one stands for a syllable or a word, in a second. */
const SIGNS_A_SECOND = 4.5;
const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/**
 * Words without times as cues, a sentence each: its share of the time is its share of the speaking.
 * @param seconds how long all of it lasts; null: as long as it takes to say it
 */
export function spreadText(text: string, seconds: number | null): Cue[] {
  const sentences = text.split(/\n{2,}/).flatMap(sentencesOf);
  const lengths = sentences.map(speakingSeconds);
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const scale = seconds === null || whole === 0 ? 1 : seconds / whole;
  let at = 0;
  return sentences.map((sentence, index) => {
    const start = at;
    at += (lengths[index] ?? 0) * scale;
    return { start: millis(start), end: millis(at), text: sentence };
  }).filter(({ start, end }) => end > start);
}

function sentencesOf(paragraph: string): string[] {
  // A cue for each word, so that what comes without punctuation is broken where it grows long.
  const words = paragraph.split(/\s+/).filter(Boolean).map((text) => ({ start: 0, end: 0, text }));
  return toSentences(words, 'und').map((sentence) => sentence.text);
}

function speakingSeconds(sentence: string): number {
  const signs = sentence.match(SYLLABIC)?.length ?? 0;
  return (sentence.length - signs) / LETTERS_A_SECOND + signs / SIGNS_A_SECOND;
}

function millis(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
