import { toSentences } from '#lib/captions/sentences.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { estimateTokens } from './tokens.ts';

/** A run of cues that one question is about; indices into the transcript, `last` included. */
export type Chunk = { first: number; last: number };

/** A chunk that is this full ends with the sentence. */
const FULL = 0.6;
/** Tokens of a line's number and its end. */
const LINE = 5;

/** Cuts a transcript into chunks of at most `maxTokens`, between sentences where one ends with its cue; a larger cue is one of its own. */
export function chunkCues(cues: readonly Cue[], language: string, maxTokens: number): Chunk[] {
  const within = new Set(toSentences(cues, language).flatMap(({ first_cue, last_cue }) => Array.from({ length: last_cue - first_cue }, (_, step) => first_cue + step)));
  const chunks: Chunk[] = [];
  for (let first = 0; first < cues.length; first = (chunks.at(-1)?.last ?? first) + 1) {
    chunks.push({ first, last: endOfChunk(cues, first, { maxTokens, mayEnd: (cue) => !within.has(cue) }) });
  }
  return chunks;
}

function endOfChunk(cues: readonly Cue[], first: number, { maxTokens, mayEnd }: { maxTokens: number; mayEnd(cue: number): boolean }): number {
  let tokens = 0;
  let last = first;
  let natural = -1;
  for (let index = first; index < cues.length; index++) {
    tokens += estimateTokens(cues[index]?.text ?? '') + LINE;
    if (tokens > maxTokens && index > first) break;
    last = index;
    if (tokens > maxTokens * FULL && mayEnd(index)) natural = index;
  }
  return last < cues.length - 1 && natural >= 0 ? natural : last;
}

/** The cues of a chunk as the model sees them: one a line, each with the number it is to be named by. No text in them can end the transcript. */
export function numbered(cues: readonly Cue[], chunk: Chunk): string {
  return cues.slice(chunk.first, chunk.last + 1)
    .map((cue, offset) => `[${chunk.first + offset}] ${cue.speaker ? `${oneLine(cue.speaker)}: ` : ''}${oneLine(cue.text)}`)
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/<(\/?\s*transcript\s*)>/gi, '($1)');
}
