import { Agent, fetch as undiciFetch } from 'undici';
import { limitBody } from '#lib/net/limit-body.ts';
import { readAtMost } from '#lib/net/read-at-most.ts';

/** Of a refusal no more is read: what it is stands in its status and its first words. */
const REFUSAL_BYTES = 64 * 1024;

/**
 * Fetch for the operator's own services. It waits for an answer as long as the caller does: a slow machine works for
 * longer than the five minutes after which fetch gives up by itself.
 * @param max_bytes of one answer, decoded; its body fails with `too_large` where more comes
 */
export function createServiceFetch(max_bytes: number): typeof fetch {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return (async (...[url, init]: Parameters<typeof undiciFetch>) => {
    const { body, status, statusText, headers } = (await undiciFetch(url, { ...init, dispatcher })) as unknown as Response;
    const read = status >= 400 ? ((await readAtMost(body, REFUSAL_BYTES)) as Uint8Array<ArrayBuffer>) : body && limitBody(body, { max_bytes });
    return new Response(read, { status, statusText, headers: Object.fromEntries(headers) });
  }) as unknown as typeof fetch;
}
