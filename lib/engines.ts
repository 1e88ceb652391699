import type { Analyst } from '#lib/analysis/analyst.ts';
import { createExtractiveAnalyst } from '#lib/analysis/extractive/analyst.ts';
import { createModelAnalyst } from '#lib/analysis/model/analyst.ts';
import { withOwnLanguage } from '#lib/analysis/own-language.ts';
import { withEvidence } from '#lib/analysis/with-evidence.ts';
import { withFallback } from '#lib/analysis/with-fallback.ts';
import { modelOf } from '#lib/language-model.ts';
import { createGuardedFetch } from '#lib/net/guarded-fetch.ts';
import { systemClock } from '#lib/platform/clock.ts';
import type { Env } from '#lib/platform/env.ts';
import { createOpenAiTranscriber } from '#lib/speech/openai-transcriber.ts';
import { createServicePost } from '#lib/speech/service-post.ts';
import type { Transcriber } from '#lib/speech/transcriber.ts';
import { uploadIdOf } from '#lib/protocol/uploads.ts';
import type { Files } from '#lib/uploads/files.ts';

/** The analyst that the operator configured: a model with the engine without one behind it, or that engine alone. */
export function analystOf(env: Env): Analyst {
  const extractive = withEvidence(createExtractiveAnalyst());
  const client = modelOf(env);
  if (client === null) return withOwnLanguage(extractive);
  const limits = { tokens: env.LLM_MAX_TOKENS, calls: env.LLM_MAX_CALLS };
  const model = createModelAnalyst({ client, limits, chunk_tokens: env.LLM_CHUNK_TOKENS, spare: extractive });
  return withFallback(model, extractive);
}

/** The speech recognition that the operator configured; null where there is none. */
export function transcriberOf(env: Env, files: Files): Transcriber | null {
  if (!env.STT_BASE_URL || !env.STT_MODEL) return null;
  const network = createGuardedFetch({ allow: env.FETCH_ALLOW });
  return createOpenAiTranscriber({
    base_url: env.STT_BASE_URL,
    model: env.STT_MODEL,
    api_key: env.STT_API_KEY ?? null,
    fetch: createServicePost(),
    clock: systemClock,
    max_seconds: env.STT_MAX_SECONDS,
    media_fetch: (audio_url) => (uploadIdOf(audio_url) === null ? network : files.fetch(audio_url)),
  });
}
