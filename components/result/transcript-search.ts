import type { Cue } from '#lib/protocol/result.ts';
import { foldText, queryWords } from '#lib/protocol/search-text.ts';

/** Indices of the cues that hold every word of the query; all of them for an empty one. */
export function matchingCues(cues: readonly Cue[], query: string): number[] {
  const words = queryWords(query);
  return cues.flatMap((cue, index) => {
    const text = foldText(`${cue.speaker ?? ''} ${cue.text}`);
    return words.every((word) => text.includes(word)) ? [index] : [];
  });
}
