import { Failure } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { LONGEST_WAIT_MS, pause } from './pause.ts';

/** Requests to one host at a time. */
const PER_HOST = 4;
/** Seconds for which a host is left alone at most, whatever it says. */
const LONGEST_QUIET = 3600;
/** Hosts in their quiet time, past which those whose time is over are forgotten. */
const REMEMBERED = 1000;

/** Politeness: few requests to one host at a time, and none before the time that it asked for. */
export class HostGate {
  #clock: Clock;
  #active = new Map<string, number>();
  #waiting = new Map<string, Set<() => void>>();
  #notBefore = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns a function that gives the place back. @throws Failure `source_rate_limited` */
  async enter(host: string, signal: AbortSignal): Promise<() => void> {
    const wait = (this.#notBefore.get(host) ?? 0) - this.#clock.now();
    if (wait > LONGEST_WAIT_MS) throw new Failure('source_rate_limited', { retry_after: Math.ceil(wait / 1000) });
    if (wait > 0) await pause(this.#clock, wait, signal);
    else this.#notBefore.delete(host);
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
    if (seconds <= 0) return;
    if (this.#notBefore.size >= REMEMBERED) this.#forgetPast();
    this.#notBefore.set(host, Math.max(this.#notBefore.get(host) ?? 0, this.#clock.now() + Math.min(seconds, LONGEST_QUIET) * 1000));
  }

  #forgetPast(): void {
    for (const [host, time] of this.#notBefore) if (time <= this.#clock.now()) this.#notBefore.delete(host);
  }

  #leave(host: string): void {
    const active = (this.#active.get(host) ?? 1) - 1;
    if (active > 0) this.#active.set(host, active);
    else this.#active.delete(host);
    const [next] = this.#waiting.get(host) ?? [];
    next?.();
  }

  #turn(host: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const queue = this.#waiting.get(host) ?? new Set<() => void>();
      this.#waiting.set(host, queue);
      const done = () => {
        signal.removeEventListener('abort', onAbort);
        queue.delete(go);
        if (queue.size === 0) this.#waiting.delete(host);
      };
      const onAbort = () => {
        done();
        reject(signal.reason as Error);
      };
      const go = () => {
        done();
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.add(go);
    });
  }
}
