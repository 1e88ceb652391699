import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { z } from 'zod';
import { zId } from '#lib/protocol/scalars.ts';
import { zStageName } from '#lib/protocol/stages.ts';
import { describeIssues } from '#lib/protocol/wire.ts';
import { Seats, type Seated } from '#lib/realtime/seats.ts';

/** Bytes in user space beyond which an unpaced run waits for the sockets. */
const MAX_WAITING = 256 * 1024;
/** A socket that has taken nothing for this long is not waited for: somebody stopped reading. Milliseconds. */
const STUCK_MS = 250;
/** An unpaced run lets others have their turn, and looks at the sockets, this often. Milliseconds. */
const TURN_MS = 1;
/**
 * How long a paced run sleeps at a time while it waits for the next update; others have their turn in between. Much
 * shorter ones would wake it so often that it took the processor from the load. Milliseconds.
 */
const NAP_MS = 0.25;
/** Milestones that may be on their way to the log side by side. */
const MAX_PENDING = 8;
const MAX_BODY = 1024 * 1024;
const DAY_MS = 86_400_000;

/**
 * `POST /emit`. Update `j` of `count` goes to task `j mod T` at `t0 + j / (rate · T)`: `rate` is a task's, a second;
 * 0 sends as fast as the sockets drain. `duration_ms` ends it earlier. `pad`: bytes that fill each message up.
 */
export const zEmission = z
  .object({
    tasks: z.array(zId).min(1).max(100_000).optional(),
    task_id: zId.optional(),
    count: z.int().min(1).max(100_000_000).optional(),
    rate: z.number().min(0).max(1_000_000),
    duration_ms: z.int().min(1).max(DAY_MS).optional(),
    stage: zStageName.default('resolve'),
    pad: z.int().min(0).max(64 * 1024).default(0),
    kind: z.enum(['tick', 'milestone']).default('tick'),
  })
  .refine(({ tasks, task_id }) => (tasks === undefined) !== (task_id === undefined), 'name either tasks or task_id')
  .refine(({ count, duration_ms }) => count !== undefined || duration_ms !== undefined, 'name count or duration_ms')
  .transform(({ tasks, task_id, count = Infinity, duration_ms = Infinity, ...rest }) => ({ ...rest, tasks: tasks ?? [task_id ?? ''], count, duration_ms }));
export type Emission = z.output<typeof zEmission>;

export type Emitted = { emitted: number; elapsed_ms: number; max_lag_ms: number };

/** What a server of the bench does with one update. What must be waited for before the end is returned. */
export type Send = (task_id: string, text: string, emission: Emission) => Promise<void> | void;

type Ports = {
  send: Send;
  sockets: OpenSockets;
  /** Makes these tasks ready before the first update is due. */
  prepare?: (tasks: readonly string[]) => Promise<unknown>;
  cancelled: () => boolean;
};

/** Sends what was asked for, at its pace. */
export async function emit(emission: Emission, { send, sockets, prepare, cancelled }: Ports): Promise<Emitted> {
  const { tasks, count, rate, duration_ms } = emission;
  await prepare?.(tasks);
  const interval = rate === 0 ? 0 : 1000 / (rate * tasks.length);
  const filler = '.'.repeat(emission.pad);
  const started = performance.now();
  const pending = new Set<Promise<void>>();
  let max_lag_ms = 0;
  let emitted = 0;
  let lastTurn = started;
  for (; emitted < count && !cancelled(); emitted++) {
    const due = started + emitted * interval;
    if ((rate === 0 ? performance.now() - started : emitted * interval) >= duration_ms) break;
    if (pending.size >= MAX_PENDING) await Promise.race(pending);
    if (rate > 0) await until(due);
    else if (performance.now() - lastTurn >= TURN_MS) lastTurn = await room(sockets);
    const lag = rate === 0 ? 0 : Math.max(0, performance.now() - due);
    max_lag_ms = Math.max(max_lag_ms, lag);
    const index = emitted % tasks.length;
    const text = `lt1|${index}|${Math.floor(emitted / tasks.length)}|${process.hrtime.bigint()}|${Math.round(lag * 1000)}|${filler}`;
    const sent = send(tasks[index] ?? '', text, emission);
    if (sent) pending.add(sent.finally(() => pending.delete(sent)));
  }
  await Promise.all(pending);
  while (rate === 0 && !cancelled() && sockets.waiting() > 0) await turn();
  return { emitted, elapsed_ms: performance.now() - started, max_lag_ms };
}

/** @returns when it is this run's turn again */
async function room(sockets: OpenSockets): Promise<number> {
  do await turn();
  while (sockets.waiting() > MAX_WAITING);
  return performance.now();
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Updates that are late have a turn of their own each, as they would from workers: sent in one, the first would wait
 * for the last, and only with those who write at a turn's end.
 * Timers are whole milliseconds late: the last one is spent in naps. In turns of the loop it would be 800 MB of garbage
 * a second, and a core that is never free: what would be measured is its collection, on the core of the load.
 */
async function until(due: number): Promise<void> {
  if (due <= performance.now()) return turn();
  for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
    if (left > 2) await new Promise((resolve) => setTimeout(resolve, left - 1.5));
    else {
      await turn();
      Atomics.wait(nobody, 0, 0, NAP_MS);
    }
  }
}

/** Waited at, and never woken. */
const nobody = new Int32Array(new SharedArrayBuffer(4));

/** What a socket had taken when that was last looked at, and when it was less (milliseconds). */
type Seen = Seated & { socket: Socket; written: number; at: number };

/** The open TCP connections of a server, and what they hold back. */
export class OpenSockets {
  #sockets = new Seats<Seen>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      const seen = { seat: -1, socket, written: 0, at: performance.now() };
      this.#sockets.add(seen);
      socket.once('close', () => this.#sockets.delete(seen));
    });
  }

  /** Bytes in user space, of sockets that are still taking any. */
  waiting(): number {
    const now = performance.now();
    let bytes = 0;
    this.#sockets.each((seen) => {
      const held = seen.socket.writableLength;
      if (held === 0) return;
      const taken = seen.socket.bytesWritten - held;
      if (taken !== seen.written) [seen.written, seen.at] = [taken, now];
      if (now - seen.at < STUCK_MS) bytes += held;
    });
    return bytes;
  }
}

/** Answers `POST /emit`; a body that does not fit is told why. */
export async function answerEmit(request: IncomingMessage, response: ServerResponse, ports: Omit<Ports, 'cancelled'>): Promise<void> {
  const answer = (status: number, body: object) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  const parsed = zEmission.safeParse(await readJson(request));
  if (!parsed.success) return void answer(422, { error: describeIssues(parsed.error) });
  // Who asked is gone: nobody waits for the rest.
  const emitted = await emit(parsed.data, { ...ports, cancelled: () => response.destroyed });
  answer(200, emitted);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) if ((text += chunk).length > MAX_BODY) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
