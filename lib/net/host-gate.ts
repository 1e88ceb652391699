import { Failure } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/platform/clock.ts';

/** Requests to one host at a time. */
const PER_HOST = 4;

/** Politeness: few requests to one host at a time, and none before the time that it asked for. */
export class HostGate {
  #clock: Clock;
  #active = new Map<string, number>();
  #waiting = new Map<string, (() => void)[]>();
  #notBefore = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns a function that gives the place back. @throws Failure `source_rate_limited` */
  async enter(host: string, signal: AbortSignal): Promise<() => void> {
    const wait = (this.#notBefore.get(host) ?? 0) - this.#clock.now();
    if (wait > 0) throw new Failure('source_rate_limited', { retry_after: Math.ceil(wait / 1000) });
    this.#notBefore.delete(host);
    while ((this.#active.get(host) ?? 0) >= PER_HOST) await this.#turn(host, signal);
    this.#active.set(host, (this.#active.get(host) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave(host);
    };
  }

  /** The host asked for quiet, in seconds. */
  quiet(host: string, seconds: number): void {
    this.#notBefore.set(host, this.#clock.now() + seconds * 1000);
  }

  #leave(host: string): void {
    const active = (this.#active.get(host) ?? 1) - 1;
    if (active > 0) this.#active.set(host, active);
    else this.#active.delete(host);
    this.#waiting.get(host)?.shift()?.();
  }

  #turn(host: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#waiting.get(host) ?? [];
      this.#waiting.set(host, queue);
      const onAbort = () => {
        queue.splice(queue.indexOf(go), 1);
        reject(signal.reason as Error);
      };
      const go = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(go);
    });
  }
}
