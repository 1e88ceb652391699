import { CLOSE } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import { HEARTBEAT_MS } from '#lib/protocol/messages.ts';
import { encodeCommand } from '#lib/protocol/wire.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Clock, OpenSocket, SocketPort } from './ports.ts';
import { readMessage } from './read-message.ts';

const CONNECT_MS = 10_000;
const PONG_MS = 5_000;
/** A timer this late means that the machine slept: what arrived meanwhile has not been read yet. */
const LATE_MS = 1_000;

export type SocketPorts = {
  clock: Clock;
  openSocket: OpenSocket;
  /** The address, with a credential that is good now. */
  address(fresh: boolean): Promise<string>;
};

/** One WebSocket: opened, closed, and known to be alive. It knows no task. */
export function dialSocket(ports: SocketPorts, handlers: LineHandlers, fresh: boolean): Line {
  const line = new SocketLine(ports, handlers);
  void line.dial(fresh);
  return line;
}

class SocketLine implements Line {
  #ports: SocketPorts;
  #handlers: LineHandlers;
  #socket: SocketPort | null = null;
  #ended = false;
  #established = false;
  #heartbeat = HEARTBEAT_MS;
  #cancelTimer: (() => void) | null = null;

  constructor(ports: SocketPorts, handlers: LineHandlers) {
    this.#ports = ports;
    this.#handlers = handlers;
    this.#arm(CONNECT_MS, () => this.#fail(CLOSE.silent.code));
  }

  async dial(fresh: boolean): Promise<void> {
    try {
      const address = await this.#ports.address(fresh);
      if (this.#ended) return;
      this.#socket = this.#ports.openSocket(address, {
        message: (text) => this.#hear(text),
        closed: (code) => this.#fail(code),
      });
    } catch {
      this.#fail(1006);
    }
  }

  send(command: Command): void {
    this.#socket?.send(encodeCommand(command));
  }

  probe(): void {
    if (!this.#established || this.#ended) return;
    this.send({ type: 'ping' });
    this.#arm(PONG_MS, () => this.#fail(CLOSE.silent.code));
  }

  close(): void {
    if (this.#ended) return;
    this.#end();
    this.#socket?.close(CLOSE.normal.code);
  }

  #hear(text: string): void {
    if (this.#ended) return;
    const message = readMessage(text);
    if (message?.type === 'connection_established') {
      this.#heartbeat = message.heartbeat_ms;
      this.#established = true;
    }
    if (this.#established) this.#arm(this.#heartbeat, () => this.probe());
    if (message === null) return;
    if (message.type === 'connection_established') this.#handlers.established();
    if (!this.#ended) this.#handlers.message(message);
  }

  #fail(code: number): void {
    if (this.#ended) return;
    this.#end();
    if (code === CLOSE.silent.code) this.#socket?.close(CLOSE.silent.code);
    this.#handlers.closed(code);
  }

  #end(): void {
    this.#ended = true;
    this.#cancelTimer?.();
  }

  #arm(ms: number, fn: () => void): void {
    this.#cancelTimer?.();
    const { clock } = this.#ports;
    const due = clock.now() + ms;
    this.#cancelTimer = clock.after(ms, () => {
      if (clock.now() > due + LATE_MS) this.#arm(PONG_MS, fn);
      else fn();
    });
  }
}
