import { Agent, interceptors, request } from 'undici';
import type { SpeechFetch } from './transcription-call.ts';

const MOST_REDIRECTS = 5;

/**
 * Asks the operator's own speech service. It waits for an answer as long as the caller does: a slow machine hears for
 * longer than the five minutes after which a client gives up by itself. Not by `fetch`, which keeps a second copy of
 * what it sends until the answer is there.
 */
export function createServicePost(): SpeechFetch {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 }).compose(interceptors.redirect({ maxRedirections: MOST_REDIRECTS }));
  return async (url, { headers, body, ...rest }) => {
    // Whatever has a size and a stream is sent with its length; the types know fewer.
    const answer = await request(url, { ...rest, dispatcher, headers: { 'user-agent': 'MindTube', ...headers }, body: body as unknown as Uint8Array });
    const get = (name: string) => {
      const value = answer.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(', ') : (value ?? null);
    };
    return { status: answer.statusCode, headers: { get }, text: () => answer.body.text() };
  };
}
