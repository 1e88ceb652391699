import { percentile } from './percentile.ts';

const MARK = Buffer.from('lt1|');
const BAR = 0x7c;
/** Every so many updates one's time on the way is taken. */
const SAMPLE = 16;

export type Tallied = { delivered: number; took_ms: number; p50_ms: number; p99_ms: number; lost: number; doubled: number; disordered: number };

/** What arrived, over all members of the load: how many, how late, and (where asked) whether each came once and in order. */
export class Tally {
  delivered = 0;
  #strict: boolean;
  #latencies: number[] = [];
  #first: bigint | null = null;
  #last = 0n;
  #doubled = 0;
  #disordered = 0;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /** @param cursors by task, the newest `seq` that this member has */
  count(payload: Buffer, cursors: Map<string, number>): void {
    const sampled = this.delivered % SAMPLE === 0;
    this.delivered += 1;
    if (sampled || this.#first === null) this.#time(payload);
    if (this.#strict) this.#follow(payload, cursors);
  }

  /** The last arrival is taken apart: between samples nobody looks at the clock. */
  arrived(): void {
    this.#last = process.hrtime.bigint();
  }

  /** @param expected updates that should have come, over all members; null where ticks may be left out */
  result(expected: number | null): Tallied {
    const lost = expected === null ? 0 : expected - this.delivered + this.#doubled;
    return { delivered: this.delivered, took_ms: Number(this.#last - (this.#first ?? this.#last)) / 1e6, p50_ms: percentile(this.#latencies, 0.5), p99_ms: percentile(this.#latencies, 0.99), lost, doubled: this.#doubled, disordered: this.#disordered };
  }

  #time(payload: Buffer): void {
    const [, , sent] = fields(payload, 3);
    if (sent === undefined) return;
    const at = BigInt(sent);
    this.#first ??= at;
    this.#latencies.push(Number(process.hrtime.bigint() - at) / 1e6);
  }

  /** Rule E3: each milestone is its task's next. */
  #follow(payload: Buffer, cursors: Map<string, number>): void {
    const [, task = '', seq = ''] = CURSOR.exec(payload.toString('latin1')) ?? [];
    const [newest, now] = [cursors.get(task) ?? 0, Number(seq)];
    if (now <= newest) this.#doubled += 1;
    else if (now !== newest + 1) this.#disordered += 1;
    cursors.set(task, Math.max(newest, now));
  }
}

const CURSOR = /"task_id":"([^"]+)","seq":(\d+)/;

const SNAPSHOT = Buffer.from('{"type":"task_snapshot"');

/** A snapshot repeats the newest update, but is none. */
export const isUpdate = (payload: Buffer): boolean => payload.length > 40 && payload.includes(MARK) && !payload.subarray(0, SNAPSHOT.length).equals(SNAPSHOT);

/** The first fields of an update's text: task index, number, nanoseconds. */
function fields(payload: Buffer, wanted: number): string[] {
  const found: string[] = [];
  let from = payload.indexOf(MARK) + MARK.length;
  for (let count = 0; count < wanted && from >= MARK.length; count++) {
    const to = payload.indexOf(BAR, from);
    if (to < 0) break;
    found.push(payload.toString('latin1', from, to));
    from = to + 1;
  }
  return found;
}
