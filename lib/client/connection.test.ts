import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DialledLines, FakeSurroundings } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { CLOSE, isRetryable } from '#lib/protocol/close-codes.ts';
import { Connection } from './connection.ts';

let clock: ManualClock;
let lines: DialledLines;
let others: DialledLines;
let around: FakeSurroundings;
let connection: Connection;
let established: number;
const state = () => connection.status().state;

beforeEach(() => {
  [clock, lines, others, around, established] = [new ManualClock(), new DialledLines(), new DialledLines(), new FakeSurroundings(), 0];
  connection = new Connection({ clock, random: () => 0.5, surroundings: around, dial: lines.dial, fallback: others.dial });
  connection.listen({ changed: () => {}, established: () => void (established += 1), message: () => {} });
});

function openLine(): void {
  connection.open();
  lines.newest.handlers.established();
}

describe('a connection', () => {
  it('dials once, however often it is wanted, and sends only when open', () => {
    connection.open();
    connection.open();
    expect(lines.lines).toHaveLength(1);
    connection.send({ type: 'ping' });
    expect(lines.newest.sent).toEqual([]);
    lines.newest.handlers.established();
    connection.send({ type: 'ping' });
    expect(lines.newest.sent).toEqual([{ type: 'ping' }]);
    expect(established).toBe(1);
  });

  it('closed while connecting leaves no line, timer or listener', () => {
    connection.open();
    connection.close();
    expect(lines.newest.closed).toBe(true);
    lines.newest.handlers.established();
    lines.newest.handlers.closed(1006);
    expect([state(), clock.pending, around.hearers.size, established]).toEqual(['closed', 0, 0, 0]);
  });

  it('comes back after every retryable close code, and after no other', () => {
    for (const code of [1000, 1001, 1002, 1005, 1006, 1007, 1009, 1011, 1012, 1013, 4400, 4403, 4408, 4409, 4429]) {
      openLine();
      lines.newest.handlers.closed(code);
      expect(state(), String(code)).toBe(isRetryable(code) ? 'waiting' : 'refused');
      expect(connection.status().close_code).toBe(code);
      connection.close();
    }
    expect(clock.pending).toBe(0);
  });

  it('comes back once, with a fresh credential, after 4401', () => {
    openLine();
    lines.newest.handlers.closed(CLOSE.expired.code);
    clock.advance(10_000);
    expect(lines.newest.fresh).toBe(true);
    lines.newest.handlers.established();
    lines.newest.handlers.closed(CLOSE.expired.code);
    expect(state()).toBe('refused');
  });

  it('comes back again after 4401 when the renewed line lasted', () => {
    openLine();
    lines.newest.handlers.closed(CLOSE.expired.code);
    clock.advance(10_000);
    lines.newest.handlers.established();
    clock.advance(3_600_000);
    lines.newest.handlers.closed(CLOSE.expired.code);
    expect(state()).toBe('waiting');
  });

  it('waits longer from try to try, and starts anew after a line that lasted', () => {
    openLine();
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      lines.newest.handlers.closed(1006);
      const before = clock.now();
      while (state() === 'waiting') clock.advance(1);
      waits.push(clock.now() - before);
      lines.newest.handlers.established();
    }
    expect(waits).toEqual([125, 250, 500]);
    clock.advance(5_000);
    lines.newest.handlers.closed(1006);
    clock.advance(125);
    expect(state()).toBe('connecting');
  });

  it('[D1] keeps to the slot that the server gave, even when looked at', () => {
    openLine();
    lines.newest.handlers.message({ type: 'reconnect', timestamp: new Date(clock.now()).toISOString(), after_ms: 4_000 });
    lines.newest.handlers.closed(1012);
    around.happen('seen');
    around.happen('online');
    clock.advance(3_999);
    expect(state()).toBe('waiting');
    clock.advance(1);
    expect(state()).toBe('connecting');
  });

  it('[D1] keeps to the slot when the network goes and comes, too', () => {
    openLine();
    lines.newest.handlers.message({ type: 'reconnect', timestamp: new Date(clock.now()).toISOString(), after_ms: 4_000 });
    around.isOnline = false;
    lines.newest.handlers.closed(1012);
    expect(state()).toBe('offline');
    around.happen('online');
    clock.advance(3_999);
    expect(lines.lines).toHaveLength(1);
    clock.advance(1);
    expect([state(), lines.lines.length, clock.pending]).toEqual(['connecting', 2, 0]);
  });

  it('comes back at once when seen again or online, out of a backoff', () => {
    for (const event of ['seen', 'online'] as const) {
      openLine();
      lines.newest.handlers.closed(1006);
      around.happen(event);
      expect(state()).toBe('connecting');
      expect(clock.pending).toBe(0);
      connection.close();
    }
  });

  it('asks an open line whether it lives, and does not touch it', () => {
    openLine();
    for (const event of ['seen', 'offline', 'online'] as const) around.happen(event);
    expect([lines.newest.probes, lines.open, state()]).toEqual([3, 1, 'open']);
  });

  it('is offline when the browser says so, yet tries now and then: the server may be on this machine', () => {
    openLine();
    around.isOnline = false;
    lines.newest.handlers.closed(1006);
    expect(state()).toBe('offline');
    clock.advance(9_999);
    expect(lines.lines).toHaveLength(1);
    clock.advance(1);
    expect(lines.lines).toHaveLength(2);
    lines.newest.handlers.closed(1006);
    around.happen('online');
    expect(state()).toBe('connecting');
  });

  it('tells the page of what its own listener throws, and keeps the line, which would take it for a failure of the network', () => {
    const own = new Error('the page failed');
    const later = vi.spyOn(globalThis, 'queueMicrotask').mockReturnValue(undefined);
    connection.listen({ changed: () => {}, established: () => { throw own; }, message: () => { throw own; } });
    openLine();
    lines.newest.handlers.message({ type: 'pong', timestamp: new Date(0).toISOString() });
    expect([state(), lines.open]).toEqual(['open', 1]);
    expect(later.mock.calls).toHaveLength(2);
    for (const [report] of later.mock.calls) expect(report).toThrow(own);
  });

  it('hears nothing of a line that it has left', () => {
    openLine();
    const old = lines.newest;
    old.handlers.closed(1006);
    around.happen('seen');
    old.handlers.closed(4403);
    old.handlers.established();
    expect(state()).toBe('connecting');
  });

  it('tries again after a refusal when somebody follows a task anew or asks for it, with all that is new', () => {
    for (const retry of [() => connection.open(), () => connection.nudge('again')]) {
      openLine();
      lines.newest.handlers.closed(4403);
      around.happen('seen');
      expect(state()).toBe('refused');
      retry();
      expect([state(), lines.newest.fresh]).toEqual(['connecting', true]);
      connection.close();
    }
  });

  it('stays away after 4409 until somebody comes back to the page, then takes another name', () => {
    openLine();
    lines.newest.handlers.closed(CLOSE.replaced.code);
    around.happen('online');
    clock.advance(3_600_000);
    expect([state(), lines.lines.length]).toEqual(['refused', 1]);
    around.happen('seen');
    expect([state(), lines.newest.fresh]).toEqual(['connecting', true]);
  });

  it('begins a handshake anew when looked at, unless it is young: a sleeping phone leaves dead ones behind', () => {
    connection.open();
    clock.advance(1_999);
    around.happen('seen');
    expect(lines.lines).toHaveLength(1);
    clock.advance(1);
    around.happen('seen');
    expect([lines.lines.length, lines.open, state()]).toEqual([2, 1, 'connecting']);
    lines.lines[0]?.handlers.established();
    expect(state()).toBe('connecting');
    lines.newest.handlers.established();
    expect(state()).toBe('open');
  });

  it('tries rarely while nobody looks, and at once when somebody does', () => {
    const alone = new Connection({ clock, random: () => 0.5, surroundings: around, dial: lines.dial });
    alone.open();
    around.happen('hidden');
    for (let tries = 0; tries < 10; tries++) {
      lines.newest.handlers.closed(1006);
      clock.advance(30_000);
    }
    expect(lines.lines).toHaveLength(11);
    lines.newest.handlers.closed(1006);
    clock.advance(29_999);
    expect(lines.lines).toHaveLength(11);
    around.happen('seen');
    expect(lines.lines).toHaveLength(12);
  });

  it('hangs up when the page goes away, so that the browser can keep it, and is back at once when it is shown again', () => {
    openLine();
    around.happen('left');
    expect([lines.open, state()]).toEqual([0, 'offline']);
    around.happen('seen');
    expect([lines.open, state()]).toEqual([1, 'connecting']);
    around.happen('left');
    expect([lines.open, state()]).toEqual([0, 'offline']);
    connection.close();
    expect(clock.pending).toBe(0);
  });
});

