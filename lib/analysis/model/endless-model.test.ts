import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modelOf } from '#lib/language-model.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { endlessAnswer, PIECE, trickle } from '#lib/testing/endless-answer.ts';
import { LoopbackServer, type Answer } from '#lib/testing/loopback-server.ts';
import { createMeter } from './meter.ts';

/** More than is taken by what lies in buffers on its way. */
const TAKEN_BYTES = 40 * 1024 * 1024;
const event = (delta: object) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`;
const STREAM = 'text/event-stream';

let server: LoopbackServer;
afterEach(() => server.close());

async function ask(answer: Answer, { signal = new AbortController().signal, timeout_s = 20 } = {}) {
  server = await LoopbackServer.listen(answer);
  const client = modelOf(parseEnv({ LLM_BASE_URL: server.url('/v1').href, LLM_MODEL: 'm', LLM_TIMEOUT: String(timeout_s) }))!;
  return client.json({ instructions: 'Answer.', prompt: 'Well?', schema: z.object({ text: z.string() }), signal, meter: createMeter({ tokens: 1e9, calls: 100 }) });
}

describe('a model whose answer does not end', () => {
  it.each([
    ['whole', { type: 'application/json' }],
    ['a stream of one line', { type: STREAM, first: 'data: ' }],
    ['a stream of comments', { type: STREAM, first: '', piece: `: ${PIECE}\n\n` }],
    ['a stream of thoughts', { type: STREAM, first: '', piece: event({ reasoning_content: PIECE }) }],
    ['a stream of calls to tools', { type: STREAM, first: event({ tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '{"' } }] }), piece: event({ tool_calls: [{ index: 0, function: { arguments: PIECE } }] }) }],
  ])('is left after a bounded number of bytes, and not asked again: %s', async (_what, body) => {
    const endless = endlessAnswer(body);
    await expect(ask(endless.answer)).rejects.toMatchObject({ code: 'model_failed', message: 'The language model failed: its answer does not end.' });
    expect(endless.sent()).toBeLessThan(TAKEN_BYTES);
    expect(server.asked).toHaveLength(1);
    await endless.left;
  }, 30_000);

  it('is left after the first words of a refusal', async () => {
    const endless = endlessAnswer({ status: 403 });
    await expect(ask(endless.answer)).rejects.toMatchObject({ code: 'model_failed', message: expect.stringContaining('it refuses the key (403') as string });
    expect(endless.sent()).toBeLessThan(TAKEN_BYTES / 4);
    await endless.left;
  });

  it('is left at once when the person cancels', async () => {
    const endless = endlessAnswer({ type: STREAM, first: '', piece: event({ content: 'word ' }) });
    const person = new AbortController();
    const run = ask((request, response) => {
      endless.answer(request, response);
      setImmediate(() => person.abort(new Error('cancelled by the test')));
    }, { signal: person.signal });
    await expect(run).rejects.toThrow('cancelled by the test');
    await endless.left;
  });

  it('is left when its time is over, however little comes', async () => {
    await expect(ask(trickle, { timeout_s: 1 })).rejects.toMatchObject({ code: 'model_failed', message: 'The language model failed: it did not answer in time.' });
  }, 30_000);
});
