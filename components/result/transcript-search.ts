import type { Cue } from '#lib/protocol/result.ts';

/** Text made comparable: case, accents and width folded. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Indices of the cues that hold every word of the query; all of them for an empty one. */
export function matchingCues(cues: readonly Cue[], query: string): number[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return cues.flatMap((cue, index) => {
    const text = fold(`${cue.speaker ?? ''} ${cue.text}`);
    return words.every((word) => text.includes(word)) ? [index] : [];
  });
}

/** A text cut where the query's words stand in it, so that they can be marked. */
export function markedParts(text: string, query: string): { text: string; marked: boolean }[] {
  const words = query.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ text, marked: false }];
  const pattern = new RegExp(`(${words.join('|')})`, 'giu');
  return text.split(pattern).map((part, index) => ({ text: part, marked: index % 2 === 1 })).filter((part) => part.text !== '');
}
