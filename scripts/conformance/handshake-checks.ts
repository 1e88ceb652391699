import { randomUUID } from 'node:crypto';
import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import { openRaw } from './open-raw.ts';
import type { Target } from './target.ts';

async function statusOf(target: Target, path: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = target.raw();
  const { status } = await socket.upgrade(path, { ...target.rawHeaders, ...headers });
  await socket.ended;
  return status;
}

/** How a connection begins, and whom it is refused. */
export const handshakeChecks: Check[] = [
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
    rule: 'C5', title: 'an upgrade elsewhere is answered 404 and closed; an absolute-form target is refused',
    async run(target) {
      for (const path of ['/', '/nothing-here', '/_next/hmr', '/tasks', '/ws']) same(await statusOf(target, path), 404, path);
      const status = await statusOf(target, `${target.base.origin}/ws/${randomUUID()}`);
      must(status >= 400 && status < 500, `an absolute-form target was answered ${status}`);
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
];
