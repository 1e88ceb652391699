import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogServer } from '#lib/testing/log-server.ts';
import { FakeTab, TabWorld } from '#lib/testing/tab-world.ts';
import { viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { Connection } from '../connection.ts';
import { TaskStreams } from '../task-stream.ts';

const log = wholeLog('t1');
const OPS = ['open', 'append', 'append', 'tick', 'step', 'step', 'step', 'step', 'step', 'pass', 'kill', 'kill_leader', 'freeze_leader', 'thaw', 'hide', 'see', 'leave', 'cut', 'down', 'up', 'bookmark'] as const;
type Op = { op: (typeof OPS)[number]; pick: number };
const zOps = fc.array(fc.record({ op: fc.constantFrom(...OPS), pick: fc.double({ min: 0, max: 0.999, noNaN: true }) }), { maxLength: 150 });

type OpenTab = { tab: FakeTab; shown: number[]; task: () => unknown; leads: () => boolean };

/** Up to five tabs of one browser, which come, go, freeze and die in the middle of a burst. */
class Browser {
  readonly world = new TabWorld();
  readonly server = new LogServer(this.world, log);
  readonly tabs: OpenTab[] = [];
  #count = 0;

  constructor() {
    this.#open();
  }

  get living(): OpenTab[] {
    return this.tabs.filter(({ tab }) => !tab.dead);
  }

  do({ op, pick }: Op): void {
    const any = this.living[Math.floor(pick * this.living.length)];
    const leader = this.living.find(({ leads }) => leads());
    switch (op) {
      case 'open': return this.living.length < 5 ? this.#open() : undefined;
      case 'append': return this.server.append();
      case 'tick': return this.server.tick();
      case 'bookmark': return this.server.bookmark();
      case 'step': return this.world.step(pick);
      case 'pass': return this.world.clock.advance(Math.floor(pick * 15_000));
      case 'kill': return any?.tab.kill();
      case 'kill_leader': return leader?.tab.kill();
      case 'freeze_leader': return leader?.tab.freeze();
      case 'thaw': return any?.tab.thaw();
      case 'hide': return any?.tab.surroundings.happen('hidden');
      case 'see': return any?.tab.frozen ? undefined : any?.tab.surroundings.happen('seen');
      case 'leave': return any?.tab.frozen ? undefined : any?.tab.surroundings.happen('left');
      case 'cut': return this.server.lines.filter(({ open }) => open).forEach((line) => this.server.end(line, 1006));
      case 'down': return void (this.server.down = true);
      case 'up': return void (this.server.down = false);
    }
  }

  /** No more faults, and somebody looks at every tab that is left. */
  settle(): void {
    this.server.down = false;
    if (this.living.length === 0) this.#open();
    for (const { tab } of this.living) {
      tab.thaw();
      tab.surroundings.happen('seen');
    }
    this.world.pass(90_000);
  }

  finish(): void {
    for (let left = log.length; left > 0; left--) this.server.append();
    this.world.settle();
  }

  #open(): void {
    const tab = new FakeTab(this.world, `tab${++this.#count}`);
    const connection = new Connection({ clock: tab.clock, random: () => 0.5, surroundings: tab.surroundings, dial: this.server.dialFrom(tab) });
    const seq = this.server.head;
    const watch = new TaskStreams(tab.link(connection), tab.clock).watch('t1', viewAt(log, seq));
    const shown = [seq];
    watch.subscribe(() => {
      const now = watch.getSnapshot().task?.seq ?? 0;
      if (now !== shown.at(-1)) shown.push(now);
    });
    this.tabs.push({ tab, shown, task: () => watch.getSnapshot().task, leads: () => connection.status().state !== 'closed' });
  }
}

describe('tabs whose leader dies mid-burst', () => {
  it('[E1] each show every milestone once and in order, and end in the fold of the log, over one line', () => {
    fc.assert(fc.property(zOps, (ops) => {
      const browser = new Browser();
      for (const op of ops) browser.do(op);
      browser.settle();
      for (const { task } of browser.living) expect(task()).toMatchObject({ seq: browser.server.head });
      browser.finish();
      for (const { task, shown } of browser.living) {
        expect(task()).toEqual(viewAt(log, log.length));
        for (const [index, seq] of shown.entries()) expect(seq).toBeGreaterThan(shown[index - 1] ?? 0);
      }
      expect(browser.server.living).toHaveLength(1);
    }), { numRuns: 1_500 });
  });
});
