import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import type { Topic } from '#lib/realtime/topic.ts';

type Heard = { type: string; task_id?: string; seq?: number; n?: number; recovered?: boolean; task?: Pick<TaskView, 'id' | 'seq' | 'status'> };

/**
 * What holds at the server's end of one connection, which loses nothing. Rules S1 and E1: after a snapshot comes the next
 * milestone, after `subscribed` with `recovered` an unbroken row from somewhere at or before its `seq`, and never anything
 * else. Rule S5: after the end of a task nothing but a retry or its deletion.
 */
export class OrderWatch {
  readonly wrong: string[] = [];
  /** By task, the `seq` that must come next; null after `recovered`, until the first one tells where the row begins. */
  #next = new Map<string, number | null>();
  #heads = new Map<string, number>();
  #ended = new Set<string>();
  #topic: Topic | null = null;
  #live = false;

  hear(text: string): void {
    const message = JSON.parse(text) as Heard;
    const { type, task_id = '', seq = 0, task } = message;
    if (type === 'subscribed') {
      this.#heads.set(task_id, seq);
      this.#next.set(task_id, null);
      this.#ended.delete(task_id);
    } else if (task) {
      this.#next.set(task.id, task.seq + 1);
      this.#end(task.id, isFinished(task.status));
    } else if (task_id !== '' && message.seq !== undefined) this.#event(message, task_id, seq);
  }

  /** Rule T1: a stream begins after what its client has. @param topic the task, as the server knows it */
  begin(topic: Topic, after: number): void {
    this.#next.set(topic.id, after + 1);
    this.#topic = topic;
    this.#live = after >= topic.head;
  }

  /** Whole events of a stream, one after the other: a milestone's `id` is its `seq`. */
  hearStream(text: string): void {
    for (const [, id, data = ''] of text.matchAll(/^(?:id: (\d+)\n)?data: (.*)\n\n/gm)) {
      const { seq, n, type } = JSON.parse(data) as Heard;
      const should = n === undefined && seq !== undefined ? String(seq) : undefined;
      if (id !== should) this.wrong.push(`the stream has the id ${id} at ${type} ${should}`);
      this.hear(data);
    }
    this.#live ||= this.#behind <= 0;
  }

  /** A stream that had caught up, and ends in order, has said all that the server knew. */
  endStream(): void {
    if (this.#live && this.#behind > 0) this.wrong.push(`the stream ended ${this.#behind} milestones too early`);
  }

  /** Rule T1: the stream of a task that has ended is over. */
  get isDue(): boolean {
    return this.#topic?.finished === true || this.#topic?.deleted === true;
  }

  get #behind(): number {
    return this.#topic === null ? 0 : this.#topic.head + 1 - (this.#next.get(this.#topic.id) ?? 1);
  }

  #event({ type, n }: Heard, task_id: string, seq: number): void {
    if (this.#ended.has(task_id) && !AFTER_END.has(type)) this.wrong.push(`the server sent ${type} of ${task_id} after its end`);
    if (n !== undefined) return;
    const next = this.#next.get(task_id);
    const fits = next === null ? seq <= (this.#heads.get(task_id) ?? 0) + 1 : seq === next;
    if (!fits) this.wrong.push(`the server sent ${seq} of ${task_id} where ${next ?? `one up to ${(this.#heads.get(task_id) ?? 0) + 1}`} was due`);
    this.#next.set(task_id, seq + 1);
    this.#end(task_id, ENDS.has(type));
  }

  #end(task_id: string, ended: boolean): void {
    if (ended) this.#ended.add(task_id);
    else this.#ended.delete(task_id);
  }
}

export const ENDS = new Set<string>(['task_completed', 'task_failed', 'task_cancelled']);
const AFTER_END = new Set(['task_retried', 'task_deleted']);
