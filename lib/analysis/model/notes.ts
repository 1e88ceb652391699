import { z } from 'zod';
import { joinTexts } from '#lib/captions/join-text.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { findEvidence, inventsTime } from '../evidence.ts';
import { numbered, type Chunk } from './chunks.ts';
import { keptAnswer, languageOf, type Reader } from './kept-answer.ts';
import { CHUNK_NOTES_VERSION, chunkNotesInstructions } from './prompts/chunk-notes.ts';
import { salvageJson, whenObjectsEnd } from './salvage-json.ts';

const claim = { cue: z.int(), quote: z.string() };

const zAnswer = z.object({
  summary: z.array(z.object({ ...claim, text: z.string() })),
  sections: z.array(z.object({ ...claim, title: z.string() })),
  ideas: z.array(z.object({ ...claim, title: z.string(), text: z.string(), importance: z.number().min(0).max(1) })),
  phrases: z.array(z.string()),
});
const zChunkNotes = zAnswer.extend({
  /** Items that named no cue in which their words stand, and were left out. */
  dropped: z.int(),
});
export type ChunkNotes = z.infer<typeof zChunkNotes>;
/**
 * The notes on one chunk, from the store where they are there. Every item is held to its evidence, with one
 * corrective try. @param onSummary hears the sentences of the summary as they come, those with evidence alone
 */
export async function notesOn(reader: Reader, chunk: Chunk, onSummary: (text: string) => void): Promise<ChunkNotes> {
  const { input } = reader;
  const prompt = `Title of the video: ${JSON.stringify(input.title)}\n\n<transcript>\n${numbered(input.cues, chunk)}\n</transcript>`;
  return keptAnswer(reader, {
    key: ['notes', CHUNK_NOTES_VERSION, prompt], schema: zChunkNotes,
    make: (meter) => takeNotes({ ...reader, meter }, chunk, { prompt, onSummary }),
  });
}

async function takeNotes({ client, meter, input, context }: Reader, chunk: Chunk, { prompt, onSummary }: { prompt: string; onSummary: (text: string) => void }): Promise<ChunkNotes> {
  const question = { instructions: chunkNotesInstructions(languageOf(input)), schema: zAnswer, signal: context.signal, meter };
  const onText = whenObjectsEnd((text) => onSummary(sentencesIn(text, input.cues, chunk)));
  const first = held(await client.json({ ...question, prompt, onText }), input.cues, chunk);
  if (first.dropped === 0) return first;
  const correction = `${prompt}\n\nSome of your last items named a line in which their quote does not stand, or a time. Copy each quote exactly from the line that you name, name no times, and answer again, whole.`;
  // What the first answer proved stands, whatever becomes of the second.
  const second = await client.json({ ...question, prompt: correction }).then((answer) => held(answer, input.cues, chunk), () => first);
  context.signal.throwIfAborted();
  return second.dropped <= first.dropped ? second : first;
}

/** Notes with each item bound to the cue in which its words stand; the others dropped and counted. */
function held(notes: z.infer<typeof zAnswer>, cues: readonly Cue[], chunk: Chunk): ChunkNotes {
  const source = cues.slice(chunk.first, chunk.last + 1).map(({ text }) => text).join(' ');
  const bound = <T extends Item>(items: T[]) => items.flatMap((item) => bind(item, cues, { chunk, source }));
  const parts = { summary: bound(notes.summary), sections: bound(notes.sections), ideas: bound(notes.ideas) };
  const kept = parts.summary.length + parts.sections.length + parts.ideas.length;
  const phrases = notes.phrases.map((phrase) => phrase.trim()).filter((phrase) => phrase !== '' && !inventsTime(phrase, source));
  return { ...parts, phrases, dropped: notes.summary.length + notes.sections.length + notes.ideas.length - kept };
}

type Item = { cue: number; quote: string; title?: string; text?: string };

/** The item at the cue where its words stand, or nothing: no evidence, no words, or a time of its own. */
function bind<T extends Item>(item: T, cues: readonly Cue[], { chunk, source }: { chunk: Chunk; source: string }): T[] {
  const said = [item.title, item.text].filter((text) => text !== undefined);
  if (item.cue < chunk.first || item.cue > chunk.last || said.some((text) => text.trim() === '' || inventsTime(text, source))) return [];
  const cue = findEvidence(cues, item);
  return cue === null ? [] : [{ ...item, cue }];
}

const zPartial = z.object({ summary: z.array(z.object({ ...claim, text: z.string() })) });

/** The proven sentences in an answer that is still being written. */
function sentencesIn(answer: string, cues: readonly Cue[], chunk: Chunk): string {
  const { data } = zPartial.safeParse(salvageJson(answer));
  const source = cues.slice(chunk.first, chunk.last + 1).map(({ text }) => text).join(' ');
  return joinTexts((data?.summary ?? []).flatMap((item) => bind(item, cues, { chunk, source })).map(({ text }) => text.trim()));
}
