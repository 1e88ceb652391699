import { CLOSE } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import { asFailure, type ErrorCode } from '#lib/protocol/errors.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import type { Api, ApiPorts } from './api.ts';
import { readEventStream } from './event-stream.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Clock } from './ports.ts';
import { unlessSilent, watchForHolding } from './silence.ts';

/** A browser opens six connections to a server at most (HTTP/1.1), and the page needs some for itself. */
const STREAMS = 4;
const CONNECT_MS = 10_000;
/** The server says something at least every 15 s. */
const SILENT_MS = 35_000;
/** A stream ends with its task; whether others take that up again, or delete it, is asked as often as this. Milliseconds. */
const REST_MS = 15_000;
/** Where no stream comes through, a running task is asked for as often as this. Milliseconds. */
const POLL_MS = 3_000;

type Subscribe = Extract<Command, { type: 'subscribe_task' }>;
/** `waiting`: for a free stream; `reading`: one, or its task before and after; `resting`: until the next look at it. */
type Followed = { command: Subscribe; abort: AbortController; state: 'waiting' | 'reading' | 'resting' | 'looking'; stopResting: () => void };

export type SsePorts = ApiPorts & { api: Api; clock: Clock; /** Brings a new credential. */ renew(): Promise<unknown> };

/**
 * Rule T1: one event stream for each task that is followed, for networks that let no WebSocket through. Where a proxy
 * holds the streams back too, tasks are asked for again and again.
 */
export function dialEventStreams(ports: SsePorts, handlers: LineHandlers, fresh: boolean): Line {
  const line = new EventStreamLine(ports, handlers);
  void line.dial(fresh);
  return line;
}

class EventStreamLine implements Line {
  #ports: SsePorts;
  #handlers: LineHandlers;
  #all = new AbortController();
  #followed = new Map<string, Followed>();
  /** The server has said when to come back (rule D1). */
  #sentAway = false;
  /** Streams are held back on their way. */
  #held = false;

  constructor(ports: SsePorts, handlers: LineHandlers) {
    this.#ports = ports;
    this.#handlers = handlers;
  }

  async dial(fresh: boolean): Promise<void> {
    try {
      const response = await this.#unlessSilent(() => this.#reach(fresh), CONNECT_MS);
      if (!response.ok) return this.#end(1006);
      if (!this.#all.signal.aborted) this.#handlers.established();
    } catch {
      this.#end(1006);
    }
  }

  send(command: Command): void {
    if (command.type !== 'subscribe_task' && command.type !== 'unsubscribe_task') return;
    this.#drop(command.task_id);
    if (command.type === 'subscribe_task') this.#followed.set(command.task_id, { command, abort: new AbortController(), state: 'waiting', stopResting: () => {} });
    this.#fill();
  }

  /** A stream that says nothing ends by itself; what has none is looked at. */
  probe(): void {
    for (const one of this.#followed.values()) if (one.state === 'resting') void this.#look(one);
  }

  close(): void {
    this.#all.abort();
    for (const id of this.#followed.keys()) this.#drop(id);
  }

  async #reach(fresh: boolean): Promise<Response> {
    const { fetch, origin, renew } = this.#ports;
    if (fresh) await renew();
    const response = await fetch(`${origin}/healthz`, { cache: 'no-store', signal: this.#all.signal });
    await response.body?.cancel();
    return response;
  }

  #drop(id: string): void {
    const one = this.#followed.get(id);
    one?.abort.abort();
    one?.stopResting();
    this.#followed.delete(id);
  }

  #fill(): void {
    const all = [...this.#followed.values()];
    const free = STREAMS - all.filter(({ state }) => state === 'reading').length;
    for (const one of all.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) void this.#follow(one);
  }

  async #follow(one: Followed): Promise<void> {
    one.state = 'reading';
    try {
      const after = one.command.after ?? (await this.#snapshot(one)).seq;
      const passed = !this.#held && (await this.#stream(one, after));
      if (this.#sentAway) return this.#end(CLOSE.restarting.code);
      const { status, seq } = await this.#snapshot(one);
      if (passed && !isFinished(status)) return this.#end(1006);
      if (!passed) this.#answer(one, seq);
      this.#rest(one, status);
      this.#fill();
    } catch (error) {
      this.#failed(one, error);
    }
  }

  /** @returns whether it came through to its end; false where it is held back */
  async #stream(one: Followed, after: number): Promise<boolean> {
    const abort = new AbortController();
    const signal = AbortSignal.any([one.abort.signal, abort.signal]);
    const stopWatching = watchForHolding(this.#ports.clock, {
      movedOn: async () => {
        const { seq, status } = await this.#snapshot(one);
        return seq > after || isFinished(status);
      },
      held: () => {
        this.#held = true;
        abort.abort();
      },
    });
    try {
      await this.#unlessSilent((heard) => this.#read(one, { after, signal, heard: () => [stopWatching, heard].forEach((note) => note()) }));
      return true;
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      return false;
    } finally {
      stopWatching();
    }
  }

  #read(one: Followed, { after, signal, heard }: { after: number; signal: AbortSignal; heard: () => void }): Promise<void> {
    return readEventStream(this.#ports, { task_id: one.command.task_id, after, signal }, {
      opened: () => this.#answer(one, after),
      heard,
      message: (message) => this.#tell(message),
      retry: (after_ms) => {
        this.#sentAway = true;
        this.#tell({ type: 'reconnect', timestamp: this.#now(), after_ms });
      },
    });
  }

