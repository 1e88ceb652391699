import { randomUUID } from 'node:crypto';
import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import { frameOf } from './raw-socket.ts';
import type { Target } from './target.ts';

/** An open connection on which frames are written by hand; its first message is already read. */
async function openRaw(target: Target, headers: Record<string, string> = {}, clientId: string = randomUUID()) {
  const socket = target.raw();
  const { status, head } = await socket.upgrade(`/ws/${clientId}`, { ...target.rawHeaders, ...headers });
  same(status, 101, 'handshake');
  await socket.frame(({ opcode }) => opcode === 1);
  return { socket, head };
}

async function statusOf(target: Target, path: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = target.raw();
  const { status } = await socket.upgrade(path, { ...target.rawHeaders, ...headers });
  await socket.ended;
  return status;
}

async function closeCodeAfter(target: Target, ...frames: Buffer[]): Promise<number> {
  const { socket } = await openRaw(target);
  for (const frame of frames) socket.write(frame);
  const code = await socket.closeCode();
  socket.destroy();
  return code;
}

export const connectionChecks: Check[] = [
  {
    rule: 'C1', title: 'a client_id of another shape is answered 400',
    async run(target) {
      for (const id of ['a%20b', 'x'.repeat(65), 'a.b', '']) same(await statusOf(target, `/ws/${id}`), id === '' ? 404 : 400, `/ws/${id}`);
    },
  },
  {
    rule: 'C2', title: 'the first message says what the connection is',
    async run(target) {
      const client = await target.connect();
      const hello = await client.next('connection_established');
      same(client.received[0]?.type, 'connection_established', 'first message');
      same([hello.protocol, hello.heartbeat_ms, hello.max_message_bytes, hello.resumed], [1, 25_000, 65_536, false], 'its fields');
      client.close();
      same((await client.closed).code, 1000, 'close code');
    },
  },
  {
    rule: 'C3', title: 'a second connection takes over the first one’s place and subscriptions',
    async run(target) {
      const id = randomUUID();
      const task = await target.finished();
      const first = await target.connect(id);
      first.send({ type: 'subscribe_task', task_id: task.id });
      await first.next('task_snapshot');
      const second = await target.connect(id);
      same((await first.closed).code, 4409, 'close code of the first');
      same((await second.next('connection_established')).resumed, true, 'resumed');
      same((await second.next('task_snapshot')).task.id, task.id, 'snapshot of the subscription taken over');
      second.close();
    },
  },
  {
    rule: 'C3', title: 'a dropped connection’s subscriptions are kept for its return',
    async run(target) {
      const id = randomUUID();
      const task = await target.finished();
      const { socket } = await openRaw(target, {}, id);
      socket.write(frameOf(Buffer.from(JSON.stringify({ type: 'subscribe_task', task_id: task.id }))));
      await socket.frame(({ payload }) => payload.includes('task_snapshot'));
      socket.destroy();
      await socket.ended;
      const back = await target.connect(id);
      same((await back.next('connection_established')).resumed, true, 'resumed');
      await back.next('task_snapshot', ({ task: { id: seen } }) => seen === task.id);
      back.close();
    },
  },
  {
    rule: 'C4', title: 'ping is answered by pong with the same id',
    async run(target) {
      const client = await target.connect();
      client.send({ type: 'ping', id: 'p1' });
      same((await client.next('pong')).id, 'p1', 'id');
      client.send({ type: 'ping' });
      same((await client.next('pong')).id, undefined, 'id of a ping without one');
      client.close();
    },
  },
  {
    rule: 'C4', title: 'a silent peer gets pings and is closed 4408 after two of them', slow: true,
    async run(target) {
      const { socket } = await openRaw(target);
      await socket.frame(({ opcode }) => opcode === 9, 30_000);
      same(await socket.closeCode(40_000), 4408, 'close code');
      socket.destroy();
    },
  },
  {
    rule: 'C5', title: 'an upgrade elsewhere is answered 404 and closed; an absolute-form target is refused',
    async run(target) {
      for (const path of ['/', '/nothing-here', '/_next/hmr', '/tasks', '/ws']) same(await statusOf(target, path), 404, path);
      const status = await statusOf(target, `${target.base.origin}/ws/${randomUUID()}`);
      must(status >= 400 && status < 500, `an absolute-form target was answered ${status}`);
    },
  },
  {
    rule: 'C6', title: 'compression is not taken up, and frames have their bounds',
    async run(target) {
      const { socket, head } = await openRaw(target, { 'Sec-WebSocket-Extensions': 'permessage-deflate' });
      must(!/sec-websocket-extensions/i.test(head), 'permessage-deflate was accepted');
      socket.destroy();
      same(await closeCodeAfter(target, frameOf(Buffer.alloc(64 * 1024 + 1, 32))), 1009, 'a message over 64 KiB');
      const half = Buffer.alloc(40 * 1024, 32);
      same(await closeCodeAfter(target, frameOf(half, { fin: false }), frameOf(half, { opcode: 0 })), 1009, 'a fragmented one over 64 KiB');
      same(await closeCodeAfter(target, frameOf(Buffer.from('{}'), { reserved: 0x40 })), 1002, 'a reserved bit');
      same(await closeCodeAfter(target, frameOf(Buffer.from('{}'), { masked: false })), 1002, 'an unmasked frame');
      same(await closeCodeAfter(target, frameOf(Buffer.from([0xc3, 0x28]))), 1007, 'text that is not UTF-8');
    },
  },
  {
    rule: 'A1', title: 'bad credentials are refused before the upgrade',
    async run(target) {
      same(await statusOf(target, `/ws/${randomUUID()}`, { Authorization: 'Bearer mt_wrong' }), 401, 'a wrong API token');
      same(await statusOf(target, `/ws/${randomUUID()}?token=wrong`, { Authorization: '' }), 401, 'a wrong share token');
    },
  },
  {
    rule: 'A2', title: 'a foreign Origin is refused, on the socket and on calls that change something',
    async run(target) {
      same(await statusOf(target, `/ws/${randomUUID()}`, { Origin: 'https://evil.example' }), 403, 'handshake');
      const own = await openRaw(target, { Origin: target.base.origin });
      own.socket.destroy();
      const response = await target.post('/api/v1/tasks', { url: 'https://example.org' }, { origin: 'https://evil.example' });
      same(response.status, 403, 'POST /api/v1/tasks');
    },
  },
  {
    rule: 'A2', title: 'in local mode a Host that is not loopback is refused', needs: 'local',
    async run(target) {
      same(await statusOf(target, `/ws/${randomUUID()}`, { Host: 'rebind.example' }), 403, 'handshake');
    },
  },
  {
    rule: 'X1', title: 'a bad message is answered, the tenth within a minute closes 4400',
    async run(target) {
      const client = await target.connect();
      const bad = ['nonsense', '{"type":"no_such"}', '[]', '{"type":"subscribe_task"}', new Uint8Array([1, 2]), '{"type":7}', 'null', '{"type":"ping","id":{}}', '"x"'];
      for (const frame of bad) {
        client.send(frame);
        same((await client.next('error')).code, 'bad_message', `answer to ${String(frame)}`);
      }
      client.send({ type: 'ping', id: 'still here' });
      await client.next('pong');
      client.send('the tenth');
      same((await client.closed).code, 4400, 'close code');
    },
  },
  {
    rule: 'X3', title: 'malformed frames harm no other connection',
    async run(target) {
      const witness = await target.connect();
      const codes = await Promise.all(Array.from({ length: 40 }, (_, index) => closeCodeAfter(target, frameOf(Buffer.alloc(index * 7, 255), { opcode: 3 + (index % 5), reserved: (index % 3) * 0x10 }))));
      must(codes.every((code) => code === 1002), `close codes ${[...new Set(codes)].join(', ')}`);
      witness.send({ type: 'ping', id: 'w' });
      await witness.next('pong');
      witness.close();
    },
  },
];
