import { z } from 'zod';
import type { Cue } from '#lib/protocol/result.ts';
import type { AnalysisInput } from '../analyst.ts';
import type { Asker } from './ask.ts';
import { numbered, type Chunk } from './chunks.ts';
import { findEvidence } from './evidence.ts';
import { chunkNotesInstructions } from './prompts/chunk-notes.ts';

const claim = { cue: z.int(), quote: z.string() };

export const zChunkNotes = z.object({
  sections: z.array(z.object({ ...claim, title: z.string() })),
  ideas: z.array(z.object({ ...claim, title: z.string(), text: z.string(), importance: z.number().min(0).max(1) })),
  summary: z.array(z.object({ ...claim, text: z.string() })),
  phrases: z.array(z.string()),
});
export type ChunkNotes = z.infer<typeof zChunkNotes> & {
  /** Items that named no cue in which their words stand, and were left out. */
  dropped: number;
};

/** Asks for the notes on one chunk; every item is held to its evidence, with one corrective try. */
export async function takeNotes(asker: Asker, input: AnalysisInput, { chunk, signal }: { chunk: Chunk; signal: AbortSignal }): Promise<ChunkNotes> {
  const instructions = chunkNotesInstructions(input.output_language ?? input.language);
  const prompt = `Title of the video: ${JSON.stringify(input.title)}\n\n<transcript>\n${numbered(input.cues, chunk)}\n</transcript>`;
  const first = held(await asker.ask({ instructions, prompt, schema: zChunkNotes, signal }), input.cues, chunk);
  if (first.dropped === 0) return first;
  const correction = `${prompt}\n\nSome of your last items named a line in which their quote does not stand. Copy each quote exactly from the line that you name, and answer again, whole.`;
  const second = held(await asker.ask({ instructions, prompt: correction, schema: zChunkNotes, signal }), input.cues, chunk);
  return second.dropped <= first.dropped ? second : first;
}

/** Notes with each item bound to the cue in which its words stand; the others dropped and counted. */
function held(notes: z.infer<typeof zChunkNotes>, cues: readonly Cue[], chunk: Chunk): ChunkNotes {
  let dropped = 0;
  const bound = <T extends { cue: number; quote: string }>(items: T[]): T[] =>
    items.flatMap((item) => {
      const cue = item.cue >= chunk.first && item.cue <= chunk.last ? findEvidence(cues, item) : null;
      if (cue !== null) return [{ ...item, cue }];
      dropped += 1;
      return [];
    });
  const sections = bound(notes.sections);
  const ideas = bound(notes.ideas);
  const summary = bound(notes.summary);
  return { sections, ideas, summary, phrases: notes.phrases, dropped };
}
