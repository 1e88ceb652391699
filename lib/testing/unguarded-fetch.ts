import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';

/** A plain fetch where a guarded one is expected. */
export function unguardedFetch(inner: typeof fetch = fetch): GuardedFetch {
  return async (address, { signal, headers }) => ({ response: await inner(address, { signal, ...(headers && { headers }) }), url: new URL(address) });
}
