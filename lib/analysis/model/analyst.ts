import { joinTexts } from '#lib/captions/join-text.ts';
import { toSentences } from '#lib/captions/sentences.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { AnalystInfo, Chapter, Cue } from '#lib/protocol/result.ts';
import type { AnalysisInput, Analyst } from '../analyst.ts';
import { authorChapters, detectedChapters, outlineOf, sectionsOf, type Section } from './chapters.ts';
import { ownLanguageNote } from '../own-language.ts';
import { fillGaps, gapsOf } from './gaps.ts';
import { keyIdeas, keyPhrases } from './ideas.ts';
import type { Reader } from './kept-answer.ts';
import { createMeter, type Limits } from './meter.ts';
import { mindMapOf } from './mind-map.ts';
import type { ModelClient } from './model-client.ts';
import type { ChunkNotes } from './notes.ts';
import { paragraphsOf } from './paragraphs.ts';
import { shortSummary } from './short-summary.ts';
import { startReading, type Reading, type Watcher } from './reading.ts';

type ModelAnalystDeps = {
  client: ModelClient;
  limits: Limits;
  /** Tokens of transcript in one question: small enough for a laptop's model, large enough for a topic. */
  chunk_tokens: number;
  /** Reads what the model could not. */
  spare: Analyst;
};

/** What the stages of one run share. */
type Read = { notes: ChunkNotes[]; chapters: Chapter[]; chunks: number; dropped: number; fill: ReturnType<typeof fillGaps>; note: string | null };
type Run = { reading: Reading; read: Promise<Read> };

/**
 * Analysis by a language model: notes on every chunk (map), put together in order (reduce).
 * What it says is bound to cues by number and quote; times come from the cues.
 */
export function createModelAnalyst(deps: ModelAnalystDeps): Analyst {
  const { client, spare, chunk_tokens } = deps;
  // The stages of one run ask for the same notes, the first three at the same time.
  const runs = new WeakMap<readonly Cue[], Run>();
  const readFor = async (input: AnalysisInput, context: WorkContext, watcher: Watcher): Promise<Read & { reading: Reading }> => {
    const run = runs.get(input.cues) ?? begin(deps, input, context);
    runs.set(input.cues, run);
    // What failed is asked again by the next attempt.
    run.read.catch(() => runs.get(input.cues) === run && runs.delete(input.cues));
    run.reading.watch(watcher);
    return { ...(await run.read), reading: run.reading };
  };
  const silently = ({ progress }: WorkContext): Watcher => ({ progress, partial: () => {} });
  const infoOf = (note: string | null, language: string | null): AnalystInfo => ({ engine: 'model', model: client.model, ...(language !== null && { language }), ...(note !== null && { note }) });
  return {
    info: infoOf(null, null),
    async chapters(input, context) {
      const { chapters, note } = await readFor(input, context, silently(context));
      return { chapters: borneOut(chapters, 'chapters'), analyst: infoOf(note, input.output_language) };
    },
    async summary(input, context) {
      const { notes, chapters, chunks, dropped, fill, note, reading } = await readFor(input, context, { ...context, progress: (done, total, message) => context.progress(done, total + 1, message) });
      const paragraphs = borneOut(await fill.paragraphs(paragraphsOf(input.cues, notes, chapters)), 'summary');
      const texts = paragraphs.map(({ text }) => text);
      context.progress(chunks, chunks + 1, 'Writing the short summary');
      const onText = (short: string) => context.partial([short, ...texts].join('\n\n'));
      const short = await orFailure(context, shortSummary({ client, meter: reading.meter, input, context }, texts, { tokens: chunk_tokens, onText }));
      const failed = short instanceof Error;
      const summary = { short: failed ? leading(texts) : short.text, paragraphs };
      // Of the paragraphs every sentence is proven; those of the short one rest on them.
      const sentences = countSentences(texts);
      const evidenced = failed ? 1 : (sentences + short.proven) / (sentences + short.sentences);
      const why = failed ? [note, `The short summary is made of the first sentences. ${short.message}`].filter(Boolean).join(' ') : note;
      return { summary, coverage: { ratio: 1, chunks, evidenced, dropped, usage: reading.meter.usage() }, analyst: infoOf(why, input.output_language) };
    },
    async keyIdeas(input, context) {
      const { notes, fill, note } = await readFor(input, context, silently(context));
      return { key_ideas: borneOut(await fill.ideas(keyIdeas(input.cues, notes)), 'key ideas'), key_phrases: keyPhrases(notes), analyst: infoOf(note, input.output_language) };
    },
    async mindMap(input, material, context) {
      const { notes } = await readFor(input, context, silently(context));
      const parts = { chapters: material.chapters ?? [], sections: sectionsOf(notes), ideas: material.key_ideas ?? [] };
      return parts.chapters.length > 0 ? mindMapOf(input.title, input.cues, parts) : spare.mindMap(input, material, context);
    },
  };
}

function begin({ client, limits, chunk_tokens, spare }: ModelAnalystDeps, input: AnalysisInput, context: WorkContext): Run {
  const meter = createMeter(limits);
  const reading = startReading({ client, meter, chunk_tokens }, input, context);
  const read = async (): Promise<Read> => {
    const { chunks, reason } = await reading.done;
    const notes = chunks.flatMap((chunk) => chunk.notes ?? []);
    const gaps = gapsOf(input.cues, chunks);
    const fill = fillGaps(spare, { input, context, gaps });
    const reader: Reader = { client, meter, input, context };
    const own = await ownChapters(reader, sectionsOf(notes));
    const note = reason === null ? null : [`${gaps.length} of ${chunks.length} parts were analysed without the language model. ${reason}`, ownLanguageNote(input)].filter(Boolean).join(' ');
    return { notes, chapters: await fill.chapters(own), chunks: chunks.length, dropped: notes.reduce((sum, { dropped }) => sum + dropped, 0), fill, note };
  };
  return { reading, read: read() };
}

/** The author's where there are some, refined inside; else those of the outline. The model is asked for one only where it is of use. */
async function ownChapters(reader: Reader, sections: readonly Section[]): Promise<Chapter[]> {
  const { input } = reader;
  const author = authorChapters(input, sections);
  if (author.length === 0) return detectedChapters(input.cues, await outlineOf(reader, sections));
  return author.every(({ origin }) => origin === 'author') ? author : authorChapters(input, await outlineOf(reader, sections));
}

/** Where nothing of a part is proven, the part is not there. @throws Failure `model_failed` */
function borneOut<T>(items: T[], what: string): T[] {
  if (items.length === 0) throw new Failure('model_failed', { message: `The language model gave no ${what} that the transcript bears out.` });
  return items;
}

async function orFailure<T>({ signal }: WorkContext, act: Promise<T>): Promise<T | Error> {
  try {
    return await act;
  } catch (error) {
    signal.throwIfAborted();
    return asFailure(error);
  }
}

function countSentences(texts: readonly string[]): number {
  return toSentences(texts.map((text) => ({ start: 0, end: 0, text })), 'und').length;
}

/** The first sentence of up to three paragraphs, spread over all. */
function leading(paragraphs: readonly string[]): string {
  const step = Math.max(1, Math.floor(paragraphs.length / 3));
  return joinTexts(paragraphs.filter((_, index) => index % step === 0).slice(0, 3).map((text) => toSentences([{ start: 0, end: 0, text }], 'und')[0]?.text ?? text));
}
