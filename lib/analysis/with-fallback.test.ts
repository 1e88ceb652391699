import { afterEach, expect, it, vi } from 'vitest';
import { log } from '#lib/platform/log.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { MemoryParts } from '#lib/testing/memory-parts.ts';
import type { Analyst } from './analyst.ts';
import { createExtractiveAnalyst } from './extractive/analyst.ts';
import { withFallback } from './with-fallback.ts';

afterEach(() => vi.restoreAllMocks());

const cues = [{ start: 0, end: 4, text: 'Bridges carry trains over deep rivers.' }];
const input = { cues, language: 'en', output_language: null, title: 'Bridges', author_chapters: [] };
const context: WorkContext = { signal: new AbortController().signal, progress: () => {}, partial: () => {}, parts: new MemoryParts() };
const failing = (error: Error): Analyst => {
  const fail = () => Promise.reject(error);
  return { info: { engine: 'model', model: 'm' }, chapters: fail, summary: fail, keyIdeas: fail, mindMap: fail };
};

it.each([
  ['an error of ours is logged', new TypeError('x is not a function'), 2],
  ['a model that fails is not', new Failure('model_failed'), 0],
])('where the preferred analyst fails the other one goes on: %s', async (_what, error, logged) => {
  const spy = vi.spyOn(log, 'error').mockReturnValue(undefined);
  const analyst = withFallback(failing(error), createExtractiveAnalyst());
  expect(await analyst.chapters(input, context)).toMatchObject({ analyst: { engine: 'extractive', note: expect.any(String) as string } });
  expect((await analyst.mindMap(input, { chapters: null, key_ideas: null, key_phrases: null, engine: 'model' }, context)).children).toBeDefined();
  expect(spy).toHaveBeenCalledTimes(logged);
});
