import { Agent, fetch as undiciFetch } from 'undici';

/**
 * Fetch for the operator's own services. It waits for an answer as long as the caller does: a slow machine works for
 * longer than the five minutes after which fetch gives up by itself.
 */
export function createServiceFetch(): typeof fetch {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return ((...[url, init]: Parameters<typeof undiciFetch>) => undiciFetch(url, { ...init, dispatcher })) as unknown as typeof fetch;
}
