import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Direction = 'up' | 'down';

/** How bytes travel: `pass` as they come, `stall` not at all with the connection open, `split` byte by byte. */
export type Mode = 'pass' | 'stall' | 'split';

/** One way of one connection: a queue of bytes, which are never reordered. */
class Way {
  #to: Socket;
  #queue: { chunk: Buffer; due: number }[] = [];
  #timer: NodeJS.Timeout | null = null;
  mode: Mode;

  constructor(to: Socket, mode: Mode) {
    this.#to = to.setNoDelay();
    this.mode = mode;
  }

  push(chunk: Buffer, delayMs: number): void {
    this.#queue.push({ chunk, due: performance.now() + delayMs });
    this.pump();
  }

  /** Writes what is due; what was held leaves merged. */
  readonly pump = (): void => {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.mode === 'stall') return;
    const now = performance.now();
    const waiting = this.#queue.findIndex(({ due }) => due > now);
    const ready = this.#queue.splice(0, waiting === -1 ? this.#queue.length : waiting);
    if (ready.length > 0) this.#write(Buffer.concat(ready.map(({ chunk }) => chunk)));
    const next = this.#queue[0];
    if (next) this.#timer = setTimeout(this.pump, Math.ceil(next.due - now));
  };

  #write(bytes: Buffer): void {
    if (!this.#to.writable) return;
    if (this.mode === 'split') for (const byte of bytes) this.#to.write(Buffer.from([byte]));
    else this.#to.write(bytes);
  }
}

type Refused = 'none' | 'all' | 'upgrades';
type Pipe = { client: Socket; server: Socket; ways: Record<Direction, Way> };

/** A TCP proxy on loopback that treats a real connection as bad networks do. */
export class FaultProxy {
  readonly port: number;
  #server: Server;
  #pipes = new Set<Pipe>();
  #modes: Record<Direction, Mode> = { up: 'pass', down: 'pass' };
  #delayMs = 0;
  #refused: Refused = 'none';

  private constructor(server: Server, target: () => number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#join(client, target()));
  }

  /** @param target the port to lead to, asked anew for each connection, so that a server may come back elsewhere */
  static async start(target: () => number): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultProxy(server, target);
  }

  get connections(): number {
    return this.#pipes.size;
  }

  /** How bytes travel from now on; leaving `stall` lets what was held go, merged. */
  set(direction: Direction, mode: Mode): void {
    this.#modes[direction] = mode;
    for (const { ways } of this.#pipes) {
      ways[direction].mode = mode;
      ways[direction].pump();
    }
  }

  /** Milliseconds that every chunk is late by. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Connections that are open now carry nothing any more, and neither end is told; later ones do as they should. */
  strand(): void {
    for (const { ways } of this.#pipes) ways.up.mode = ways.down.mode = 'stall';
  }

  /** Ends every connection at once, without a goodbye. */
  cut(): void {
    for (const { client, server } of this.#pipes) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** What new connections are refused: all, as by a network that is down, or WebSockets, as by old middleboxes. */
  refuse(refused: Refused): void {
    this.#refused = refused;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, port: number): void {
    if (this.#refused === 'all') return void client.resetAndDestroy();
    const server = connect(port, '127.0.0.1');
    const pipe = { client, server, ways: { up: new Way(server, this.#modes.up), down: new Way(client, this.#modes.down) } };
    this.#pipes.add(pipe);
    this.#carry(client, server, pipe.ways.up);
    this.#carry(server, client, pipe.ways.down);
    client.once('close', () => this.#pipes.delete(pipe));
  }

  #carry(from: Socket, to: Socket, way: Way): void {
    from.on('error', () => undefined);
    from.on('data', (chunk) => {
      if (this.#refused === 'upgrades' && /^upgrade: websocket/im.test(chunk.toString('latin1'))) from.resetAndDestroy();
      else way.push(chunk, this.#delayMs);
    });
    // A stalled network loses the goodbye too: the peer stays half open.
    from.on('end', () => way.mode !== 'stall' && to.end());
    from.once('close', () => way.mode !== 'stall' && to.destroy());
  }
}
