import type { Cue } from '#lib/protocol/result.ts';

/** A run of cues that one question is about; indices into the transcript, `last` included. */
export type Chunk = { first: number; last: number };

/** Tokens of a text, estimated from above for the usual vocabularies: four letters, or one wide character, a token. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g)?.length ?? 0;
  return Math.ceil((text.length - wide) / 3.6) + wide;
}

const SENTENCE_END = /[.!?。！？…]["')\]]*$/;
/** A pause this long ends a thought, in seconds. */
const PAUSE = 1.2;

/** Cuts a transcript into chunks of at most `maxTokens`, at sentence ends or pauses where one is near. */
export function chunkCues(cues: readonly Cue[], maxTokens: number): Chunk[] {
  const chunks: Chunk[] = [];
  let first = 0;
  while (first < cues.length) {
    const last = endOfChunk(cues, first, maxTokens);
    chunks.push({ first, last });
    first = last + 1;
  }
  return chunks;
}

function endOfChunk(cues: readonly Cue[], first: number, maxTokens: number): number {
  let tokens = 0;
  let last = first;
  let natural = -1;
  for (let index = first; index < cues.length; index++) {
    tokens += estimateTokens(cues[index]?.text ?? '') + 4;
    if (tokens > maxTokens && index > first) break;
    last = index;
    if (tokens > maxTokens * 0.6 && endsThought(cues, index)) natural = index;
  }
  return last < cues.length - 1 && natural >= 0 ? natural : last;
}

function endsThought(cues: readonly Cue[], index: number): boolean {
  const cue = cues[index];
  const next = cues[index + 1];
  return !cue || !next || SENTENCE_END.test(cue.text.trim()) || next.start - cue.end >= PAUSE;
}

/** The cues of a chunk as the model sees them: one a line, each with the number it is to be named by. */
export function numbered(cues: readonly Cue[], chunk: Chunk): string {
  return cues.slice(chunk.first, chunk.last + 1)
    .map((cue, offset) => `[${chunk.first + offset}] ${cue.speaker ? `${cue.speaker}: ` : ''}${cue.text.replace(/\s+/g, ' ')}`)
    .join('\n');
}
