import { CLOSE, isRetryable } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { LINK_TABLE, type LinkEffect, type LinkEvent, type LinkState } from './connection-table.ts';
import type { Dial, Line } from './line.ts';
import type { Link, LinkListener, LinkStatus } from './link.ts';
import { Pause } from './pause.ts';
import type { Clock, SurroundingEvent, Surroundings } from './ports.ts';

/** A line that lived this long counts as good: its end starts the backoff anew. */
const GOOD_MS = 5_000;
const FAILED_DIALS_BEFORE_FALLBACK = 3;
/** How long a fallback line is kept before the better one is tried beside it; twice as long after each failure. */
const CLIMB_MS = 30_000;
const CLIMB_CAP_MS = 300_000;
/** A younger handshake is not begun anew because somebody looks. */
const YOUNG_MS = 2_000;

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
  /** The better line, dialled beside a fallback that is open. */
  #scout: Line | null = null;
  #pause: Pause;
  #cancelClimb: (() => void) | null = null;
  #stopListening: (() => void) | null = null;
  #failedDials = 0;
  #climbs = 0;
  #onFallback = false;
  #dialledAt = 0;
  #establishedAt: number | null = null;
  /** The last line was refused as it was: the next brings what is new. */
  #fresh = false;

  constructor(ports: ConnectionPorts) {
    this.#ports = ports;
    this.#pause = new Pause(ports, () => this.#dispatch('due'));
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
  }

  open(): void {
    this.#stopListening ??= this.#ports.surroundings.listen((event) => this.#surrounded(event));
    this.#dispatch('wanted');
  }

  close(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#dispatch('unwanted');
    this.#pause.forgive();
    this.#failedDials = 0;
    this.#climbs = 0;
    this.#fresh = false;
  }

  nudge(event: 'seen' | 'again'): void {
    this.#surrounded(event);
  }

  send(command: Command): void {
    if (this.#state === 'open') this.#line?.send(command);
  }

  status(): LinkStatus {
    return { state: this.#state, online: this.#ports.surroundings.online(), close_code: this.#closeCode };
  }

  /** Another page took this one's name (4409): whoever comes back to this page takes a new one. */
  #surrounded(event: SurroundingEvent | 'again'): void {
    const replaced = this.#state === 'refused' && this.#closeCode === CLOSE.replaced.code;
    this.#dispatch(replaced && event === 'seen' ? 'again' : event);
  }

  #dispatch(event: LinkEvent): void {
    const { to, effects } = LINK_TABLE[this.#state][event];
    if (this.#state === 'refused' && to === 'connecting') this.#fresh = true;
    this.#state = to;
    for (const effect of effects) this.#perform(effect);
    if (this.#state === 'waiting' && event === 'lost' && !this.#ports.surroundings.online()) return this.#dispatch('offline');
    this.#listener?.changed();
  }

  #perform(effect: LinkEffect): void {
    switch (effect) {
      case 'dial': return this.#dial();
      case 'redial': return this.#redial();
      case 'hang_up': return this.#hangUp();
      case 'wait': return this.#pause.begin();
      case 'wait_long': return this.#pause.beginLong();
      case 'disarm': return this.#pause.stop();
      case 'hasten': return this.#pause.hasten();
      case 'probe': return this.#line?.probe();
      case 'scout': return this.#dialScout();
    }
  }

  #dial(): void {
    this.#pause.stop();
    // In turn: a server that is down refuses both, and must not be left on the lesser one when it is back.
    this.#onFallback = this.#ports.fallback !== undefined && this.#failedDials >= FAILED_DIALS_BEFORE_FALLBACK && !this.#onFallback;
    this.#begin();
  }

  #begin(): void {
    const { clock, dial, fallback } = this.#ports;
    this.#dialledAt = clock.now();
    this.#line = this.#lineBy(this.#onFallback && fallback ? fallback : dial);
  }

  #redial(): void {
    if (this.#ports.clock.now() - this.#dialledAt < YOUNG_MS) return;
    this.#hangUp();
    this.#begin();
  }

  #dialScout(): void {
    this.#scout?.close();
    this.#scout = this.#lineBy(this.#ports.dial);
  }

  /** Its words count while it is the line in use; a scout becomes that once it is up. */
  #lineBy(dial: Dial): Line {
    const line: Line = dial({
      established: () => {
        if (this.#scout === line) this.#promote(line);
        if (this.#line === line) this.#established();
      },
      message: (message) => { if (this.#line === line) this.#message(message); },
      closed: (code) => {
        if (this.#scout === line) this.#scoutFailed();
        else if (this.#line === line) this.#ended(code);
      },
    }, this.#fresh);
    return line;
  }

  #promote(scout: Line): void {
    this.#scout = null;
    this.#hangUp();
    this.#line = scout;
    this.#onFallback = false;
  }

  #scoutFailed(): void {
    this.#scout = null;
    this.#climbs += 1;
    this.#planClimb();
  }

  #planClimb(): void {
    const ms = Math.min(CLIMB_CAP_MS, CLIMB_MS * 2 ** this.#climbs);
    this.#cancelClimb = this.#ports.clock.after(ms, () => this.#dispatch('climb'));
  }

  #established(): void {
    this.#establishedAt = this.#ports.clock.now();
    this.#closeCode = null;
    if (this.#onFallback) this.#planClimb();
    else [this.#failedDials, this.#climbs] = [0, 0];
    this.#dispatch('established');
    this.#listener?.established();
  }

  #message(message: ServerMessage): void {
    if (message.type === 'reconnect') this.#pause.keepTo(message.after_ms);
    this.#listener?.message(message);
  }

  #ended(code: number): void {
    const lived = this.#establishedAt !== null && this.#ports.clock.now() - this.#establishedAt >= GOOD_MS;
    if (lived) {
      this.#fresh = false;
      this.#pause.forgive();
    }
    if (this.#establishedAt === null && !this.#onFallback) this.#failedDials += 1;
    this.#forgetLine();
    this.#closeCode = code;
    const again = isRetryable(code) && !(code === CLOSE.expired.code && this.#fresh);
    if (code === CLOSE.expired.code) this.#fresh = true;
    this.#dispatch(again ? 'lost' : 'rejected');
  }

  #hangUp(): void {
    const line = this.#line;
    this.#forgetLine();
    line?.close();
  }

  #forgetLine(): void {
    this.#line = null;
    this.#scout?.close();
    this.#scout = null;
    this.#establishedAt = null;
    this.#cancelClimb?.();
    this.#cancelClimb = null;
  }
}
