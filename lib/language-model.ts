import { createModelClient, type ModelClient } from '#lib/analysis/model/model-client.ts';
import type { Env } from '#lib/platform/env.ts';
import { createServiceFetch } from '#lib/speech/service-fetch.ts';

/** The language model that the operator configured; null where there is none. */
export function modelOf(env: Env): ModelClient | null {
  if (!env.LLM_BASE_URL || !env.LLM_MODEL) return null;
  // The base URL is the operator's word, so it may be private.
  const fetch = createServiceFetch();
  return createModelClient({ base_url: env.LLM_BASE_URL, model: env.LLM_MODEL, api_key: env.LLM_API_KEY, timeout_ms: env.LLM_TIMEOUT * 1000, fetch });
}
