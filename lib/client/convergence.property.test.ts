import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { FakeLink } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { at, progressTick, viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { TaskStreams } from './task-stream.ts';

const log = wholeLog('t1');
const OPS = ['append', 'append', 'tick', 'deliver', 'deliver', 'deliver', 'drop', 'double', 'swap', 'bookmark', 'cut', 'forget', 'overtake'] as const;
type Op = (typeof OPS)[number];

/** A server by the rules, and between it and the client a wire that loses, doubles and reorders. */
class World {
  readonly link = new FakeLink();
  readonly clock = new ManualClock();
  readonly streams = new TaskStreams(this.link, this.clock);
  readonly wire: ServerMessage[] = [];
  head = 1;
  #n = 0;
  #answered = 0;
  /** Whether milestones before the head are still kept. */
  #kept = true;

  do(op: Op): void {
    switch (op) {
      case 'append': return this.#append();
      case 'tick': return void this.wire.push(progressTick({ task_id: 't1', seq: this.head, n: ++this.#n }, { overall: Math.min(1, this.head / log.length) }));
      case 'deliver': return this.#deliver(0);
      case 'drop': return void this.wire.shift();
      case 'double': return void this.wire.unshift(...this.wire.slice(0, 1));
      case 'swap': return void this.wire.splice(0, 2, ...this.wire.slice(0, 2).reverse());
      case 'overtake': return this.#deliver(this.wire.length - 1);
      case 'bookmark': return void this.wire.push({ type: 'bookmark', timestamp: at(0), tasks: { t1: this.head } });
      case 'forget': return void (this.#kept = !this.#kept);
      case 'cut': return this.reconnect();
    }
  }

  reconnect(): void {
    this.wire.length = 0;
    this.link.become('waiting');
    this.link.become('open');
    this.#answer();
  }

  /** No more faults: all is delivered, and a bookmark goes out. */
  settle(): void {
    this.#kept = true;
    while (this.head < log.length) this.do('append');
    for (let round = 0; round < 3; round++) {
      this.do('bookmark');
      while (this.wire.length > 0) this.#deliver(0);
    }
  }

  #append(): void {
    const next = log[this.head];
    if (!next) return;
    this.head += 1;
    this.#n = 0;
    this.wire.push(next);
  }

  #deliver(index: number): void {
    const [message] = this.wire.splice(index, 1);
    if (message) this.link.say(message);
    this.#answer();
  }

  /** Rules S2 and S3. */
  #answer(): void {
    for (const command of this.link.sent.slice(this.#answered)) this.#answerOne(command);
    this.#answered = this.link.sent.length;
  }

  #answerOne(command: Command): void {
    if (command.type !== 'subscribe_task') return;
    const { after } = command;
    const recovered = after !== undefined && after <= this.head && this.#kept;
    this.wire.push({ type: 'subscribed', timestamp: at(0), task_id: 't1', seq: this.head, recovered });
    if (recovered) this.wire.push(...log.slice(after, this.head));
    else this.wire.push({ type: 'task_snapshot', timestamp: at(0), task: viewAt(log, this.head) });
  }
}

describe('a client on a bad wire', () => {
  it('[E3] ends in the fold of the log, whatever was lost, doubled, reordered or cut', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...OPS), { maxLength: 120 }), fc.option(fc.nat(1)), (ops, start) => {
      const world = new World();
      const watch = world.streams.watch('t1', start === null ? null : viewAt(log, start));
      watch.subscribe(() => {});
      world.reconnect();
      for (const op of ops) world.do(op);
      world.settle();
      expect(watch.getSnapshot().task).toEqual(viewAt(log, log.length));
    }), { numRuns: 1_000 });
  });

  it('[E1] never shows a seq that is lower than one shown before, while the server has the log', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...OPS.filter((op) => op !== 'forget')), { maxLength: 120 }), (ops) => {
      const world = new World();
      const watch = world.streams.watch('t1', viewAt(log, 1));
      let shown = 1;
      watch.subscribe(() => {
        const seq = watch.getSnapshot().task?.seq ?? 0;
        expect(seq).toBeGreaterThanOrEqual(shown);
        shown = seq;
      });
      world.reconnect();
      for (const op of ops) world.do(op);
    }), { numRuns: 500 });
  });
});
