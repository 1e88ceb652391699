import { joinTexts } from '#lib/captions/join-text.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { AnalysisInput } from '../analyst.ts';
import { chunkCues, type Chunk } from './chunks.ts';
import { isAway } from './failure-reason.ts';
import type { Meter } from './meter.ts';
import type { ModelClient } from './model-client.ts';
import type { Reader } from './kept-answer.ts';
import { notesOn, type ChunkNotes } from './notes.ts';

/** Questions under way at once. */
const PARALLEL = 2;
/** Failed chunks after which no more is asked, also where the model is there: it cannot do it. */
const PATIENCE = 2;

/** One chunk read; notes are null where the model failed on it. */
export type ReadChunk = { chunk: Chunk; notes: ChunkNotes | null };
export type Watcher = Pick<WorkContext, 'progress' | 'partial'>;

/** A whole transcript being read by a model, once for all stages that want to know. */
export type Reading = {
  readonly meter: Meter;
  /** @throws Failure `model_failed` where no chunk could be read */
  readonly done: Promise<{ chunks: ReadChunk[]; /** Why chunks are missing; null where none is. */ reason: string | null }>;
  /** Tells how far it is, and the summary as it is written: what is known at once, and from now on. */
  watch(watcher: Watcher): void;
};

export type ReadingDeps = { client: ModelClient; meter: Meter; chunk_tokens: number };

export function startReading({ client, meter, chunk_tokens }: ReadingDeps, input: AnalysisInput, context: WorkContext): Reading {
  const chunks = chunkCues(input.cues, input.language, chunk_tokens);
  const watchers = new Set<Watcher>();
  const written: string[] = [];
  const whole = () => written.filter(Boolean).join('\n\n');
  let ended = 0;
  const message = () => {
    const { input_tokens, output_tokens } = meter.usage();
    if (ended === 0) return `Reading ${chunks.length === 1 ? 'the transcript' : `${chunks.length} parts`} with ${client.model}`;
    return `Read part ${ended} of ${chunks.length} (${input_tokens + output_tokens} tokens)`;
  };
  const tell = () => watchers.forEach(({ progress }) => progress(ended, chunks.length, message()));
  return {
    meter,
    done: readAll({ client, meter, input, context }, chunks, {
      onEnd() {
        ended += 1;
        tell();
      },
      onSummary(index, text) {
        written[index] = text;
        if (text !== '') watchers.forEach(({ partial }) => partial(whole()));
      },
    }),
    watch(watcher) {
      watchers.add(watcher);
      watcher.progress(ended, chunks.length, message());
      if (whole() !== '') watcher.partial(whole());
    },
  };
}

type Told = { onEnd(): void; onSummary(index: number, text: string): void };

async function readAll(reader: Reader, chunks: readonly Chunk[], { onEnd, onSummary }: Told): ReturnType<() => Reading['done']> {
  const read: ReadChunk[] = chunks.map((chunk) => ({ chunk, notes: null }));
  const failures: unknown[] = [];
  let away = false;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < chunks.length && !away && failures.length < PATIENCE; index = next++) {
      const place = read[index];
      if (!place) return;
      try {
        place.notes = await notesOn(reader, place.chunk, (text) => onSummary(index, text));
        onSummary(index, joinTexts(place.notes.summary.map(({ text }) => text.trim())));
      } catch (error) {
        reader.context.signal.throwIfAborted();
        failures.push(error);
        away ||= isAway(error);
      }
      onEnd();
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, chunks.length) }, worker));
  if (failures.length > 0 && read.every(({ notes }) => notes === null)) throw failures[0];
  return { chunks: read, reason: failures.length > 0 ? asFailure(failures[0]).message : null };
}
