type Heard = { type: string; task_id?: string; seq?: number; n?: number; recovered?: boolean; task?: { id: string; seq: number } };

/**
 * Rules S1 and E1 at the server's end of one connection, which loses nothing: after a snapshot comes the next milestone,
 * after `subscribed` with `recovered` an unbroken row from somewhere at or before its `seq`, and never anything else.
 */
export class OrderWatch {
  readonly wrong: string[] = [];
  /** By task, the `seq` that must come next; null after `recovered`, until the first one tells where the row begins. */
  #next = new Map<string, number | null>();
  #heads = new Map<string, number>();

  hear(text: string): void {
    const message = JSON.parse(text) as Heard;
    const { type, task_id = '', seq = 0 } = message;
    if (type === 'subscribed') {
      this.#heads.set(task_id, seq);
      this.#next.set(task_id, null);
    } else if (message.task) this.#next.set(message.task.id, message.task.seq + 1);
    else if (task_id !== '' && message.seq !== undefined && message.n === undefined) this.#milestone(task_id, seq);
  }

  #milestone(task_id: string, seq: number): void {
    const next = this.#next.get(task_id);
    const fits = next === null ? seq <= (this.#heads.get(task_id) ?? 0) + 1 : seq === next;
    if (!fits) this.wrong.push(`the server sent ${seq} of ${task_id} where ${next ?? `one up to ${(this.#heads.get(task_id) ?? 0) + 1}`} was due`);
    this.#next.set(task_id, seq + 1);
  }
}
