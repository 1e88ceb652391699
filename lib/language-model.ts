import { createModelClient, type ModelClient } from '#lib/analysis/model/model-client.ts';
import type { Env } from '#lib/platform/env.ts';
import { createServiceFetch } from '#lib/speech/service-fetch.ts';

/** Of one answer: the longest text that is taken, sent word by word with as much around each, and thoughts that are not. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The language model that the operator configured; null where there is none. */
export function modelOf(env: Env): ModelClient | null {
  if (!env.LLM_BASE_URL || !env.LLM_MODEL) return null;
  // The base URL is the operator's word, so it may be private.
  const fetch = createServiceFetch(MOST_BYTES);
  return createModelClient({ base_url: env.LLM_BASE_URL, model: env.LLM_MODEL, api_key: env.LLM_API_KEY, timeout_ms: env.LLM_TIMEOUT * 1000, fetch });
}
