import { afterEach } from 'vitest';
import type { AnalysisInput, Analyst } from '#lib/analysis/analyst.ts';
import { createExtractiveAnalyst } from '#lib/analysis/extractive/analyst.ts';
import { createModelAnalyst } from '#lib/analysis/model/analyst.ts';
import type { Limits } from '#lib/analysis/model/meter.ts';
import { createModelClient } from '#lib/analysis/model/model-client.ts';
import { withFallback } from '#lib/analysis/with-fallback.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { MemoryParts } from './memory-parts.ts';
import { ModelServer, type ModelAnswer, type ModelRequest } from './model-server.ts';

const TOPICS = ['bridges carry trains over deep rivers', 'lighthouses guide ships along rocky coasts'];
export const cuesOf = (count: number): Cue[] =>
  Array.from({ length: count }, (_, index) => ({ start: index * 3 + 0.5, end: index * 3 + 3, text: `Line ${index}: ${TOPICS[index < count / 2 ? 0 : 1]}.` }));
export const cues = cuesOf(40);
export const inputOf = (more: Partial<AnalysisInput> = {}): AnalysisInput => ({ cues, language: 'en', output_language: null, title: 'Engineering', author_chapters: [], ...more });

export const good = {
  summary: [{ cue: 1, quote: 'bridges carry trains', text: 'Bridges carry trains.' }, { cue: 25, quote: 'lighthouses guide ships', text: 'Lighthouses guide ships.' }],
  sections: [{ cue: 0, quote: 'bridges carry trains', title: 'Bridges' }, { cue: 20, quote: 'lighthouses guide ships', title: 'Lighthouses' }],
  ideas: [{ cue: 3, quote: 'bridges carry trains over deep rivers', title: 'Bridges carry trains', text: 'They do.', importance: 0.9 }],
  phrases: ['bridges', 'lighthouses'],
};
export const notes = (change: object = {}) => ({ text: JSON.stringify({ ...good, ...change }) });
export const isNotes = (request: ModelRequest) => request.prompt.includes('<transcript>');
export const short = { text: 'It is about bridges and lighthouses. [0, 1]' };
export const SHORT = 'It is about bridges and lighthouses.';
/** Notes on whatever lines the question shows, one item of each kind. */
export const anyNotes = ({ prompt }: ModelRequest) => {
  const cue = Number(/^\[(\d+)\]/m.exec(prompt)?.[1]);
  const quote = /^\[\d+\] (.*)$/m.exec(prompt)?.[1] ?? '';
  return notes({ summary: [{ cue, quote, text: `Part of ${cue}.` }], sections: [{ cue, quote, title: `Section ${cue}` }], ideas: [{ cue, quote, title: `Idea of ${cue} number ${cue}`, text: `It is ${cue} alone.`, importance: 0.5 }] });
};

const open: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

type Settings = { timeout_ms?: number; retries?: number; limits?: Limits; chunk_tokens?: number };

/** An analyst that asks a stand-in for a model; `safe` gives way to the one without, and `fresh` is another process of the same. */
export async function analystOn(answer: (request: ModelRequest, count: number) => ModelAnswer, { timeout_ms = 10_000, retries = 3, limits = { tokens: 1e6, calls: 100 }, chunk_tokens = 3000 }: Settings = {}) {
  const server = await ModelServer.start(answer);
  open.push(server);
  const client = createModelClient({ base_url: server.base_url, model: 'stand-in', timeout_ms, retries });
  const spare = createExtractiveAnalyst();
  const fresh = () => createModelAnalyst({ client, limits, chunk_tokens, spare });
  return { server, fresh, analyst: fresh(), safe: withFallback(fresh(), spare) };
}

/** What a stage is given, and what it said meanwhile. */
export function contextOf({ signal = new AbortController().signal, parts = new MemoryParts() } = {}) {
  const said: string[] = [];
  const partials: string[] = [];
  const context: WorkContext = { signal, parts, progress: (_done, _total, message) => said.push(message), partial: (text) => partials.push(text) };
  return { context, said, partials, parts };
}
export const everything = async (analyst: Analyst, input: AnalysisInput, { context }: ReturnType<typeof contextOf>) => {
  const [chapters, summary, ideas] = await Promise.all([analyst.chapters(input, context), analyst.summary(input, context), analyst.keyIdeas(input, context)]);
  const material = { chapters: chapters.chapters, key_ideas: ideas.key_ideas, key_phrases: ideas.key_phrases, engine: chapters.analyst.engine };
  return { ...chapters, ...ideas, ...summary, mind_map: await analyst.mindMap(input, material, context) };
};
export const codeOf = async (run: Promise<unknown>) => run.then(() => null, (error: unknown) => asFailure(error).code);
