import type { Analyst } from '#lib/analysis/analyst.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { Cue } from '#lib/protocol/result.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import type { Resolved, Source } from '#lib/sources/source.ts';
import type { Transcriber } from '#lib/speech/transcriber.ts';

type Context = { signal: AbortSignal; progress(done: number, total: number, message: string): void };

export const CUES: Cue[] = [{ start: 0, end: 2, text: 'Bread needs time.' }, { start: 3, end: 5, text: 'Time is patience.' }];

export const RESOLVED: Resolved = {
  source: 'scripted',
  video: { kind: 'media', title: 'Bread', author: null, duration: 5, thumbnail_url: null, page_url: 'https://example.org/talk', media_url: null, start_at: 0 },
  author_chapters: [], tracks: [], audio_url: 'https://example.org/talk.mp3', notices: [],
};

/**
 * A source, an analyst and a transcriber that answer at once with a small fixed result. `during` is
 * awaited inside each stage and may report, wait or throw; `ran` lists the stages that were run.
 */
export function scriptedDeps(clock: Clock, during: (stage: StageName, context: Context) => Promise<void> | void = () => {}) {
  const ran: StageName[] = [];
  const at = async <T>(stage: StageName, context: Context, answer: T): Promise<T> => {
    ran.push(stage);
    await during(stage, context);
    return answer;
  };
  const track = { url: 'https://example.org/talk.vtt', language: 'en', kind: 'auto' as const, label: null, format: null };
  const source: Source = {
    name: 'scripted',
    matches: () => true,
    resolve: (_url, _options, context) => at('resolve', context, RESOLVED),
    captions: (_resolved, _options, context) => at('transcript', context, { track, language: 'en', cues: CUES }),
  };
  const transcriber: Transcriber = { transcribe: async () => ({ language: 'de', cues: CUES }) };
  return { ran, sources: { sourceFor: () => source, byName: () => source }, analyst: scriptedAnalyst(at), transcriber, clock };
}

function scriptedAnalyst(at: <T>(stage: StageName, context: Context, answer: T) => Promise<T>): Analyst {
  const analyst = { engine: 'extractive' as const };
  const span = { start: 0, end: 2 };
  return {
    info: analyst,
    chapters: (_input, context) => at('chapters', context, { chapters: [{ title: 'Bread', ...span, origin: 'detected' }], analyst }),
    summary: (_input, context) => {
      context.partial('Bread needs');
      return at('summary', context, { summary: { short: 'Bread needs time.', paragraphs: [{ text: 'Bread needs time.', ...span }] }, coverage: { ratio: 1, chunks: 1 }, analyst });
    },
    keyIdeas: (_input, context) => at('key_ideas', context, { key_ideas: [{ title: 'Time', text: 'Bread needs time.', ...span, score: 1 }], key_phrases: [{ text: 'bread', score: 1 }], analyst }),
    mindMap: (input, material, context) =>
      at('mind_map', context, { title: input.title, start: 0, children: [...(material.chapters ?? []), ...(material.key_ideas ?? [])].map(({ title, start }) => ({ title, start, children: [] })) }),
  };
}
