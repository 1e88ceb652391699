import type { Command } from '#lib/protocol/commands.ts';
import { isTick, type TaskEvent } from '#lib/protocol/events.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { eventOf } from '#lib/protocol/wire.ts';

type Subscribe = Extract<Command, { type: 'subscribe_task' }>;
type Answer = Extract<ServerMessage, { type: 'subscribed' }>;
type Asker = { tab: string; after: number | undefined };
/** A subscription asked of the server, and the tabs that its answer is for. */
type Ask = { task_id: string; after: number | undefined; askers: Asker[]; answer: Answer | null; head: number };

export type WishesPorts = {
  send(command: Command): void;
  /** @param tab null: every tab */
  deliver(tab: string | null, message: ServerMessage): void;
};

/**
 * What all tabs follow, as one client of the server. When a line comes up, every tab asks for its tasks with its own
 * cursor; whoever has heard all since an ask that began no later shares its answer, so the server is asked once.
 */
export class Wishes {
  #ports: WishesPorts;
  #wanted = new Map<string, Set<string>>();
  /** First asks of the tasks on this line. */
  #first = new Map<string, Ask>();
  #unanswered = new Map<string, Ask>();
  #count = 0;

  constructor(ports: WishesPorts) {
    this.#ports = ports;
  }

  /** How many tasks are followed by any tab. */
  get size(): number {
    return this.#wanted.size;
  }

  /** A new line: nothing is subscribed on it yet. */
  lineUp(): void {
    this.#first.clear();
    this.#unanswered.clear();
  }

  /** @param prompted the tab asks at once on this line's coming up, so it hears all that is said on it */
  command(tab: string, command: Command, prompted: boolean): void {
    switch (command.type) {
      case 'subscribe_task': return this.#subscribe({ tab, after: command.after }, command, prompted);
      case 'unsubscribe_task': return this.#unsubscribe(tab, command.task_id);
      default: this.#ports.send(command);
    }
  }

  left(tab: string): void {
    for (const [task_id, tabs] of this.#wanted) if (tabs.has(tab)) this.#unsubscribe(tab, task_id);
  }

  hear(message: ServerMessage): void {
    const ask = 'request_id' in message && message.request_id !== undefined ? this.#unanswered.get(message.request_id) : undefined;
    if (ask && 'request_id' in message) return this.#answered(ask, message);
    const event = eventOf(message);
    if (event) this.#passed(event);
    if (event || ABOUT_TASKS.has(message.type)) this.#ports.deliver(null, message);
  }

  #subscribe(asker: Asker, { task_id }: Subscribe, prompted: boolean): void {
    const tabs = this.#wanted.get(task_id) ?? new Set();
    this.#wanted.set(task_id, tabs.add(asker.tab));
    const first = this.#first.get(task_id);
    if (!prompted || !first || !covers(first, asker.after)) return this.#ask(asker, task_id);
    if (!first.answer) first.askers.push(asker);
    else this.#ports.deliver(asker.tab, { ...first.answer, seq: first.head, recovered: true });
  }

  #ask(asker: Asker, task_id: string): void {
    const request_id = `s${++this.#count}`;
    const { after } = asker;
    const ask: Ask = { task_id, after, askers: [asker], answer: null, head: after ?? 0 };
    if (!this.#first.has(task_id)) this.#first.set(task_id, ask);
    this.#unanswered.set(request_id, ask);
    this.#ports.send({ type: 'subscribe_task', request_id, task_id, ...(after === undefined ? {} : { after }) });
  }

  #answered(ask: Ask, message: ServerMessage & { request_id?: string | undefined }): void {
    const { request_id = '', ...answer } = message;
    this.#unanswered.delete(request_id);
    if (answer.type === 'subscribed') [ask.answer, ask.head] = [answer, answer.seq];
    else this.#forget(ask);
    for (const asker of ask.askers) {
      const ahead = answer.type === 'subscribed' && asker.after !== undefined && asker.after > answer.seq && asker.after !== ask.after;
      if (ahead) this.#ask(asker, ask.task_id);
      else this.#ports.deliver(asker.tab, answer as ServerMessage);
    }
  }

  #forget(ask: Ask): void {
    if (this.#first.get(ask.task_id) === ask) this.#first.delete(ask.task_id);
  }

  #passed(event: TaskEvent): void {
    const first = this.#first.get(event.task_id);
    if (first && !isTick(event)) first.head = Math.max(first.head, event.seq);
  }

  #unsubscribe(tab: string, task_id: string): void {
    const tabs = this.#wanted.get(task_id);
    if (!tabs?.delete(tab) || tabs.size > 0) return;
    this.#wanted.delete(task_id);
    this.#first.delete(task_id);
    this.#ports.send({ type: 'unsubscribe_task', task_id });
  }
}

const ABOUT_TASKS = new Set<ServerMessage['type']>(['task_snapshot', 'bookmark', 'subscribed', 'error']);

/** Whether a tab with this cursor misses nothing of what an ask brings to all tabs. */
function covers({ after, answer, head }: Ask, cursor: number | undefined): boolean {
  const bySnapshot = answer ? !answer.recovered : after === undefined;
  if (answer && cursor !== undefined && cursor > head) return false;
  return bySnapshot || (after !== undefined && cursor !== undefined && cursor >= after);
}
