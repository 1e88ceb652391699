// Forked by the leak gate: connects, subscribes and leaves in every way that clients do, as often as it is told.
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { frameOf, upgradeRequest } from '../../scripts/conformance/raw-socket.ts';

export type ChurnOrder = { port: number; cycles: number; task_ids: string[] };
/** How many cycles went each way, to the end that was meant. */
export type ChurnTally = Record<string, number>;

/** Cycles under way at a time. */
const AT_ONCE = 32;

/** One connection, and all that came on it. */
class Caller {
  readonly #socket: Socket;
  readonly ended: Promise<void>;
  #got = '';
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('error', () => undefined);
    this.#socket.on('data', (chunk) => {
      this.#got += chunk.toString('latin1');
      this.#wake();
    });
    this.ended = new Promise((resolve) => this.#socket.once('close', () => (this.#wake(), resolve())));
  }

  /** An upgrade, without its last line break where that is to be missing. */
  knock(client_id: string, { whole = true, path = '/ws/' } = {}): void {
    const request = upgradeRequest(path + client_id, { Host: '127.0.0.1' });
    this.#socket.write(whole ? request : request.slice(0, -2));
  }

  ask(task_id: string): void {
    this.#socket.write(`GET /api/v1/tasks/${task_id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`);
  }

  say(command: object): void {
    this.#socket.write(frameOf(Buffer.from(JSON.stringify(command))));
  }

  bye(): void {
    this.#socket.write(frameOf(Buffer.from([0x03, 0xe8]), { opcode: 8 }));
  }

  /** @returns whether that came before the connection ended */
  async hears(text: string): Promise<boolean> {
    while (!this.#got.includes(text)) {
      if (this.#socket.closed) return false;
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
    return true;
  }

  /** Gone without a word. */
  vanish(): void {
    this.#socket.resetAndDestroy();
  }

  hangUp(): void {
    this.#socket.end();
  }
}

type Way = (caller: Caller, about: { port: number; task_id: string; client_id: string }) => Promise<boolean>;

const subscribed: Way = async (caller, { client_id, task_id }) => {
  caller.knock(client_id);
  if (!(await caller.hears('connection_established'))) return false;
  caller.say({ type: 'subscribe_task', task_id });
  return caller.hears('task_snapshot');
};

const WAYS: Record<string, Way> = {
  async 'says goodbye'(caller, about) {
    const well = await subscribed(caller, about);
    caller.bye();
    await caller.ended;
    return well;
  },
  async 'is gone without a word'(caller, about) {
    const well = await subscribed(caller, about);
    caller.vanish();
    return well;
  },
  async 'hangs up without a goodbye'(caller, about) {
    const well = await subscribed(caller, about);
    caller.hangUp();
    await caller.ended;
    return well;
  },
  async 'is gone while its task is looked for'(caller, { client_id }) {
    caller.knock(client_id);
    const well = await caller.hears('connection_established');
    caller.say({ type: 'subscribe_task', task_id: randomUUID() });
    await new Promise((resolve) => setImmediate(resolve));
    caller.vanish();
    return well;
  },
  async 'is gone in the middle of its handshake'(caller, { client_id }) {
    caller.knock(client_id, { whole: false });
    await new Promise((resolve) => setImmediate(resolve));
    caller.vanish();
    return true;
  },
  async 'is gone before its handshake is answered'(caller, { client_id }) {
    caller.knock(client_id);
    await new Promise((resolve) => setImmediate(resolve));
    caller.vanish();
    return true;
  },
  async 'is refused'(caller, { client_id }) {
    caller.knock(client_id, { path: '/nothing/' });
    const well = await caller.hears('404');
    await caller.ended;
    return well;
  },
  async 'is replaced by another of its name'(caller, about) {
    const first = await subscribed(caller, about);
    const second = new Caller(about.port);
    second.knock(about.client_id);
    const resumed = await second.hears('task_snapshot');
    const told = await caller.hears('replaced');
    caller.hangUp();
    second.vanish();
    return first && resumed && told;
  },
  async 'leaves a stream'(caller, { task_id }) {
    caller.ask(task_id);
    const well = await caller.hears('task_queued');
    caller.vanish();
    return well;
  },
  async 'leaves a stream before its answer'(caller, { task_id }) {
    caller.ask(task_id);
    await new Promise((resolve) => setImmediate(resolve));
    caller.vanish();
    return true;
  },
};

async function churn({ port, cycles, task_ids }: ChurnOrder): Promise<ChurnTally> {
  const ways = Object.entries(WAYS);
  const tally: ChurnTally = Object.fromEntries(ways.map(([name]) => [name, 0]));
  let next = 0;
  const loop = async () => {
    for (let cycle = next++; cycle < cycles; cycle = next++) {
      const [name, way] = ways[cycle % ways.length] ?? ways[0]!;
      const caller = new Caller(port);
      const well = await way(caller, { port, task_id: task_ids[cycle % task_ids.length] ?? '', client_id: randomUUID() });
      await caller.ended;
      if (well) tally[name] = (tally[name] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  return tally;
}

process.on('message', (order: ChurnOrder) => {
  void churn(order).then((tally) => process.send?.(tally));
});
