import { describe, expect, it } from 'vitest';
import type { AskEvent } from '#lib/protocol/ask.ts';
import { askVideo } from './ask-stream.ts';

const encoder = new TextEncoder();
const done = { type: 'done', found: true, statements: [], analyst: { engine: 'extractive' } } as const;
const passages = { type: 'passages', passages: [{ text: 'Brücken tragen.', start: 1, end: 2, marks: [[0, 7]] }] } as const;

/** A server that answers with these pieces of bytes. */
function answering(pieces: (string | Uint8Array)[], status = 200) {
  const calls: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    calls.push({ url, init });
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
        controller.close();
      },
    });
    return new Response(body, { status });
  };
  return { calls, fetch: fetch as unknown as typeof globalThis.fetch };
}

async function ask({ fetch }: { fetch: typeof globalThis.fetch }, signal = new AbortController().signal): Promise<AskEvent[]> {
  const events: AskEvent[] = [];
  await askVideo({ fetch, origin: '', share_token: 'a b' }, { task_id: 'x', question: 'Why?', before: ['What?'], signal }, (event) => events.push(event));
  return events;
}

describe('an answer that comes in lines', () => {
  it('is told event by event, wherever the network cuts it', async () => {
    const bytes = encoder.encode(`${JSON.stringify(passages)}\n${JSON.stringify(done)}\n`);
    for (let at = 0; at < bytes.length; at += 7) {
      const server = answering([bytes.slice(0, at), bytes.slice(at)]);
      expect(await ask(server)).toEqual([passages, done]);
    }
  });

  it('is asked for with the link’s own right', async () => {
    const server = answering([`${JSON.stringify(done)}\n`]);
    await ask(server);
    expect(server.calls[0]).toMatchObject({ url: '/api/v1/tasks/x/ask?token=a+b', init: { method: 'POST', body: '{"question":"Why?","before":["What?"]}' } });
  });

  it('fails with what the server says, at once or in the middle, and where it ends too soon', async () => {
    const problem = { type: 'about:blank', title: 'x', status: 429, detail: 'Too many requests in a short time.', code: 'rate_limited', hint: 'Wait.', retry_after: 3 };
    await expect(ask(answering([JSON.stringify(problem)], 429))).rejects.toMatchObject({ code: 'rate_limited', retry_after: 3 });
    await expect(ask(answering([`${JSON.stringify(passages)}\n{"type":"error","code":"internal","message":"m","hint":"h"}\n`]))).rejects.toMatchObject({ code: 'internal', message: 'm' });
    await expect(ask(answering([`${JSON.stringify(passages)}\n`]))).rejects.toMatchObject({ message: expect.stringContaining('lost') as string });
  });

  it('ends with the reason of who stopped it', async () => {
    const fetch = (async (_url: string, { signal }: RequestInit) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))) as unknown as typeof globalThis.fetch;
    const controller = new AbortController();
    const run = ask({ fetch }, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(run).rejects.toThrow('stopped');
  });
});
