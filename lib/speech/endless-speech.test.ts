import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/platform/clock.ts';
import { endlessAnswer, trickle } from '#lib/testing/endless-answer.ts';
import { LoopbackServer, type Answer } from '#lib/testing/loopback-server.ts';
import { createServicePost } from './service-post.ts';
import type { AudioSlice } from './audio-slice.ts';
import { createHear } from './transcription-call.ts';

const slice: AudioSlice = { index: 0, start: 0, end: 1, sound: new Blob(['sound']), filename: 'slice.wav', content_type: 'audio/wav', halves: async () => [], discard: async () => {} };
/** More than is taken by what lies in buffers on its way. */
const TAKEN_BYTES = 32 * 1024 * 1024;

let server: LoopbackServer;
afterEach(() => server.close());

async function hear(answer: Answer, { signal = new AbortController().signal, longest_ms = 20_000 } = {}) {
  server = await LoopbackServer.listen(answer);
  return createHear({ base_url: server.url('/v1').href, api_key: null, model: 'm', fetch: createServicePost(), clock: systemClock, longest_ms })(slice, null, signal);
}

describe('a speech service whose answer does not end', () => {
  it.each([200, 400, 500])('is left after a bounded number of bytes, and asked once: %i', async (status) => {
    const endless = endlessAnswer({ status });
    await expect(hear(endless.answer)).rejects.toMatchObject({ code: 'speech_failed', message: 'The answer of the speech service does not end.', retryable: false });
    expect(endless.sent()).toBeLessThan(TAKEN_BYTES);
    expect(server.asked).toHaveLength(1);
    await endless.left;
  }, 30_000);

  it('is left at once when the person cancels', async () => {
    const endless = endlessAnswer({ piece: 'a' });
    const person = new AbortController();
    const run = hear((request, response) => {
      endless.answer(request, response);
      setImmediate(() => person.abort());
    }, { signal: person.signal });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    await endless.left;
  });

  it('is left when its time is over, however little comes, and is not asked again', async () => {
    await expect(hear(trickle, { longest_ms: 300 })).rejects.toMatchObject({ code: 'speech_failed', message: 'The speech service did not answer in time.', retryable: true });
    expect(server.asked).toHaveLength(1);
  });
});
