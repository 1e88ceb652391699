import { estimateTokens } from '#lib/analysis/model/tokens.ts';
import type { PartialResult, Transcript } from '#lib/protocol/result.ts';
import type { Found } from './passages.ts';

/** Cues around a passage that tell what it speaks of. */
const AROUND = 2;
const LINE = 5;

/**
 * The cues that a model is shown of a transcript: all where they fit, else the passages found, the best first,
 * and as far as there is room the places that summary and key ideas stand on, for questions on the whole.
 */
export function cuesToShow({ cues }: Transcript, result: PartialResult, { passages, tokens }: { passages: readonly Found[]; tokens: number }): number[] {
  const wanted = [...new Set([...aroundPassages(passages), ...overview(cues, result), ...cues.keys()])];
  const shown = new Set<number>();
  let room = tokens;
  for (const index of wanted) {
    const cue = cues[index];
    if (!cue) continue;
    room -= estimateTokens(cue.text) + LINE;
    if (room < 0 && shown.size > 0) break;
    shown.add(index);
  }
  return [...shown].toSorted((a, b) => a - b);
}

function aroundPassages(passages: readonly Found[]): number[] {
  return passages.flatMap(({ first_cue, last_cue }) => Array.from({ length: last_cue - first_cue + 1 + 2 * AROUND }, (_, step) => first_cue - AROUND + step));
}

function overview(cues: Transcript['cues'], { summary, key_ideas }: PartialResult): number[] {
  const starts = [...(summary?.paragraphs ?? []), ...(key_ideas ?? [])].map(({ start }) => start);
  return starts.flatMap((start) => {
    const index = cues.findIndex((cue) => cue.end > start);
    return index < 0 ? [] : [index, index + 1, index + 2];
  });
}
