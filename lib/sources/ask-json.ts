import type { z } from 'zod';
import { textOf, type GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { jsonOrNull } from '#lib/protocol/json-text.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** What an API answers, if it is of this shape; null where it is something else. @throws Failure of the fetch */
export async function askJson<T>(fetch: GuardedFetch, address: URL | string, { schema, signal }: { schema: z.ZodType<T>; signal: AbortSignal }): Promise<T | null> {
  const fetched = await fetch(address, { signal, max_bytes: MAX_BYTES, cache: true, headers: { accept: 'application/json' } });
  const text = await textOf(fetched, signal);
  return schema.safeParse(jsonOrNull(text)).data ?? null;
}

/** The same for what is good to have: null where it cannot be had. */
export async function askJsonIfThere<T>(fetch: GuardedFetch, address: URL | string, shape: { schema: z.ZodType<T>; signal: AbortSignal }): Promise<T | null> {
  try {
    return await askJson(fetch, address, shape);
  } catch {
    shape.signal.throwIfAborted();
    return null;
  }
}
