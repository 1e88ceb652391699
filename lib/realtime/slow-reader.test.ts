import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { isTick } from '#lib/protocol/events.ts';
import { wireWorld } from '#lib/testing/wire-world.ts';
import { frameOf } from '../../scripts/conformance/raw-socket.ts';
import { logFeed } from './log-feed.ts';

const world = await wireWorld();
const { target, owner, submit, log } = world;
afterAll(() => world.close());

/** A client that subscribes and then reads nothing until it is told to. */
async function stoppedReader(task_id: string) {
  const socket = connect(Number(world.url.port), world.url.hostname);
  const got: Buffer[] = [];
  const ended = once(socket, 'close');
  socket.on('error', () => undefined);
  socket.write(`GET /ws/${randomUUID()} HTTP/1.1\r\nHost: ${world.url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`);
  await once(socket, 'readable');
  socket.write(frameOf(Buffer.from(JSON.stringify({ type: 'subscribe_task', task_id }))));
  while (!Buffer.concat(got).includes('task_snapshot')) {
    const chunk = socket.read() as Buffer | null;
    if (chunk) got.push(chunk);
    else await once(socket, 'readable');
  }
  return {
    /** Reads everything until the connection ends, answering the goodbye. */
    async rest(): Promise<Buffer> {
      socket.on('data', (chunk) => {
        got.push(chunk);
        if (closeCode(Buffer.concat(got)) !== null) socket.end(frameOf(Buffer.alloc(0), { opcode: 8 }));
      });
      await ended;
      return Buffer.concat(got);
    },
    seen: () => Buffer.concat(got),
    destroy: () => socket.destroy(),
  };
}

/** The code of the first close frame after the handshake. */
function closeCode(bytes: Buffer): number | null {
  for (let at = bytes.indexOf('\r\n\r\n') + 4; at + 2 <= bytes.length; ) {
    const short = bytes.readUInt8(at + 1);
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (at + head > bytes.length) return null;
    const length = short === 127 ? Number(bytes.readBigUInt64BE(at + 2)) : short === 126 ? bytes.readUInt16BE(at + 2) : short;
    if ((bytes.readUInt8(at) & 0x0f) === 8) return at + head + 2 <= bytes.length ? bytes.readUInt16BE(at + head) : null;
    at += head + length;
  }
  return null;
}

const figure = async (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await (await target.call('/metrics')).text())?.[1]);

describe('a reader that stops, on a real socket', () => {
  it('[B2] is closed 1013 by milestones alone, and the others miss nothing', async () => {
    const id = await submit();
    const stopped = await stoppedReader(id);
    const other = await target.connect();
    other.send({ type: 'subscribe_task', task_id: id });
    await other.next('task_snapshot');
    const large = 'm'.repeat(60_000);
    const closed = async () => (await (await target.call('/metrics')).text()).includes('mindtube_connections_closed_total{code="1013"} 1');
    let sent = 0;
    // The kernel takes some megabytes before the socket stops draining.
    for (; sent < 400 && !(await closed()); sent++) await log(id, large);
    expect(await closed()).toBe(true);
    for (let count = 0; count < sent; count++) expect((await other.next('stage_skipped')).seq).toBe(count + 2);
    expect(closeCode(await stopped.rest())).toBe(1013);
    other.close();
  }, 60_000);

  it('[B1] is kept while only ticks come, within 256 KiB, and reads the newest of them in the end', async () => {
    const id = await submit();
    const stopped = await stoppedReader(id);
    const conflated = await figure('mindtube_ticks_conflated_total');
    const message = 't'.repeat(30_000);
    const tick = (overall: number, text: string) => world.bell.ring({ kind: 'tick', task_id: id, attempt: 1, draft: { type: 'progress_update', stage: 'resolve', progress: overall, overall, message: text, elapsed_time: 1 } });
    for (let index = 0; index < 400; index++) {
      tick(index / 1000, message);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await figure('mindtube_ticks_conflated_total')).toBeGreaterThan(conflated);
    expect(await figure('mindtube_queued_bytes')).toBeLessThanOrEqual(256 * 1024);
    tick(1, 'the newest');
    await log(id, 'the last');
    const reading = stopped.rest();
    await expect.poll(() => stopped.seen().includes('the newest') && stopped.seen().includes('the last')).toBe(true);
    stopped.destroy();
    await reading;
  }, 60_000);
});

describe('an event stream', () => {
  const open = (id: string) => fetch(new URL(`/api/v1/tasks/${id}/events`, world.url), { headers: { accept: 'text/event-stream' } });

  it('[T1] carries ticks without an id, and ends with the task when that is deleted', async () => {
    const id = await submit();
    const response = await open(id);
    world.bell.ring({ kind: 'tick', task_id: id, attempt: 1, draft: { type: 'progress_update', stage: 'resolve', progress: 0.5, overall: 0.1, message: 'half', elapsed_time: 1 } });
    await world.services.tasks.remove(owner, id);
    const blocks = (await response.text()).trim().split('\n\n');
    const events = blocks.map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)));
    expect(events.map(({ type }) => type)).toEqual(['task_queued', 'progress_update', 'task_deleted']);
    expect(blocks.map((block) => block.startsWith('id: '))).toEqual(events.map((event) => !isTick(event)));
  });

  it('[D1] is told when to come back, and no stream or socket opens while the server leaves', async () => {
    const leaving = await wireWorld();
    try {
      const id = await leaving.submit();
      const address = new URL(`/api/v1/tasks/${id}/events`, leaving.url);
      const response = await fetch(address, { headers: { accept: 'text/event-stream' } });
      await leaving.runtime.drain();
      expect(await response.text()).toMatch(/retry: \d+\n\n$/);
      expect((await fetch(address, { headers: { accept: 'text/event-stream' } })).status).toBe(503);
      expect((await fetch(new URL('/readyz', leaving.url))).status).toBe(503);
      const raw = leaving.target.raw();
      expect((await raw.upgrade(`/ws/${randomUUID()}`, { Host: leaving.url.host })).status).toBe(503);
      raw.destroy();
    } finally {
      await leaving.close();
    }
  });
});

describe('the log as the gateway reads it', () => {
  it('tells the heads of many tasks at once and leaves out those that are gone', async () => {
    const [one, two, gone] = [await submit(), await submit(), await submit()];
    await log(two, 'again');
    await world.services.tasks.remove(owner, gone);
    const strangers = Array.from({ length: 700 }, () => randomUUID());
    const heads = await logFeed(world.db).heads([one, gone, ...strangers, two]);
    expect(heads).toEqual(new Map([[one, 1], [two, 2]]));
  });
});
