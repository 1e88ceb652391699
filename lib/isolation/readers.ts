import { fork, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import path from 'node:path';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { remember } from '#lib/platform/remember.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { fetchServer } from './fetch-server.ts';
import type { AnyJob, GoOf, InputOf, PartOf, ResultOf } from './job.ts';
import { Mailbox } from './mailbox.ts';
import type { FromReader, ToReader } from './messages.ts';

export type Asking = {
  /** By which the job reads. */
  fetch: GuardedFetch;
  /** Ends the job's process at once, whatever that is at. */
  signal: AbortSignal;
  progress?(done: number, total: number, message: string): void;
};

/** One that has just ended its work takes the next; after this long without any it goes. Milliseconds. */
const IDLE_MS = 30_000;
/** One that has become larger is not kept. Bytes. */
const KEPT_RSS = 200 * 1024 * 1024;
/** Above the limit that its watchdog holds (reader-process.ts), so that V8 does not end it with a lament first. MiB. */
const HEAP_MIB = 1024;
/** The server itself comes first. */
const NICE = 10;

type Event = Extract<FromReader, { type: 'part' | 'done' | 'failed' }>;

/**
 * Processes that read what strangers sent. A file made to hurt takes time and memory without bound in a parser's loop,
 * which nothing in the same process can stop; nor is a thread enough, since one large allocation over a thread's heap
 * limit ends the whole process.
 */
export class Readers {
  readonly #entry: string;
  readonly #live = new Set<ChildProcess>();
  #idle: { child: ChildProcess; timer: NodeJS.Timeout } | null = null;
  #jobs = 0;
  #closed = false;

  /** @param entry the file that a process runs */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /** How many processes there are, those that wait for work included. */
  get size(): number {
    return this.#live.size;
  }

  /**
   * Runs a job to its end. @throws Failure of the job; `too_large` where it took more time or memory than it may; the
   * signal's reason where that was aborted
   */
  async run<J extends AnyJob>(name: string, input: InputOf<J>, asking: Asking): Promise<ResultOf<J>> {
    const step = await this.open<J>(name, input, asking).next();
    if (step.done !== true) throw new Error(`${name} hands over parts`);
    return step.value;
  }

  /** A job that hands over its result by parts, each made when it is asked for; leaving early ends it. */
  async *open<J extends AnyJob>(name: string, input: InputOf<J>, { fetch, signal, progress }: Asking): AsyncGenerator<PartOf<J>, ResultOf<J>, GoOf<J>> {
    signal.throwIfAborted();
    const child = this.#take();
    const job = ++this.#jobs;
    const say = (word: ToReader) => void (child.connected && child.send(word, () => undefined));
    const events = new Mailbox<Event>();
    const over = new AbortController();
    const serve = fetchServer(fetch, AbortSignal.any([signal, over.signal]), say);
    const onWord = (word: FromReader) => {
      if (word.job !== job) return;
      if (word.type === 'fetch' || word.type === 'pull' || word.type === 'cancel') serve(word);
      else if (word.type === 'progress') progress?.(word.done, word.total, word.message);
      else events.put(word);
    };
    const onAbort = () => events.close(signal.reason);
    const onClose = (code: number | null) => events.close(this.#endOf(code));
    child.on('message', onWord).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    let kept = false;
    try {
      say({ job, type: 'job', name, input });
      for (;;) {
        const event = await events.take();
        if (event.type === 'failed') throw new Failure(event.failure.code, event.failure);
        if (event.type === 'done') {
          kept = event.rss < KEPT_RSS;
          return event.value as ResultOf<J>;
        }
        say({ job, type: 'go', value: yield event.value as PartOf<J> });
      }
    } finally {
      over.abort();
      signal.removeEventListener('abort', onAbort);
      child.off('message', onWord).off('close', onClose);
      if (kept) this.#keep(child);
      else await end(child);
    }
  }

  /** Ends them all; what they were at fails as the work of a lost worker. */
  close(): void {
    this.#closed = true;
    for (const child of this.#live) child.kill('SIGKILL');
  }

  #take(): ChildProcess {
    const idle = this.#idle;
    if (idle === null) return this.#start();
    this.#idle = null;
    clearTimeout(idle.timer);
    idle.child.ref();
    idle.child.channel?.ref();
    return idle.child;
  }

  #start(): ChildProcess {
    if (this.#closed) throw lost();
    // Nothing of our environment: it holds secrets, which a reader has no use for.
    const child = fork(this.#entry, [], { execArgv: [`--max-old-space-size=${HEAP_MIB}`], env: {} as NodeJS.ProcessEnv, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#live.add(child);
    // One that cannot be started is closed too.
    child.on('error', () => undefined).once('close', () => this.#forget(child));
    if (child.pid !== undefined) setPriority(child.pid, NICE);
    return child;
  }

  /** One that waits for work keeps nothing running. */
  #keep(child: ChildProcess): void {
    if (this.#idle !== null || !child.connected) return void end(child);
    child.unref();
    child.channel?.unref();
    const timer = setTimeout(() => void end(child), IDLE_MS).unref();
    this.#idle = { child, timer };
  }

  #forget(child: ChildProcess): void {
    this.#live.delete(child);
    if (this.#idle?.child !== child) return;
    clearTimeout(this.#idle.timer);
    this.#idle = null;
  }

  #endOf(code: number | null): Failure {
    if (this.#closed) return lost();
    // By a signal: its watchdog's, the system's, or V8's own when it found no memory.
    if (code === null) return new Failure('too_large', { message: 'Reading this file takes more time or memory than a file is given; it may be damaged.', hint: 'Save it anew in another program (as MP4, for example), or use its captions file.' });
    return new Failure('internal', { cause: new Error(`a reader's process ended with code ${code}`) });
  }
}

function lost(): Failure {
  return new Failure('worker_lost', { message: 'The server ended while the file was read.' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** One set of readers a process. Made by the server before any route asks: only there is a file's place in the sources known. */
export function readers(): Readers {
  return remember('readers', () => new Readers(path.join(import.meta.dirname, '..', 'reader-process.ts')));
}
