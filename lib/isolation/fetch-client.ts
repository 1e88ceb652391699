import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { FromReader, SentFailure, ToReader } from './messages.ts';

type Word = FromReader extends infer One ? (One extends FromReader ? Omit<One, 'job'> : never) : never;
type Answer = Extract<ToReader, { type: 'answer' | 'chunk' | 'refusal' }>;

/** The asking half of a fetch that another process carries out. A body's next piece is sent when it is asked for. */
export class FetchClient {
  readonly #say: (word: Word) => void;
  readonly #calls = new Map<number, PromiseWithResolvers<Answer>>();
  #last = 0;

  constructor(say: (word: Word) => void) {
    this.#say = say;
  }

  readonly fetch: GuardedFetch = async (address, { signal, method, headers, body, max_bytes, timeout_ms, types, cache }) => {
    signal.throwIfAborted();
    const request = { method, headers, body, max_bytes, timeout_ms, types, cache };
    const call = ++this.#last;
    const cancel = () => this.#cancel(call, signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    const over = () => signal.removeEventListener('abort', cancel);
    try {
      const answer = await this.#ask(call, { type: 'fetch', call, address: String(address), request });
      if (answer.type !== 'answer') throw new Error('the answer to a fetch is its head');
      const { status, url, has_body } = answer;
      if (!has_body) over();
      return { response: new Response(has_body ? this.#body(call, { signal, over }) : null, { status, headers: answer.headers }), url: new URL(url) };
    } catch (thrown) {
      over();
      throw thrown;
    }
  };

  receive(answer: Answer): void {
    const waiting = this.#calls.get(answer.call);
    this.#calls.delete(answer.call);
    if (answer.type === 'refusal') waiting?.reject(thrownOf(answer.failure));
    else waiting?.resolve(answer);
  }

  #body(call: number, { signal, over }: { signal: AbortSignal; over: () => void }): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        signal.throwIfAborted();
        const answer = await this.#ask(call, { type: 'pull', call });
        if (answer.type !== 'chunk') throw new Error('the answer to a wish is a piece');
        if (answer.bytes !== null) return controller.enqueue(answer.bytes);
        over();
        controller.close();
      },
      cancel: (reason) => {
        over();
        this.#cancel(call, reason);
      },
    }, { highWaterMark: 0 });
  }

  #ask(call: number, word: Word): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    this.#calls.set(call, waiting);
    this.#say(word);
    return waiting.promise;
  }

  #cancel(call: number, reason: unknown): void {
    this.#say({ type: 'cancel', call });
    this.#calls.get(call)?.reject(reason);
    this.#calls.delete(call);
  }
}

/** What was no error of the catalogue, as a connection that broke, is none here: readers try it again. */
function thrownOf(failure: SentFailure): Error {
  return failure.code === 'internal' ? new Error(failure.message) : new Failure(failure.code, failure);
}
