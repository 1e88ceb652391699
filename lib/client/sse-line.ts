import { CLOSE } from '#lib/protocol/close-codes.ts';
import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { isFinished } from '#lib/protocol/task-view.ts';
import { parseServerMessage } from '#lib/protocol/wire.ts';
import { failureOf, type Api, type ApiPorts } from './api.ts';
import type { Line, LineHandlers } from './line.ts';
import type { Clock } from './ports.ts';
import { createSseParser } from './sse-parser.ts';

/** A browser opens six connections to a server at most (HTTP/1.1), and the page needs some for itself. */
const STREAMS = 4;

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

  constructor(ports: SsePorts, handlers: LineHandlers) {
    this.#ports = ports;
    this.#handlers = handlers;
  }

  async dial(): Promise<void> {
    try {
      const response = await this.#ports.fetch(`${this.#ports.origin}/healthz`, { cache: 'no-store', signal: this.#all.signal });
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

  /** A broken stream says so by itself. */
  probe(): void {}

  close(): void {
    this.#all.abort();
  }

  #drop(id: string): void {
    this.#waiting.delete(id);
    this.#streams.get(id)?.abort();
    this.#streams.delete(id);
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
      const from = command.after ?? await this.#snapshot(id, signal);
      await this.#read(command, from, signal);
      const view = await this.#ports.api.task(id, signal);
      this.#tell({ type: 'task_snapshot', timestamp: this.#now(), task: view });
      if (!isFinished(view.status)) return this.#end(1006);
      this.#drop(id);
      this.#fill();
    } catch (error) {
      if (!signal.aborted) this.#failed(command, error);
    }
  }

  async #snapshot(id: string, signal: AbortSignal): Promise<number> {
    const task = await this.#ports.api.task(id, signal);
    this.#tell({ type: 'task_snapshot', timestamp: this.#now(), task });
    return task.seq;
  }

  async #read({ task_id: id, request_id }: Subscribe, after: number, signal: AbortSignal): Promise<void> {
    const { fetch, origin, share_token } = this.#ports;
    const query = new URLSearchParams({ after: String(after), ...(share_token && { token: share_token }) });
    const response = await fetch(`${origin}/api/v1/tasks/${encodeURIComponent(id)}/events?${query}`, {
      headers: { accept: 'text/event-stream' }, cache: 'no-store', signal,
    });
    if (!response.ok || !response.body) throw await failureOf(response);
    this.#tell({ type: 'subscribed', timestamp: this.#now(), task_id: id, seq: after, recovered: true, ...(request_id && { request_id }) });
    const parse = createSseParser((data) => this.#hear(data));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) parse(chunk.value);
  }

  #hear(data: string): void {
    try {
      this.#tell(parseServerMessage(data));
    } catch {
      // Words of a newer server that this client does not know are no reason to fail.
    }
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
    this.#all.abort();
    this.#handlers.closed(code);
  }

  #now(): string {
    return new Date(this.#ports.clock.now()).toISOString();
  }
}