  #rest(one: Followed, status: TaskView['status']): void {
    one.state = 'resting';
    one.stopResting = this.#ports.clock.after(isFinished(status) ? REST_MS : POLL_MS, () => void this.#look(one));
  }

  async #look(one: Followed): Promise<void> {
    one.stopResting();
    one.state = 'looking';
    try {
      const { status, seq } = await this.#snapshot(one);
      if (isFinished(status) || this.#held) this.#rest(one, status);
      else this.send({ type: 'subscribe_task', task_id: one.command.task_id, after: seq });
    } catch (error) {
      this.#failed(one, error);
    }
  }

  async #snapshot({ command, abort }: Followed): Promise<TaskView> {
    const task = await this.#unlessSilent(() => this.#ports.api.task(command.task_id, abort.signal));
    this.#tell({ type: 'task_snapshot', timestamp: this.#now(), task });
    return task;
  }

  #unlessSilent<T>(work: (heard: () => void) => Promise<T>, ms = SILENT_MS): Promise<T> {
    return unlessSilent(this.#ports.clock, { ms, silent: () => this.#end(CLOSE.silent.code) }, work);
  }

  #answer({ command: { task_id, request_id } }: Followed, seq: number): void {
    this.#tell({ type: 'subscribed', timestamp: this.#now(), task_id, seq, recovered: true, ...(request_id && { request_id }) });
  }

  #tell(message: ServerMessage): void {
    if (!this.#all.signal.aborted) this.#handlers.message(message);
  }

  #failed({ command: { task_id, request_id }, abort }: Followed, error: unknown): void {
    if (abort.signal.aborted) return;
    const { code, message } = asFailure(error);
    if (code !== 'task_not_found' && code !== 'not_found') return this.#end(CLOSE_BY_CODE[code] ?? 1006);
    this.#tell({ type: 'error', timestamp: this.#now(), code: 'task_not_found', message, task_id, ...(request_id && { request_id }) });
    this.#drop(task_id);
    this.#fill();
  }

  #end(code: number): void {
    if (this.#all.signal.aborted) return;
    this.close();
    this.#handlers.closed(code);
  }

  #now(): string {
    return new Date(this.#ports.clock.now()).toISOString();
  }
}

const CLOSE_BY_CODE: Partial<Record<ErrorCode, number>> = { unauthorized: CLOSE.expired.code, forbidden: CLOSE.forbidden.code };
