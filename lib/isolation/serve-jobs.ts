import { Worker } from 'node:worker_threads';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { FetchClient } from './fetch-client.ts';
import type { AnyJob } from './job.ts';
import { sentFailure, type FromReader, type ToReader } from './messages.ts';
import type { Watched } from './watchdog.ts';

/** Each loaded when it is first asked for. */
export type Jobs = Readonly<Record<string, () => Promise<AnyJob>>>;
type Limits = Omit<Watched, 'step'>;

/** Reading on is a step too: five minutes of a film can be gigabytes. Bytes. */
const STEP_BYTES = 64 * 1024 * 1024;

/** The process of a reader: does one job after the other for the process that has started it, and ends with it. */
export function serveJobs(jobs: Jobs, limits: Limits): void {
  const step = new Int32Array(new SharedArrayBuffer(4));
  new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: { step, ...limits } satisfies Watched, resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();
  const bench = new Bench(jobs, () => Atomics.add(step, 0, 1));
  process.on('message', (word: ToReader) => bench.receive(word));
  process.on('disconnect', () => process.exit());
  // What a terminal or a service manager sends to all is the server's business, which hands its tasks back first.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  // A read that nobody waits for any more; one that is asked for again fails again.
  process.on('unhandledRejection', () => undefined);
  // Thrown where no promise leads back to the job: its reader has come out of step with itself.
  process.on('uncaughtException', (cause) => bench.fail(new Failure('not_media', { cause }), () => process.exit(1)));
}

class Bench {
  readonly #jobs: Jobs;
  readonly #onStep: () => void;
  #job = 0;
  /** That have come since the last step. */
  #bytes = 0;
  #fetch = new FetchClient(() => undefined);
  #go: ((value: unknown) => void) | null = null;

  constructor(jobs: Jobs, onStep: () => void) {
    this.#jobs = jobs;
    this.#onStep = onStep;
  }

  receive(word: ToReader): void {
    if (word.type === 'job') return void this.#run(word);
    if (word.job !== this.#job) return;
    if (word.type === 'chunk') this.#count(word.bytes?.byteLength ?? 0);
    if (word.type !== 'go') return this.#fetch.receive(word);
    this.#onStep();
    this.#go?.(word.value);
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < STEP_BYTES) return;
    this.#bytes = 0;
    this.#onStep();
  }

  fail(failure: Failure, sent?: () => void): void {
    tell({ job: this.#job, type: 'failed', failure: sentFailure(failure) }, sent);
  }

  async #run({ job, name, input }: Extract<ToReader, { type: 'job' }>): Promise<void> {
    this.#onStep();
    this.#job = job;
    this.#fetch = new FetchClient((word) => tell({ ...word, job }));
    try {
      const run = await this.#jobs[name]?.();
      if (!run) throw new Error(`there is no job named ${name}`);
      const value: unknown = await run(input, {
        fetch: this.#fetch.fetch,
        signal: new AbortController().signal,
        progress: (done, total, message) => tell({ job, type: 'progress', done, total, message }),
        part: (part) => new Promise((go) => {
          this.#go = go;
          tell({ job, type: 'part', value: part });
        }),
      });
      tell({ job, type: 'done', value, rss: process.memoryUsage.rss() });
    } catch (thrown) {
      this.fail(asFailure(thrown));
    }
  }
}

function tell(word: FromReader, sent?: () => void): void {
  // Whoever asked may be gone; the process ends by that.
  process.send?.(word, undefined, undefined, () => sent?.());
}
