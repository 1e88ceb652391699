import { z } from 'zod';
import type { Chapter, Cue, KeyIdea, KeyPhrase, Summary } from '#lib/protocol/result.ts';
import type { AnalysisContext, AnalysisInput, Analyst } from '../analyst.ts';
import type { Asker } from './ask.ts';
import { chunkCues } from './chunks.ts';
import { takeNotes, type ChunkNotes } from './notes.ts';
import { shortSummaryInstructions } from './prompts/short-summary.ts';

/** Tokens of transcript in one question: small enough for a laptop's model, large enough for a topic. */
const CHUNK_TOKENS = 3000;
/** Questions under way at once. */
const PARALLEL = 2;

type ModelAnalystDeps = { asker: Asker; drawMap: Analyst['mindMap'] };

/**
 * Analysis by a language model: notes on every chunk (map), put together in order (reduce).
 * What it says is bound to cues by number and quote; times come from the cues.
 */
export function createModelAnalyst({ asker, drawMap }: ModelAnalystDeps): Analyst {
  const info = { engine: 'model', model: asker.model } as const;
  // The three stages of one run ask for the same notes at the same time.
  const taken = new WeakMap<readonly Cue[], Promise<ChunkNotes[]>>();
  const notesOf = (input: AnalysisInput, context: AnalysisContext): Promise<ChunkNotes[]> => {
    const known = taken.get(input.cues);
    if (known) return known;
    const fresh = readAll(asker, input, context);
    taken.set(input.cues, fresh);
    // What failed is asked again on the next try.
    fresh.catch(() => taken.delete(input.cues));
    return fresh;
  };
  return {
    info,
    async chapters(input, context) {
      const notes = await notesOf(input, context);
      return { chapters: input.author_chapters.length > 0 ? authorChapters(input) : detectedChapters(input.cues, notes), analyst: info };
    },
    async summary(input, context) {
      const notes = await notesOf(input, context);
      const summary = await summarize(asker, input, { notes, context });
      return { summary, coverage: { ratio: 1, chunks: notes.length }, analyst: info };
    },
    async keyIdeas(input, context) {
      const notes = await notesOf(input, context);
      return { key_ideas: keyIdeas(input.cues, notes), key_phrases: keyPhrases(notes), analyst: info };
    },
    mindMap: drawMap,
  };
}

async function readAll(asker: Asker, input: AnalysisInput, context: AnalysisContext): Promise<ChunkNotes[]> {
  const chunks = chunkCues(input.cues, CHUNK_TOKENS);
  const notes: ChunkNotes[] = [];
  let next = 0;
  let done = 0;
  const read = async (): Promise<void> => {
    for (let index = next++; index < chunks.length; index = next++) {
      const chunk = chunks[index];
      if (!chunk) return;
      notes[index] = await takeNotes(asker, input, { chunk, signal: context.signal });
      done += 1;
      context.progress(done, chunks.length, `Read part ${done} of ${chunks.length} (${asker.usage.input_tokens + asker.usage.output_tokens} tokens)`);
    }
  };
  context.progress(0, chunks.length, `Reading ${chunks.length} parts with ${asker.model}`);
  await Promise.all(Array.from({ length: Math.min(PARALLEL, chunks.length) }, read));
  return notes;
}

function detectedChapters(cues: readonly Cue[], notes: ChunkNotes[]): Chapter[] {
  const starts = new Map<number, string>();
  for (const { cue, title } of notes.flatMap((part) => part.sections)) if (title.trim() !== '' && !starts.has(cue)) starts.set(cue, title.trim());
  const ordered = [...starts].toSorted(([a], [b]) => a - b);
  const [first] = ordered;
  // The first chapter begins where the transcript does, whatever line was named.
  if (first) ordered[0] = [0, first[1]];
  return bounded(cues, ordered.map(([cue, title]) => ({ title, start: cues[cue]?.start ?? 0, origin: 'detected' as const })));
}

function authorChapters({ cues, author_chapters }: AnalysisInput): Chapter[] {
  return bounded(cues, author_chapters.map(({ title, start }) => ({ title, start, origin: 'author' as const })));
}

function bounded(cues: readonly Cue[], chapters: Omit<Chapter, 'end'>[]): Chapter[] {
  const end = cues.at(-1)?.end ?? 0;
  const rising = chapters.filter((chapter, index) => index === 0 || chapter.start > (chapters[index - 1]?.start ?? 0));
  return rising.map((chapter, index) => ({ ...chapter, end: rising[index + 1]?.start ?? Math.max(end, chapter.start) }));
}

const zShort = z.object({ short: z.string().min(1) });

async function summarize(asker: Asker, input: AnalysisInput, { notes, context }: { notes: ChunkNotes[]; context: AnalysisContext }): Promise<Summary> {
  const paragraphs = notes.filter((part) => part.summary.length > 0).map((part) => ({
    text: part.summary.map(({ text }) => text.trim()).join(' '),
    start: input.cues[Math.min(...part.summary.map(({ cue }) => cue))]?.start ?? 0,
    end: input.cues[Math.max(...part.summary.map(({ cue }) => cue))]?.end ?? 0,
  }));
  context.partial(paragraphs.map(({ text }) => text).join('\n\n').slice(0, 4000));
  const prompt = `Title of the video: ${JSON.stringify(input.title)}\n\n<notes>\n${paragraphs.map(({ text }) => text).join('\n\n')}\n</notes>`;
  const { short } = await asker.ask({ instructions: shortSummaryInstructions(input.output_language ?? input.language), prompt, schema: zShort, signal: context.signal });
  return { short, paragraphs };
}

/** Ideas a person keeps: about one in four minutes, never fewer than five nor more than twenty. */
function keyIdeas(cues: readonly Cue[], notes: ChunkNotes[]): KeyIdea[] {
  const minutes = (cues.at(-1)?.end ?? 0) / 60;
  const wanted = Math.min(20, Math.max(5, Math.round(minutes / 4)));
  const ideas = notes.flatMap((part) => part.ideas).filter(({ title, text }) => title.trim() !== '' && text.trim() !== '');
  const kept = ideas.toSorted((a, b) => b.importance - a.importance).slice(0, wanted).toSorted((a, b) => a.cue - b.cue);
  return kept.map(({ cue, title, text, importance }) => ({
    title: title.trim(), text: text.trim(), start: cues[cue]?.start ?? 0, end: cues[cue]?.end ?? 0, score: importance,
  }));
}

/** Phrases by the number of parts that name them. */
function keyPhrases(notes: ChunkNotes[]): KeyPhrase[] {
  const counts = new Map<string, { text: string; parts: number }>();
  for (const text of notes.flatMap((part) => [...new Set(part.phrases.map((phrase) => phrase.trim()).filter(Boolean))])) {
    const key = text.toLowerCase();
    counts.set(key, { text: counts.get(key)?.text ?? text, parts: (counts.get(key)?.parts ?? 0) + 1 });
  }
  const ranked = [...counts.values()].toSorted((a, b) => b.parts - a.parts).slice(0, 15);
  const most = ranked[0]?.parts ?? 1;
  return ranked.map(({ text, parts }) => ({ text, score: parts / most }));
}
