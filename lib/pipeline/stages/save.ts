import { z } from 'zod';
import { zResult, type PartialResult } from '#lib/protocol/result.ts';
import type { Stage } from '../stage.ts';

/** Parts of a result that a run cannot end without. */
const zDelivered = zResult.partial().required({ video: true, transcript: true });

/** What was delivered: the parts themselves stand in the outputs of their own stages. */
const zSaved = z.object({
  /** Parts that are not there because their stage failed. */
  missing: z.array(z.enum(zResult.keyof().options)),
  cue_count: z.int().min(1),
  /** Seconds of the video in which something is said, by the cues. */
  spoken_seconds: z.number().min(0),
});
export type Saved = z.infer<typeof zSaved>;

/** Checks the whole result, so that the end of a run is one fact. */
export function saveStage(result: PartialResult): Stage<Saved> {
  return {
    name: 'save',
    opening: 'Checking the result',
    schema: zSaved,
    isStale: () => true,
    run: async () => takeStock(result),
    part: () => ({}),
  };
}

function takeStock(result: PartialResult): Saved {
  const delivered = zDelivered.parse(result);
  const missing = zResult.keyof().options.filter((key) => delivered[key] === undefined);
  const { cues } = delivered.transcript;
  return { missing, cue_count: cues.length, spoken_seconds: spokenSeconds(cues) };
}

function spokenSeconds(cues: readonly { start: number; end: number }[]): number {
  let until = 0;
  let sum = 0;
  for (const { start, end } of cues) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return Math.round(sum * 1000) / 1000;
}
