import type { Steps } from '#lib/platform/steps.ts';
import type { Sentence } from './document.ts';

/** Content words from a sentence on that are looked at, and so many before each in which it was not said. */
const AHEAD = 10;
const LATELY = 100;

/**
 * For every sentence the share of the next content words that were not said lately: a topic brings its own words along.
 * Youmans, "A New Tool for Discourse Analysis: The Vocabulary-Management Profile", Language 1991, with what is long past counted as new.
 */
export function* freshWords(sentences: readonly Sentence[]): Steps<number[]> {
  const last = new Map<string, number>();
  const fresh: boolean[] = [];
  const firsts: number[] = [];
  for (const { words } of sentences) {
    yield;
    firsts.push(fresh.length);
    for (const { content, stem } of words) {
      if (!content) continue;
      fresh.push(fresh.length - (last.get(stem) ?? -Infinity) > LATELY);
      last.set(stem, fresh.length - 1);
    }
  }
  return firsts.map((first) => fresh.slice(first, first + AHEAD).filter(Boolean).length / AHEAD);
}
