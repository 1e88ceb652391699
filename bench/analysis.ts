// `node bench/analysis.ts`: time, longest hold of the event loop and memory of the analysis without a model, for 1 to 8 hours.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createExtractiveAnalyst } from '#lib/analysis/extractive/analyst.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { MemoryParts } from '#lib/testing/memory-parts.ts';
import type { Cue } from '#lib/protocol/result.ts';

const WORDS_AN_HOUR = 10_000;
const WORDS_A_CUE = 8;
const SECONDS_A_CUE = (3600 * WORDS_A_CUE) / WORDS_AN_HOUR;
const COMMON = 'the of and to in a is that it for we with as this on be are by from have'.split(' ');

/** Numbers that look random and are the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Speech of so many hours: topics of ten minutes, each with words of its own, by Zipf's law, beside common ones. */
function speech(hours: number): Cue[] {
  const chance = numbers(7);
  const word = (topic: number): string => {
    const [kind, rank] = [chance.next().value, Math.floor(60 ** chance.next().value)];
    if (kind < 0.5) return COMMON[rank % COMMON.length] ?? 'the';
    return kind < 0.8 ? `topic${String.fromCharCode(97 + (topic % 26))}${String.fromCharCode(97 + (rank % 26))}word` : `talk${String.fromCharCode(97 + (rank % 26))}${Math.floor(rank / 26)}`;
  };
  return Array.from({ length: Math.round((hours * WORDS_AN_HOUR) / WORDS_A_CUE) }, (_, index) => {
    const start = index * SECONDS_A_CUE;
    const text = Array.from({ length: WORDS_A_CUE }, () => word(Math.floor(start / 600))).join(' ');
    return { start, end: start + SECONDS_A_CUE, text: index % 3 === 2 ? `${text}.` : text };
  });
}

async function measure(hours: number): Promise<void> {
  const cues = speech(hours);
  const input = { cues, language: 'en', output_language: null, title: 'Speech', author_chapters: [] };
  const context: WorkContext = { signal: new AbortController().signal, progress: () => {}, partial: () => {}, parts: new MemoryParts() };
  const analyst = createExtractiveAnalyst();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const from = performance.now();
  const [{ chapters }, , { key_ideas, key_phrases }] = await Promise.all([analyst.chapters(input, context), analyst.summary(input, context), analyst.keyIdeas(input, context)]);
  await analyst.mindMap(input, { chapters, key_ideas, key_phrases }, context);
  const took = performance.now() - from;
  delay.disable();
  const columns = [`${hours} h`, `${hours * WORDS_AN_HOUR} words`, `${took.toFixed(0)} ms`, `${(took / hours).toFixed(0)} ms/h`, `held ${(delay.max / 1e6).toFixed(0)} ms`, `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`];
  console.log(columns.map((column) => column.padStart(14)).join(''));
}

await measure(0.2);
for (const hours of [1, 2, 3, 4, 8]) await measure(hours);
