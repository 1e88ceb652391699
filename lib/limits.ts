import type { Env } from '#lib/platform/env.ts';

/** In local mode no limit holds unless it is set (rule L1); null: none. */
export function limitOf(env: Env, set: number | undefined, usual: number): number | null {
  return set ?? (env.AUTH_MODE === 'local' ? null : usual);
}
