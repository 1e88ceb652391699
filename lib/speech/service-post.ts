import { Agent, interceptors, request } from 'undici';
import { readAtMost } from '#lib/net/read-at-most.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { SpeechFetch } from './transcription-call.ts';

const MOST_REDIRECTS = 5;
/** What was heard in a slice of minutes takes a hundredth of it, with a time for each word too. */
const MOST_BYTES = 16 * 1024 * 1024;

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
    return { status: answer.statusCode, headers: { get }, text: () => wholeText(answer.body) };
  };
}

async function wholeText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const bytes = await readAtMost(body, MOST_BYTES + 1);
  if (bytes.byteLength > MOST_BYTES) throw new Failure('speech_failed', { message: 'The answer of the speech service does not end.', hint: 'Check that STT_BASE_URL is a speech service.', retryable: false });
  return new TextDecoder().decode(bytes);
}
