import { beforeEach, describe, expect, it } from 'vitest';
import { LogServer } from '#lib/testing/log-server.ts';
import { FakeTab, TabWorld } from '#lib/testing/tab-world.ts';
import { viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { Connection } from '../connection.ts';
import { TaskStreams } from '../task-stream.ts';

const log = wholeLog('t1');
let world: TabWorld;
let server: LogServer;
beforeEach(() => {
  world = new TabWorld();
  server = new LogServer(world, log);
  server.head = 2;
});

/** A tab that follows the task, and notes every seq that it shows. */
function open(name: string, { initial = 2 as number | null, scope = 'mindtube', visible = true } = {}) {
  const tab = new FakeTab(world, name);
  tab.surroundings.isVisible = visible;
  const connection = new Connection({ clock: tab.clock, random: () => 0.5, surroundings: tab.surroundings, dial: server.dialFrom(tab) });
  const link = tab.link(connection, scope);
  const streams = new TaskStreams(link, tab.clock);
  const watch = streams.watch('t1', initial === null ? null : viewAt(log, initial));
  const shown = initial === null ? [] : [initial];
  const stop = watch.subscribe(() => {
    const seq = watch.getSnapshot().task?.seq;
    if (seq !== undefined && seq !== shown.at(-1)) shown.push(seq);
  });
  return { tab, link, streams, connection, stop, shown, now: () => watch.getSnapshot() };
}
const asks = () => server.lines.map((line) => line.asks.map(({ after }) => after));
const end = (code: number) => server.lines.filter(({ open: up }) => up).forEach((line) => server.end(line, code));
const append = (count: number) => {
  for (let times = 0; times < count; times++) server.append();
  world.settle();
};

describe('tabs of one browser', () => {
  it('share one line, of which each gets everything', () => {
    const tabs = [open('a'), open('b'), open('c')];
    world.settle();
    append(3);
    expect(server.lines).toHaveLength(1);
    for (const { now, shown } of tabs) {
      expect([now().task, now().connection]).toEqual([viewAt(log, 5), 'live']);
      expect(shown).toEqual([2, 3, 4, 5]);
    }
  });

  it('ask the server once for what all of them follow when the line comes back', () => {
    const tabs = [open('a'), open('b'), open('c')];
    world.settle();
    end(1006);
    server.head = 6;
    world.pass(10_000);
    expect(asks()[1]).toEqual([2]);
    expect(tabs.map(({ now }) => [now().task?.seq, now().connection])).toEqual([[6, 'live'], [6, 'live'], [6, 'live']]);
  });

  it('each get what they miss, wherever they stand', () => {
    open('a', { initial: 5 });
    server.head = 8;
    world.settle();
    const behind = open('b', { initial: 3 });
    const blank = open('c', { initial: null });
    world.settle();
    expect([behind.now().task, blank.now().task]).toEqual([viewAt(log, 8), viewAt(log, 8)]);
    end(1006);
    server.head = 10;
    world.pass(10_000);
    expect([behind.now().task?.seq, blank.now().task?.seq]).toEqual([10, 10]);
  });

  it.each(['killed', 'closed', 'frozen', 'left'] as const)('go on when the one that led is %s: nothing is lost, and nothing shown twice', (how) => {
    const first = open('a');
    const others = [open('b'), open('c')];
    world.settle();
    append(2);
    if (how === 'killed') first.tab.kill();
    if (how === 'closed') first.stop();
    if (how === 'frozen') first.tab.freeze();
    if (how === 'left') first.tab.surroundings.happen('left');
    append(2);
    world.pass(20_000);
    append(1);
    for (const { now, shown } of others) {
      expect([now().task, now().connection]).toEqual([viewAt(log, 7), 'live']);
      expect(shown).toEqual([2, 3, 4, 5, 6, 7]);
    }
    expect(server.living).toHaveLength(1);
    expect(server.lines.at(-1)?.asks).toHaveLength(1);
  });

  it('take a frozen leader back as one of them when it wakes', () => {
    const first = open('a');
    const other = open('b');
    world.settle();
    first.tab.freeze();
    append(2);
    world.pass(20_000);
    first.tab.thaw();
    first.tab.surroundings.happen('seen');
    world.pass(20_000);
    append(1);
    expect([first.now().task?.seq, first.now().connection, other.now().connection]).toEqual([5, 'live', 'live']);
    expect(server.living).toHaveLength(1);
    expect(first.shown).toEqual(first.shown.toSorted((one, next) => one - next));
  });

  it('come back by themselves from where the browser kept them', () => {
    const only = open('a');
    world.settle();
    only.tab.surroundings.happen('left');
    world.settle();
    expect(server.living).toHaveLength(0);
    expect([...world.locks.values()].flat()).toEqual([]);
    expect([...world.channels.values()].every((members) => members.size === 0)).toBe(true);
    server.head = 6;
    only.tab.surroundings.happen('seen');
    world.settle();
    expect([only.now().task?.seq, only.now().connection]).toEqual([6, 'live']);
  });

  it('do not share with tabs of another identity', () => {
    open('a', { scope: 'mindtube/1/user:ada' });
    open('b', { scope: 'mindtube/1/user:bob' });
    open('c', { scope: 'mindtube/1/share:x' });
    world.settle();
    expect(server.living).toHaveLength(3);
  });

  it('of which the leader follows nothing any more keep the line, until nobody does', () => {
    const [first, other] = [open('a'), open('b')];
    world.settle();
    first.stop();
    world.pass(2_000);
    append(2);
    expect([server.lines.length, other.now().task?.seq, first.link.status().state]).toEqual([1, 4, 'closed']);
    other.stop();
    world.pass(2_000);
    expect([server.living.length, world.clock.pending]).toEqual([0, 0]);
    expect([...world.locks.values()].flat()).toEqual([]);
  });

  it('unsubscribe from a task when the last of them leaves it', () => {
    const [first, other] = [open('a'), open('b')];
    world.settle();
    other.stop();
    world.pass(2_000);
    expect(server.lines[0]?.subscribed).toEqual(new Set(['t1']));
    other.tab.kill();
    first.stop();
    world.pass(2_000);
    expect(server.lines[0]?.subscribed).toEqual(new Set());
  });

  it('say what the leader knows of the line, and call it back together', () => {
    const [first, other] = [open('a'), open('b')];
    world.settle();
    end(4409);
    world.settle();
    expect([first.now().connection, other.now().connection, other.now().error?.code]).toEqual(['denied', 'denied', 'conflict']);
    other.streams.reconnect();
    world.settle();
    expect([first.now().connection, other.now().connection]).toEqual(['live', 'live']);
  });

  it('hand the lead to one that is looked at when the leader is hidden and has no line', () => {
    const first = open('a');
    const other = open('b');
    world.settle();
    first.tab.surroundings.happen('hidden');
    server.down = true;
    end(1006);
    world.settle();
    expect(server.lines.at(-1)?.tab).toBe(other.tab);
    server.down = false;
    world.pass(10_000);
    expect([first.now().connection, other.now().connection, server.living.length]).toEqual(['live', 'live', 1]);
  });

  it('[D1] keep to the slot that the server gave, whoever leads', () => {
    const first = open('a');
    open('b');
    world.settle();
    first.tab.surroundings.happen('hidden');
    server.sendAway(4_000);
    world.settle();
    world.pass(3_500);
    expect(server.lines).toHaveLength(1);
    world.pass(1_000);
    expect(server.lines).toHaveLength(2);
  });

  it('let a healthy hidden leader be', () => {
    const first = open('a');
    const other = open('b');
    world.settle();
    first.tab.surroundings.happen('hidden');
    world.pass(300_000);
    expect([server.lines.length, other.now().connection]).toEqual([1, 'live']);
  });

  it('hear nothing that does not fit the schema', () => {
    const only = open('a');
    world.settle();
    const stranger = new FakeTab(world, 'x').openChannel('mindtube', () => {});
    for (const message of [null, 'lead', { type: 'lead' }, { type: 'heard', from: 'a' }, { type: 'command', from: 'x', command: { type: 'format_disk' }, prompted: true }, { type: 'command', from: 'x', command: { type: 'cancel_task', task_id: 't1' }, prompted: false }]) stranger.post(message);
    world.settle();
    expect([only.now().connection, server.lines.length]).toEqual(['live', 1]);
  });
});
