import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { sentFailure, type FromReader, type ToReader } from './messages.ts';

type Asked = Extract<FromReader, { type: 'fetch' | 'pull' | 'cancel' }>;
type Call = { abort: AbortController; body: ReadableStreamDefaultReader<Uint8Array> | null };

/**
 * The half of a job's fetch that carries it out, in the process of who asked. @param signal ends all that is under way
 * @returns what takes the job's wishes
 */
export function fetchServer(fetch: GuardedFetch, signal: AbortSignal, say: (word: ToReader) => void): (asked: Asked) => void {
  const calls = new Map<number, Call>();
  const begin = async ({ job, call, address, request }: Extract<Asked, { type: 'fetch' }>) => {
    const opened: Call = { abort: new AbortController(), body: null };
    calls.set(call, opened);
    const { response, url } = await fetch(address, { ...request, signal: AbortSignal.any([signal, opened.abort.signal]) });
    const { status, headers, body } = response;
    opened.body = body?.getReader() ?? null;
    // Told to stop while it was asked: nobody will take the rest.
    if (!calls.has(call)) return void opened.body?.cancel().catch(() => undefined);
    if (body === null) calls.delete(call);
    say({ job, type: 'answer', call, status, headers: [...headers], url: url.href, has_body: body !== null });
  };
  const pull = async ({ job, call }: Extract<Asked, { type: 'pull' }>) => {
    const read = await calls.get(call)?.body?.read();
    // Told to stop: nobody waits for it.
    if (read === undefined || !calls.has(call)) return;
    if (read.done) calls.delete(call);
    say({ job, type: 'chunk', call, bytes: read.done ? null : read.value });
  };
  const cancel = ({ call }: Asked) => {
    const opened = calls.get(call);
    calls.delete(call);
    opened?.abort.abort();
    opened?.body?.cancel().catch(() => undefined);
  };
  return (asked) => {
    if (asked.type === 'cancel') return cancel(asked);
    (asked.type === 'fetch' ? begin(asked) : pull(asked)).catch((thrown: unknown) => {
      if (!calls.delete(asked.call)) return;
      say({ job: asked.job, type: 'refusal', call: asked.call, failure: sentFailure(asFailure(thrown)) });
    });
  };
}
