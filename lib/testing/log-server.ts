import type { Dial, LineHandlers } from '#lib/client/line.ts';
import type { Command } from '#lib/protocol/commands.ts';
import type { Milestone } from '#lib/protocol/events.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import type { FakeTab, TabWorld } from './tab-world.ts';
import { at, progressTick, viewAt } from './task-log.ts';

type ServerLine = { tab: FakeTab; handlers: LineHandlers; subscribed: Set<string>; asks: Extract<Command, { type: 'subscribe_task' }>[]; open: boolean };

/** A handshake goes to and fro: it takes longer than a word between tabs. */
const HANDSHAKE_TURNS = 4;

/** A gateway by rules S2 to S4 over one log, as far as lines of fake tabs go. */
export class LogServer {
  readonly lines: ServerLine[] = [];
  readonly painted: number[] = [];
  head = 1;
  down = false;
  #world: TabWorld;
  #log: readonly Milestone[];
  #n = 0;

  constructor(world: TabWorld, log: readonly Milestone[]) {
    this.#world = world;
    this.#log = log;
  }

  /** Lines that are up, those of frozen and dead tabs aside. */
  get living(): ServerLine[] {
    return this.lines.filter(({ open, tab }) => open && !tab.frozen && !tab.dead);
  }

  dialFrom(tab: FakeTab): Dial {
    return (handlers) => {
      const line: ServerLine = { tab, handlers, subscribed: new Set(), asks: [], open: true };
      this.lines.push(line);
      this.#shake(line, HANDSHAKE_TURNS);
      return { send: (command) => this.#hear(line, command), probe: () => {}, close: () => void (line.open = false) };
    };
  }

  append(): void {
    const event = this.#log[this.head];
    if (!event) return;
    this.head += 1;
    this.#n = 0;
    this.#say(event);
  }

  tick(): void {
    this.#say(progressTick({ task_id: this.#id, seq: this.head, n: ++this.#n }, { overall: this.head / this.#log.length }));
  }

  bookmark(): void {
    this.#say({ type: 'bookmark', timestamp: at(0), tasks: { [this.#id]: this.head } });
  }

  sendAway(after_ms: number): void {
    for (const line of this.lines.filter(({ open }) => open)) {
      this.#tell(line, () => line.handlers.message({ type: 'reconnect', timestamp: at(0), after_ms }));
      this.end(line, 1012);
    }
  }

  end(line: ServerLine, code: number): void {
    this.#tell(line, () => line.handlers.closed(code));
    line.open = false;
  }

  #shake(line: ServerLine, turns: number): void {
    this.#tell(line, () => {
      if (turns > 1) this.#shake(line, turns - 1);
      else if (this.down) this.end(line, 1006);
      else line.handlers.established();
    });
  }

  get #id(): string {
    return this.#log[0]?.task_id ?? '';
  }

  #say(message: ServerMessage): void {
    for (const line of this.lines) if (line.subscribed.has(this.#id)) this.#tell(line, () => line.handlers.message(message));
  }

  #tell(line: ServerLine, run: () => void): void {
    if (line.open && !line.tab.dead) this.#world.later(line, line.tab, run);
  }

  #hear(line: ServerLine, command: Command): void {
    if (command.type === 'painted') this.painted.push(command.seq);
    if (command.type === 'unsubscribe_task') line.subscribed.delete(command.task_id);
    if (command.type !== 'subscribe_task') return;
    line.asks.push(command);
    line.subscribed.add(command.task_id);
    const { after, request_id, task_id } = command;
    const recovered = after !== undefined && after <= this.head;
    const answer: ServerMessage[] = [{ type: 'subscribed', timestamp: at(0), task_id, seq: this.head, recovered, ...(request_id && { request_id }) }];
    if (recovered) answer.push(...this.#log.slice(after, this.head));
    else answer.push({ type: 'task_snapshot', timestamp: at(0), task: viewAt(this.#log, this.head) });
    for (const message of answer) this.#tell(line, () => line.handlers.message(message));
  }
}
