import type { LinkState } from '#lib/client/connection-table.ts';
import type { Dial, LineHandlers } from '#lib/client/line.ts';
import type { Link, LinkListener, LinkStatus } from '#lib/client/link.ts';
import type { OpenSocket, SocketHandlers, SurroundingEvent, Surroundings } from '#lib/client/ports.ts';
import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';

/** Lines that a test answers for. */
export class DialledLines {
  readonly lines: { handlers: LineHandlers; fresh: boolean; sent: Command[]; probes: number; closed: boolean }[] = [];

  readonly dial: Dial = (handlers, fresh) => {
    const line = { handlers, fresh, sent: [] as Command[], probes: 0, closed: false };
    this.lines.push(line);
    return {
      send: (command) => void line.sent.push(command),
      probe: () => void (line.probes += 1),
      close: () => void (line.closed = true),
    };
  };

  get newest() {
    const line = this.lines.at(-1);
    if (!line) throw new Error('nothing was dialled');
    return line;
  }

  /** Lines that neither side has ended. */
  get open(): number {
    return this.lines.filter((line) => !line.closed).length;
  }
}

/** A tab whose network and visibility a test decides. */
export class FakeSurroundings implements Surroundings {
  isOnline = true;
  isVisible = true;
  readonly hearers = new Set<(event: SurroundingEvent) => void>();

  online(): boolean {
    return this.isOnline;
  }

  visible(): boolean {
    return this.isVisible;
  }

  listen(hear: (event: SurroundingEvent) => void): () => void {
    this.hearers.add(hear);
    return () => void this.hearers.delete(hear);
  }

  happen(event: SurroundingEvent): void {
    if (event === 'online' || event === 'offline') this.isOnline = event === 'online';
    if (event === 'seen' || event === 'hidden') this.isVisible = event === 'seen';
    for (const hear of this.hearers) hear(event);
  }
}

/** Sockets that a test answers for. */
export class FakeSockets {
  readonly sockets: { url: string; handlers: SocketHandlers; sent: unknown[]; closed: number | null }[] = [];

  readonly open: OpenSocket = (url, handlers) => {
    const socket = { url, handlers, sent: [] as unknown[], closed: null as number | null };
    this.sockets.push(socket);
    return { send: (text) => void socket.sent.push(JSON.parse(text)), close: (code) => void (socket.closed = code) };
  };

  get newest() {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}

/** A link that a test opens, closes and speaks through. */
export class FakeLink implements Link {
  state: LinkState = 'closed';
  online = true;
  close_code: number | null = null;
  readonly sent: Command[] = [];
  opened = 0;
  closed = 0;
  readonly nudges: ('seen' | 'again')[] = [];
  #listener: LinkListener | null = null;

  listen(listener: LinkListener): void {
    this.#listener = listener;
  }

  open(): void {
    this.opened += 1;
    this.become('connecting');
  }

  close(): void {
    this.closed += 1;
    this.become('closed');
  }

  send(command: Command): void {
    if (this.state === 'open') this.sent.push(command);
  }

  status(): LinkStatus {
    return { state: this.state, online: this.online, close_code: this.close_code };
  }

  nudge(event: 'seen' | 'again'): void {
    this.nudges.push(event);
  }

  become(state: LinkState): void {
    this.state = state;
    this.#listener?.changed();
    if (state === 'open') this.#listener?.established();
  }

  say(...messages: ServerMessage[]): void {
    for (const message of messages) this.#listener?.message(message);
  }
}
