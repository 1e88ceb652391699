import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Direction = 'up' | 'down';
type Pipe = { client: Socket; server: Socket };

/** How bytes travel: `pass` as they come, `stall` not at all with the connection open, `split` byte by byte. */
export type Mode = 'pass' | 'stall' | 'split';

/** A TCP proxy on loopback that treats a real connection as bad networks do. */
export class FaultProxy {
  readonly port: number;
  #server: Server;
  #pipes = new Set<Pipe>();
  #modes: Record<Direction, Mode> = { up: 'pass', down: 'pass' };
  #delayMs = 0;
  #held: { to: Socket; chunk: Buffer }[] = [];
  #refusing = false;

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
    if (mode !== 'stall') this.#letGo();
  }

  /** Milliseconds that every chunk is late by. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends every connection at once, without a goodbye. */
  cut(): void {
    for (const { client, server } of this.#pipes) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** Whether new connections are refused, as by a network that is down. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, port: number): void {
    if (this.#refusing) return void client.resetAndDestroy();
    const server = connect(port, '127.0.0.1');
    const pipe = { client, server };
    this.#pipes.add(pipe);
    this.#carry(client, server, 'up');
    this.#carry(server, client, 'down');
    client.once('close', () => this.#pipes.delete(pipe));
  }

  #carry(from: Socket, to: Socket, direction: Direction): void {
    from.on('error', () => undefined);
    from.on('data', (chunk) => this.#send(to, chunk, direction));
    // A stalled network loses the goodbye too: the peer stays half open.
    from.on('end', () => this.#modes[direction] !== 'stall' && to.end());
    from.once('close', () => this.#modes[direction] !== 'stall' && to.destroy());
  }

  #send(to: Socket, chunk: Buffer, direction: Direction): void {
    const mode = this.#modes[direction];
    if (mode === 'stall') return void this.#held.push({ to, chunk });
    const parts = mode === 'split' ? [...chunk].map((byte) => Buffer.from([byte])) : [chunk];
    const write = () => parts.forEach((part) => to.writable && to.write(part));
    if (this.#delayMs > 0) setTimeout(write, this.#delayMs);
    else write();
  }

  #letGo(): void {
    for (const { to, chunk } of this.#held.splice(0)) if (to.writable) to.write(chunk);
  }
}
