import { CLOSE, isRetryable } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { backoff, CAP_MS } from './backoff.ts';
import { LINK_TABLE, type LinkEffect, type LinkEvent, type LinkState } from './connection-table.ts';
import type { Dial, Line } from './line.ts';
import type { Link, LinkListener, LinkStatus } from './link.ts';
import type { Clock, Surroundings } from './ports.ts';

/** A line that lived this long counts as good: its end starts the backoff anew. */
const GOOD_MS = 5_000;
const FAILED_DIALS_BEFORE_FALLBACK = 3;
/** How long a fallback line is kept before the better one is tried again. */
const CLIMB_MS = 30_000;

export type ConnectionPorts = {
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  surroundings: Surroundings;
  dial: Dial;
  /** Another kind of line, used in turn once the first could not be had three times. */
  fallback?: Dial;
};

/** Keeps one line to the server up while it is wanted: the effects of the state table. */
export class Connection implements Link {
  #ports: ConnectionPorts;
  #listener: LinkListener | null = null;
  #state: LinkState = 'closed';
  #closeCode: number | null = null;
  #line: Line | null = null;
  #cancelTimer: (() => void) | null = null;
  #cancelClimb: (() => void) | null = null;
  #stopListening: (() => void) | null = null;
  #attempt = 0;
  #failedDials = 0;
  #onFallback = false;
  #establishedAt: number | null = null;
  /** Milliseconds the server asked to stay away, once its line ends. */
  #slot: number | null = null;
  #slotRuns = false;
  #expired = false;

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
  }

  open(): void {
    this.#stopListening ??= this.#ports.surroundings.listen((event) => this.#dispatch(event));
    this.#dispatch('wanted');
  }

  close(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#dispatch('unwanted');
    this.#attempt = 0;
    this.#failedDials = 0;
    this.#expired = false;
  }

  send(command: Command): void {
    if (this.#state === 'open') this.#line?.send(command);
  }

  status(): LinkStatus {
    return { state: this.#state, online: this.#ports.surroundings.online(), close_code: this.#closeCode };
  }

  #dispatch(event: LinkEvent): void {
    const { to, effects } = LINK_TABLE[this.#state][event];
    this.#state = to;
    for (const effect of effects) this.#perform(effect);
    if (this.#state === 'waiting' && event === 'lost' && !this.#ports.surroundings.online()) return this.#dispatch('offline');
    this.#listener?.changed();
  }

  #perform(effect: LinkEffect): void {
    switch (effect) {
      case 'dial': return this.#dial();
      case 'hang_up': return this.#hangUp();
      case 'wait': return this.#wait();
      case 'wait_long': return this.#arm(CAP_MS);
      case 'disarm': return this.#disarm();
      case 'hasten': return this.#slotRuns ? undefined : this.#hasten();
      case 'probe': return this.#line?.probe();
    }
  }

  #dial(): void {
    this.#disarm();
    const { dial, fallback } = this.#ports;
    // In turn: a server that is down refuses both, and must not be left on the lesser one when it is back.
    this.#onFallback = fallback !== undefined && this.#failedDials >= FAILED_DIALS_BEFORE_FALLBACK && !this.#onFallback;
    const chosen = this.#onFallback && fallback ? fallback : dial;
    const current = (): boolean => this.#line === line;
    const line: Line = chosen({
      established: () => { if (current()) this.#established(); },
      message: (message) => { if (current()) this.#message(message); },
      closed: (code) => { if (current()) this.#ended(code); },
    }, this.#expired);
    this.#line = line;
  }

  #established(): void {
    this.#establishedAt = this.#ports.clock.now();
    this.#closeCode = null;
    if (this.#onFallback) this.#cancelClimb = this.#ports.clock.after(CLIMB_MS, () => this.#dispatch('climb'));
    else this.#failedDials = 0;
    this.#dispatch('established');
    this.#listener?.established();
  }

  #message(message: ServerMessage): void {
    if (message.type === 'reconnect') this.#slot = message.after_ms;
    this.#listener?.message(message);
  }

  #ended(code: number): void {
    const lived = this.#establishedAt !== null && this.#ports.clock.now() - this.#establishedAt >= GOOD_MS;
    if (lived) this.#expired = false;
    if (lived) this.#attempt = 0;
    if (this.#establishedAt === null && !this.#onFallback) this.#failedDials += 1;
    this.#forgetLine();
    this.#closeCode = code;
    const again = isRetryable(code) && !(code === CLOSE.expired.code && this.#expired);
    if (code === CLOSE.expired.code) this.#expired = true;
    this.#dispatch(again ? 'lost' : 'rejected');
  }

  #wait(): void {
    this.#slotRuns = this.#slot !== null;
    this.#arm(this.#slot ?? backoff(this.#attempt, this.#ports.random));
    this.#slot = null;
    this.#attempt += 1;
  }

  #arm(ms: number): void {
    this.#cancelTimer = this.#ports.clock.after(ms, () => this.#dispatch('due'));
  }

  #hasten(): void {
    this.#disarm();
    this.#dispatch('due');
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#slotRuns = false;
  }

  #hangUp(): void {
    const line = this.#line;
    this.#forgetLine();
    line?.close();
  }

  #forgetLine(): void {
    this.#line = null;
    this.#establishedAt = null;
    this.#cancelClimb?.();
    this.#cancelClimb = null;
  }
}
