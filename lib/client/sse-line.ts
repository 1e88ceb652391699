import { CLOSE } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { failureOf, type Api, type ApiPorts } from './api.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Clock } from './ports.ts';
import { readMessage } from './read-message.ts';
import { createSseParser } from './sse-parser.ts';

/** A browser opens six connections to a server at most (HTTP/1.1), and the page needs some for itself. */
const STREAMS = 4;
const CONNECT_MS = 10_000;
/** The server says something at least every 15 s. */
const SILENT_MS = 35_000;
/** A stream ends with its task; whether others take that up again, or delete it, is asked as often as this. Milliseconds. */
const REST_MS = 15_000;

type Subscribe = Extract<Command, { type: 'subscribe_task' }>;

export type SsePorts = ApiPorts & { api: Api; clock: Clock };

/** Rule T1: one event stream for each task that is followed, for networks that let no WebSocket through. */
export function dialEventStreams(ports: SsePorts, handlers: LineHandlers): Line {
  const line = new EventStreamLine(ports, handlers);
  void line.dial();
  return line;
}

class EventStreamLine implements Line {
  #ports: SsePorts;
  #handlers: LineHandlers;
  #all = new AbortController();
  /** Tasks that wait for a free stream. */
  #waiting = new Map<string, Subscribe>();
  #streams = new Map<string, AbortController>();
  /** Tasks that have ended, with what stops the next look at them. */
  #resting = new Map<string, () => void>();
  /** The server has said when to come back (rule D1). */
  #sentAway = false;

  constructor(ports: SsePorts, handlers: LineHandlers) {
    this.#ports = ports;
    this.#handlers = handlers;
  }

  async dial(): Promise<void> {
    try {
      const response = await this.#unlessSilent(() => this.#ports.fetch(`${this.#ports.origin}/healthz`, { cache: 'no-store', signal: this.#all.signal }), CONNECT_MS);
      await response.body?.cancel();
      if (!response.ok) return this.#end(1006);
      if (!this.#all.signal.aborted) this.#handlers.established();
    } catch {
      this.#end(1006);
    }
  }

  send(command: Command): void {
    if (command.type === 'subscribe_task') {
      this.#drop(command.task_id);
      this.#waiting.set(command.task_id, command);
      this.#fill();
    } else if (command.type === 'unsubscribe_task') {
      this.#drop(command.task_id);
      this.#fill();
    }
  }

  /** A stream that says nothing ends by itself; what has ended is looked at. */
  probe(): void {
    for (const id of this.#resting.keys()) void this.#look(id);
  }

  close(): void {
    this.#all.abort();
    for (const id of this.#resting.keys()) this.#wake(id);
  }

  #drop(id: string): void {
    this.#waiting.delete(id);
    this.#streams.get(id)?.abort();
    this.#streams.delete(id);
    this.#wake(id);
  }

  #fill(): void {
    for (const [id, command] of this.#waiting) {
      if (this.#streams.size >= STREAMS) return;
      this.#waiting.delete(id);
      const abort = new AbortController();
      this.#streams.set(id, abort);
      void this.#follow(command, AbortSignal.any([abort.signal, this.#all.signal]));
    }
  }

  async #follow(command: Subscribe, signal: AbortSignal): Promise<void> {
    const { task_id: id } = command;
    try {
      const after = command.after ?? (await this.#snapshot(id, signal)).seq;
      await this.#unlessSilent((heard) => this.#read(command, { after, heard, signal }));
      if (this.#sentAway) return this.#end(CLOSE.restarting.code);
      const { status } = await this.#snapshot(id, signal);
      if (!isFinished(status)) return this.#end(1006);
      this.#drop(id);
      this.#rest(id);
      this.#fill();
    } catch (error) {
      if (!signal.aborted) this.#failed(command, error);
    }
  }

  #rest(id: string): void {
    this.#resting.set(id, this.#ports.clock.after(REST_MS, () => void this.#look(id)));
  }

  #wake(id: string): void {
    this.#resting.get(id)?.();
    this.#resting.delete(id);
  }

  async #look(id: string): Promise<void> {
    const { signal } = this.#all;
    this.#wake(id);
    try {
      const { status, seq } = await this.#snapshot(id, signal);
      if (this.#streams.has(id) || this.#waiting.has(id)) return;
      if (isFinished(status)) this.#rest(id);
      else this.send({ type: 'subscribe_task', task_id: id, after: seq });
    } catch (error) {
      if (!signal.aborted) this.#failed({ type: 'subscribe_task', task_id: id }, error);
    }
  }

  async #snapshot(id: string, signal: AbortSignal): Promise<TaskView> {
    const task = await this.#unlessSilent(() => this.#ports.api.task(id, signal));
    this.#tell({ type: 'task_snapshot', timestamp: this.#now(), task });
    return task;
  }

  /** A connection that is half open says nothing, not even that. */
  async #unlessSilent<T>(work: (heard: () => void) => Promise<T>, ms = SILENT_MS): Promise<T> {
    let stop = () => {};
    const heard = () => {
      stop();
      stop = this.#ports.clock.after(ms, () => this.#end(CLOSE.silent.code));
    };
    heard();
    try {
      return await work(heard);
    } finally {
      stop();
    }
  }

  async #read({ task_id: id, request_id }: Subscribe, { after, heard, signal }: { after: number; heard: () => void; signal: AbortSignal }): Promise<void> {
    const { fetch, origin, share_token } = this.#ports;
    const query = new URLSearchParams({ after: String(after), ...(share_token && { token: share_token }) });
    const response = await fetch(`${origin}/api/v1/tasks/${encodeURIComponent(id)}/events?${query}`, {
      headers: { accept: 'text/event-stream' }, cache: 'no-store', signal,
    });
    if (!response.ok || !response.body) throw await failureOf(response);
    this.#tell({ type: 'subscribed', timestamp: this.#now(), task_id: id, seq: after, recovered: true, ...(request_id && { request_id }) });
    const parse = createSseParser((data) => this.#hear(data), (after_ms) => this.#comeBack(after_ms));
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      heard();
      parse(decoder.decode(piece.value, { stream: true }));
    }
  }

  #comeBack(after_ms: number): void {
    this.#sentAway = true;
    this.#tell({ type: 'reconnect', timestamp: this.#now(), after_ms });
  }

  #hear(data: string): void {
    const message = readMessage(data);
    if (message) this.#tell(message);
  }

  #tell(message: ServerMessage): void {
    if (!this.#all.signal.aborted) this.#handlers.message(message);
  }

  #failed({ task_id: id, request_id }: Subscribe, error: unknown): void {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code === 'task_not_found' || code === 'not_found') {
      this.#drop(id);
      return this.#tell({ type: 'error', timestamp: this.#now(), code: 'task_not_found', message: (error as Error).message, task_id: id, ...(request_id && { request_id }) });
    }
    if (code === 'unauthorized') return this.#end(CLOSE.expired.code);
    if (code === 'forbidden') return this.#end(CLOSE.forbidden.code);
    this.#end(1006);
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
