import { parseServerMessage } from '#lib/protocol/wire.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';

type Waiter = { accepts(message: ServerMessage): boolean; resolve(message: ServerMessage): void };
export type Closed = { code: number; reason: string };
export type ServerMessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** How long to wait for anything that should come at once. */
export const PATIENCE_MS = 5000;

/** A plain client: keeps every frame from the first moment, each validated against the protocol's schemas. */
export class Client {
  readonly closed: Promise<Closed>;
  readonly received: ServerMessage[] = [];
  #socket: WebSocket;
  #unread: ServerMessage[] = [];
  #waiters = new Set<Waiter>();
  #invalid: Error | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })));
    socket.addEventListener('message', ({ data }) => this.#take(data));
  }

  /** @throws Error where the handshake is refused. */
  static async open(url: URL, headers: Record<string, string>): Promise<Client> {
    // Node's WebSocket takes headers beside the standard's arguments.
    const socket = new WebSocket(url, { headers } as unknown as string[]);
    const client = new Client(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('the handshake was refused')));
    });
    return client;
  }

  send(message: object | string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message));
  }

  /** The next unread message of a type; those before it stay unread. */
  async next<T extends ServerMessage['type']>(type: T, accepts: (message: ServerMessageOf<T>) => boolean = () => true, ms = PATIENCE_MS): Promise<ServerMessageOf<T>> {
    if (this.#invalid) throw this.#invalid;
    const fits = (message: ServerMessage): message is ServerMessageOf<T> => message.type === type && accepts(message as ServerMessageOf<T>);
    const index = this.#unread.findIndex(fits);
    if (index >= 0) return this.#unread.splice(index, 1)[0] as ServerMessageOf<T>;
    return (await this.#wait(fits, `no ${type} within ${ms} ms`, ms)) as ServerMessageOf<T>;
  }

  close(): void {
    this.#socket.close(1000);
  }

  #wait(accepts: Waiter['accepts'], failure: string, ms: number): Promise<ServerMessage> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { accepts, resolve: (message) => { clearTimeout(timer); resolve(message); } };
      const timer = setTimeout(() => { this.#waiters.delete(waiter); reject(this.#invalid ?? new Error(failure)); }, ms);
      this.#waiters.add(waiter);
    });
  }

  #take(data: unknown): void {
    try {
      const message = parseServerMessage(String(data));
      this.received.push(message);
      const waiter = [...this.#waiters].find((candidate) => candidate.accepts(message));
      if (!waiter) return void this.#unread.push(message);
      this.#waiters.delete(waiter);
      waiter.resolve(message);
    } catch (cause) {
      this.#invalid = new Error(`a frame does not fit the protocol: ${String(data).slice(0, 200)}`, { cause });
    }
  }
}
