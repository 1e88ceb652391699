import { beforeEach, describe, expect, it } from 'vitest';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { FakeSockets } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { at } from '#lib/testing/task-log.ts';
import type { Line } from './line.ts';
import { dialSocket } from './socket.ts';

const HELLO = JSON.stringify({ type: 'connection_established', timestamp: at(0), connection_id: 'c', protocol: 1, heartbeat_ms: 25_000, max_message_bytes: 65_536, resumed: false });
const PONG = JSON.stringify({ type: 'pong', timestamp: at(1) });

let clock: ManualClock;
let sockets: FakeSockets;
let heard: (ServerMessage['type'] | number | 'up')[];
let line: Line;

async function dial(address: (fresh: boolean) => Promise<string> = async () => 'ws://here/ws/tab'): Promise<void> {
  line = dialSocket({ clock, openSocket: sockets.open, address }, {
    established: () => void heard.push('up'),
    message: (message) => void heard.push(message.type),
    closed: (code) => void heard.push(code),
  }, true);
  await Promise.resolve();
  await Promise.resolve();
}

beforeEach(() => {
  [clock, sockets, heard] = [new ManualClock(), new FakeSockets(), []];
});

describe('a socket', () => {
  it('[C2] is up when the server has said so', async () => {
    await dial();
    expect(heard).toEqual([]);
    sockets.newest.handlers.message(HELLO);
    expect(heard).toEqual(['up', 'connection_established']);
  });

  it('asks for its address, and says when a fresh credential is needed', async () => {
    const asked: boolean[] = [];
    await dial(async (fresh) => (asked.push(fresh), 'ws://here/ws/other'));
    expect(asked).toEqual([true]);
    expect(sockets.newest.url).toBe('ws://here/ws/other');
  });

  it('ends when no address can be had', async () => {
    await dial(() => Promise.reject(new Error('no session')));
    await Promise.resolve();
    expect(heard).toEqual([1006]);
    expect(clock.pending).toBe(0);
  });

  it('left before its address came opens nothing', async () => {
    let give: (url: string) => void = () => {};
    await dial(() => new Promise((resolve) => { give = resolve; }));
    line.close();
    give('ws://late');
    await Promise.resolve();
    await Promise.resolve();
    expect([sockets.sockets.length, clock.pending, heard]).toEqual([0, 0, []]);
  });

  it('gives up a handshake that hangs', async () => {
    await dial();
    clock.advance(10_000);
    expect(heard).toEqual([4408]);
    expect(sockets.newest.closed).toBe(4408);
    expect(clock.pending).toBe(0);
  });

  it('[C4] pings after a silence, and lives when answered', async () => {
    await dial();
    sockets.newest.handlers.message(HELLO);
    clock.advance(25_000);
    expect(sockets.newest.sent).toEqual([{ type: 'ping' }]);
    sockets.newest.handlers.message(PONG);
    clock.advance(24_999);
    expect(heard).toEqual(['up', 'connection_established', 'pong']);
  });

  it('[C4] ends when the ping is not answered', async () => {
    await dial();
    sockets.newest.handlers.message(HELLO);
    line.probe();
    clock.advance(5_000);
    expect(heard.at(-1)).toBe(4408);
    expect(clock.pending).toBe(0);
  });

  it('does not end a healthy socket after the machine slept: what came meanwhile is read first', async () => {
    const slept = new (class extends ManualClock { lag = 0; override now() { return super.now() + this.lag; } })();
    clock = slept;
    await dial();
    sockets.newest.handlers.message(HELLO);
    line.probe();
    slept.lag = 3_600_000;
    slept.advance(5_000);
    expect(heard.at(-1)).toBe('connection_established');
    sockets.newest.handlers.message(PONG);
    slept.advance(5_000);
    expect(heard.at(-1)).toBe('pong');
  });

  it('takes words that it does not know as a sign of life and nothing more', async () => {
    await dial();
    sockets.newest.handlers.message(HELLO);
    sockets.newest.handlers.message('{"type":"news_from_the_future"}');
    sockets.newest.handlers.message('not JSON');
    expect(heard).toEqual(['up', 'connection_established']);
  });

  it('passes on how it ended, once', async () => {
    await dial();
    sockets.newest.handlers.closed(1012);
    sockets.newest.handlers.closed(1006);
    line.close();
    line.probe();
    expect(heard).toEqual([1012]);
  });
});