describe('a connection that gets no WebSocket', () => {
  function failThrice(): void {
    connection.open();
    for (let round = 0; round < 3; round++) {
      lines.newest.handlers.closed(1006);
      clock.advance(10_000);
    }
  }

  it('takes event streams after three tries, and goes over to a WebSocket once that is up beside them', () => {
    failThrice();
    expect([lines.lines.length, others.lines.length]).toEqual([3, 1]);
    others.newest.handlers.established();
    clock.advance(30_000);
    expect([lines.lines.length, others.newest.closed, state()]).toEqual([4, false, 'open']);
    lines.newest.handlers.established();
    expect([others.newest.closed, state(), established, clock.pending]).toEqual([true, 'open', 2, 0]);
    connection.send({ type: 'ping' });
    expect(lines.newest.sent).toEqual([{ type: 'ping' }]);
    lines.newest.handlers.closed(1006);
    clock.advance(10_000);
    expect([lines.lines.length, others.lines.length]).toEqual([5, 1]);
  });

  it('keeps the streams while the WebSocket fails again, and tries it more and more rarely', () => {
    failThrice();
    others.newest.handlers.established();
    const tries: number[] = [];
    for (const begun = clock.now(); tries.length < 6;) {
      const before = lines.lines.length;
      while (lines.lines.length === before) clock.advance(1_000);
      tries.push((clock.now() - begun) / 1000);
      lines.newest.handlers.closed(1006);
      expect([others.lines.length, others.newest.closed, state()]).toEqual([1, false, 'open']);
    }
    expect(tries).toEqual([30, 90, 210, 450, 750, 1050]);
  });

  it('drops a try beside the streams when they end, and leaves nothing', () => {
    failThrice();
    others.newest.handlers.established();
    clock.advance(30_000);
    const scout = lines.newest;
    others.newest.handlers.closed(1006);
    expect([scout.closed, state()]).toEqual([true, 'waiting']);
    scout.handlers.established();
    expect([state(), established]).toEqual(['waiting', 1]);
    connection.close();
    expect(clock.pending).toBe(0);
  });

  it('tries both in turn while the server is away', () => {
    failThrice();
    others.newest.handlers.closed(1006);
    clock.advance(10_000);
    expect([lines.lines.length, others.lines.length]).toEqual([4, 1]);
    connection.close();
    expect(clock.pending).toBe(0);
  });
});
