import { failureOfThrown } from './fetch-failure.ts';
import type { CacheEntry, CacheHead, CacheStore } from './cache-store.ts';
import type { Fetched, GuardedFetch, GuardedRequest } from './guarded-fetch.ts';

/** With any of these an answer is one person's. */
const PERSONAL = /^(authorization|cookie|proxy-authorization)$/i;
/** What an answer may depend on beside its address: these are sent alike by us or are part of the key. */
const KNOWN_VARY = new Set(['accept', 'accept-encoding', 'accept-language', 'origin', 'user-agent', '']);

/**
 * Requests with `cache: true` are asked again with the mark that the last answer bore (ETag, Last-Modified); where
 * nothing has changed the body comes from disk. The site is asked each time, through the guard: nothing is ever stale,
 * and nothing is kept that came with credentials or that the site does not want kept.
 */
export function createCachedFetch(fetch: GuardedFetch, store: CacheStore): GuardedFetch {
  return async (address, request) => {
    const key = keyOf(String(address), request);
    if (key === null) return fetch(address, request);
    const entry = await store.read(key);
    const usable = entry !== null && entry.body.byteLength <= request.max_bytes && entry.head.asked === String(address) ? entry : null;
    const fetched = await fetch(address, usable === null ? request : { ...request, headers: { ...request.headers, ...conditions(usable.head) } });
    if (usable !== null && fetched.response.status === 304) {
      if (fetched.url.href === usable.head.url) return answered(usable);
      // The redirect leads elsewhere now, to something that bears the same mark.
      await store.drop(key);
      return fetch(address, request);
    }
    return keeping(fetched, { key, asked: String(address), request, store });
  };
}

function keyOf(address: string, { method = 'GET', headers = {}, cache }: GuardedRequest): string | null {
  if (!cache || method !== 'GET') return null;
  const names = Object.keys(headers);
  if (names.some((name) => PERSONAL.test(name) || /^range$/i.test(name))) return null;
  const sent = Object.entries(headers).map(([name, value]) => `${name.toLowerCase()}: ${value}`).toSorted();
  return JSON.stringify([address, sent]);
}

function conditions({ etag, last_modified }: CacheHead): Record<string, string> {
  return { ...(etag === null ? {} : { 'if-none-match': etag }), ...(last_modified === null ? {} : { 'if-modified-since': last_modified }) };
}

function answered({ head, body }: CacheEntry): Fetched {
  const headers = { ...(head.content_type === null ? {} : { 'content-type': head.content_type }), 'x-from-cache': 'revalidated' };
  return { response: new Response(body, { status: 200, headers }), url: new URL(head.url) };
}

type Keeping = { key: string; asked: string; request: GuardedRequest; store: CacheStore };

async function keeping(fetched: Fetched, { key, asked, request, store }: Keeping): Promise<Fetched> {
  const head = headOf(fetched, asked);
  if (head === null) return fetched;
  try {
    const body = new Uint8Array(await fetched.response.arrayBuffer());
    // A full disk costs the next run a download, not this one its captions.
    await store.write(key, { head, body }).catch(() => undefined);
    return { ...fetched, response: new Response(body, { status: 200, headers: Object.fromEntries(fetched.response.headers) }) };
  } catch (thrown) {
    request.signal.throwIfAborted();
    throw failureOfThrown(thrown);
  }
}

/** Null where the answer is not to be kept, or could not be asked for by a mark. */
function headOf({ response, url }: Fetched, asked: string): CacheHead | null {
  const { status, headers } = response;
  const etag = headers.get('etag');
  const last_modified = headers.get('last-modified');
  const refused = /\b(no-store|private)\b/i.test(headers.get('cache-control') ?? '') || headers.has('set-cookie') || !variesKnown(headers.get('vary') ?? '');
  if (status !== 200 || refused || (etag === null && last_modified === null)) return null;
  return { asked, url: url.href, content_type: headers.get('content-type'), etag, last_modified };
}

function variesKnown(vary: string): boolean {
  return vary.split(',').every((name) => KNOWN_VARY.has(name.trim().toLowerCase()));
}
