import { z } from 'zod';
import { Failure } from '#lib/protocol/errors.ts';
import type { Chapter, Cue, Summary } from '#lib/protocol/result.ts';
import { inventsTime } from '../evidence.ts';
import { keptAnswer, languageOf, type Reader } from './kept-answer.ts';
import type { ChunkNotes } from './notes.ts';
import { SHORT_SUMMARY_VERSION, shortSummaryInstructions } from './prompts/short-summary.ts';
import { estimateTokens } from './tokens.ts';

type Paragraph = Summary['paragraphs'][number];

/** The proven sentences of all chunks, a paragraph for each chapter that has some. */
export function paragraphsOf(cues: readonly Cue[], notes: readonly ChunkNotes[], chapters: readonly Chapter[]): Paragraph[] {
  const sentences = notes.flatMap(({ summary }) => summary).toSorted((a, b) => a.cue - b.cue);
  const groups = new Map<number, typeof sentences>();
  for (const sentence of sentences) {
    const start = cues[sentence.cue]?.start ?? 0;
    const chapter = chapters.findLastIndex((candidate) => candidate.start <= start);
    groups.set(chapter, [...(groups.get(chapter) ?? []), sentence]);
  }
  return [...groups.values()].map((group) => ({
    text: group.map(({ text }) => text.trim()).join(' '),
    start: cues[group[0]?.cue ?? 0]?.start ?? 0,
    end: cues[group.at(-1)?.cue ?? 0]?.end ?? 0,
  }));
}

/**
 * What all of it comes to, written from the paragraphs alone; more of them than one question holds are first
 * brought down in groups. @param tokens of notes in one question. @throws Failure `model_failed`
 */
export async function shortSummary(reader: Reader, paragraphs: readonly string[], { tokens, onText }: { tokens: number; onText: (text: string) => void }): Promise<string> {
  const groups = grouped(paragraphs, tokens);
  if (groups.length <= 1) return oneSummary(reader, paragraphs, onText);
  const brought: string[] = [];
  for (const group of groups) brought.push(await oneSummary(reader, group, () => {}));
  return shortSummary(reader, brought, { tokens, onText });
}

async function oneSummary(reader: Reader, paragraphs: readonly string[], onText: (text: string) => void): Promise<string> {
  const { client, input, context: { signal } } = reader;
  const notes = paragraphs.join('\n\n');
  const prompt = `Title of the video: ${JSON.stringify(input.title)}\n\n<notes>\n${notes}\n</notes>`;
  const instructions = shortSummaryInstructions(languageOf(input));
  return keptAnswer(reader, {
    key: ['short', SHORT_SUMMARY_VERSION, prompt], schema: z.string().min(1),
    async make(meter) {
      const short = await client.text({ instructions, prompt, signal, meter, onText });
      if (inventsTime(short, notes)) throw new Failure('model_failed', { message: 'The language model named a time that the transcript does not.' });
      return short;
    },
  });
}

/** Neighbours together, each group within the tokens; a group has two at least, so that there are fewer each time. */
function grouped(paragraphs: readonly string[], tokens: number): string[][] {
  const groups: string[][] = [];
  let size = 0;
  for (const paragraph of paragraphs) {
    const own = estimateTokens(paragraph);
    const last = groups.at(-1);
    if (last && (size + own <= tokens || last.length < 2)) last.push(paragraph);
    else groups.push([paragraph]);
    size = groups.at(-1)?.length === 1 ? own : size + own;
  }
  return groups;
}
