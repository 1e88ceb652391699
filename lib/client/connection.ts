import { CLOSE, isRetryable } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { LINK_TABLE, type LinkEffect, type LinkEvent, type LinkState } from './connection-table.ts';
import { Lines, type LinesPorts } from './lines.ts';
import type { Link, LinkListener, LinkStatus } from './link.ts';
import { Pause } from './pause.ts';
import type { SurroundingEvent, Surroundings } from './ports.ts';

export type ConnectionPorts = LinesPorts & {
  /** In [0, 1). */
  random: () => number;
  surroundings: Surroundings;
};

/** Keeps one line to the server up while it is wanted: the effects of the state table. */
export class Connection implements Link {
  #surroundings: Surroundings;
  #listener: LinkListener | null = null;
  #state: LinkState = 'closed';
  #closeCode: number | null = null;
  #lines: Lines;
  #pause: Pause;
  #stopListening: (() => void) | null = null;
  /** The last line was refused as it was: the next brings what is new. */
  #fresh = false;

  constructor(ports: ConnectionPorts) {
    this.#surroundings = ports.surroundings;
    this.#pause = new Pause(ports, () => this.#dispatch('due'));
    this.#lines = new Lines(ports, {
      established: () => this.#established(),
      message: (message) => this.#message(message),
      ended: (code, lived) => this.#ended(code, lived),
      climb: () => this.#dispatch('climb'),
    });
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
  }

  open(): void {
    this.#stopListening ??= this.#surroundings.listen((event) => this.#surrounded(event));
    this.#dispatch('wanted');
  }

  close(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#dispatch('unwanted');
    this.#pause.forgive();
    this.#lines.forgive();
    this.#fresh = false;
  }

  nudge(event: 'seen' | 'again'): void {
    this.#surrounded(event);
  }

  send(command: Command): void {
    if (this.#state === 'open') this.#lines.send(command);
  }

  status(): LinkStatus {
    return { state: this.#state, online: this.#surroundings.online(), close_code: this.#closeCode };
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
    if (this.#state === 'waiting' && event === 'lost' && !this.#surroundings.online()) return this.#dispatch('offline');
    this.#listener?.changed();
  }

  #perform(effect: LinkEffect): void {
    switch (effect) {
      case 'dial': return this.#dial();
      case 'redial': return this.#lines.redial(this.#fresh);
      case 'hang_up': return this.#lines.hangUp();
      case 'wait': return this.#pause.begin();
      case 'wait_long': return this.#pause.beginLong();
      case 'disarm': return this.#pause.stop();
      case 'hasten': return this.#pause.hasten();
      case 'probe': return this.#lines.probe();
      case 'scout': return this.#lines.scout(this.#fresh);
    }
  }

  #dial(): void {
    this.#pause.stop();
    this.#lines.dial(this.#fresh);
  }

  #established(): void {
    this.#closeCode = null;
    this.#dispatch('established');
    this.#listener?.established();
  }

  #message(message: ServerMessage): void {
    if (message.type === 'reconnect') this.#pause.keepTo(message.after_ms);
    this.#listener?.message(message);
  }

  /** A good line's end is the first of its kind: the backoff starts anew. */
  #ended(code: number, lived: boolean): void {
    if (lived) {
      this.#fresh = false;
      this.#pause.forgive();
    }
    this.#closeCode = code;
    const again = isRetryable(code) && !(code === CLOSE.expired.code && this.#fresh);
    if (code === CLOSE.expired.code) this.#fresh = true;
    this.#dispatch(again ? 'lost' : 'rejected');
  }
}
