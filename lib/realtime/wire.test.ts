import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { httpWorld } from '#lib/testing/http-world.ts';
import { wireWorld } from '#lib/testing/wire-world.ts';
import { quickChecks } from '../../scripts/conformance/all-checks.ts';
import { frameOf, RawSocket } from '../../scripts/conformance/raw-socket.ts';
import { readSse } from '../../scripts/conformance/sse.ts';

const world = await wireWorld();
const { target, owner, submit, log } = world;
afterAll(() => world.close());

const end = (task_id: string) => world.services.tasks.cancel(owner, task_id);

describe('on the wire', () => {
  // The others are held against the built app by the browser tests.
  for (const check of quickChecks) it(`[${check.rule}] ${check.title}`, () => check.run(target));

  it('[X3] a thousand malformed frames of every kind end no process and no other connection', async () => {
    const witness = await target.connect();
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 50 }, async (_, index) => {
        const socket = target.raw();
        await socket.upgrade(`/ws/${randomUUID()}`, target.rawHeaders);
        socket.write(MALFORMED[index % MALFORMED.length]?.() ?? Buffer.alloc(0));
        socket.destroy();
        await socket.ended;
      }));
    }
    witness.send({ type: 'ping', id: 'still here' });
    expect((await witness.next('pong')).id).toBe('still here');
    witness.close();
  });

  it('[E1] what is logged reaches a socket that follows', async () => {
    const id = await submit();
    const client = await target.connect();
    client.send({ type: 'subscribe_task', task_id: id });
    await client.next('task_snapshot');
    await log(id, 'because');
    expect((await client.next('stage_skipped')).reason).toBe('because');
    client.close();
  });

  it('[C6] a client that says goodbye is answered in kind, 1000, and its connection ended', async () => {
    const socket = target.raw();
    await socket.upgrade(`/ws/${randomUUID()}`, target.rawHeaders);
    socket.write(frameOf(Buffer.from([0x03, 0xe8]), { opcode: 8 }));
    expect(await socket.closeCode()).toBe(1000);
    await socket.ended;
    await expect.poll(async () => (await target.call('/metrics')).text()).toMatch(/closed_total\{code="1000"\} \d+/);
  });

  it('[C1] a handshake that is not finished holds no place', async () => {
    const socket = new RawSocket(world.url);
    socket.write(Buffer.from('GET /ws/slow HTTP/1.1\r\nHost: 127.0.0.1\r\n'));
    socket.destroy();
    await socket.ended;
    expect((await (await target.call('/metrics')).text())).toMatch(/mindtube_connections \d+/);
  });
});

/** `fetch` lets nobody choose the Host. */
function statusWithHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: world.url.hostname, port: world.url.port, path: '/healthz', headers: { host } }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

const MALFORMED = [
  () => frameOf(Buffer.alloc(70_000, 1)),
  () => frameOf(Buffer.from('{}'), { opcode: 3 }),
  () => frameOf(Buffer.from('{}'), { reserved: 0x20 }),
  () => frameOf(Buffer.from([0xff, 0xfe])),
  () => frameOf(Buffer.from('x'), { opcode: 0 }),
  () => frameOf(Buffer.alloc(200), { opcode: 9 }),
  () => frameOf(Buffer.from([3]), { opcode: 8 }),
  () => frameOf(Buffer.from('{"type":'), { fin: false }),
  () => frameOf(Buffer.from('nonsense'), { opcode: 2 }),
  () => Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
];

describe('the front door', () => {
  it('[T1] gives the same milestones as a stream and as JSON, resumes, and ends with the task', async () => {
    const id = await submit();
    await log(id, 'a');
    const streaming = readSse(target, id, {});
    await log(id, 'b');
    await end(id);
    const whole = (await streaming).filter((event) => !('n' in event));
    expect(whole.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    const page = (await (await target.call(`/api/v1/tasks/${id}/events?after=2`, { headers: { accept: 'application/json' } })).json()) as { events: unknown[]; seq: number };
    expect(page).toEqual({ events: whole.slice(2), seq: 4 });
    expect((await readSse(target, id, { 'last-event-id': '3' })).map(({ type }) => type)).toEqual(['task_cancelled']);
  });

  it('[S3] answers a stream that is ahead of the log with the state', async () => {
    const id = await submit();
    await end(id);
    const text = await (await target.call(`/api/v1/tasks/${id}/events?after=99`, { headers: { accept: 'text/event-stream' } })).text();
    expect(text).toContain('task_snapshot');
  });

  it('[A4] answers for what is not there, and for a cursor that is none, with a problem', async () => {
    const answers = await Promise.all(['/api/v1/tasks/nowhere/events', `/api/v1/tasks/${await submit()}/events?after=x`, '/%zz'].map((path) => target.call(path)));
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 400]);
    for (const answer of answers) expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('[T1] opens a task’s events to its share token, and closes the stream when that is revoked', async () => {
    const id = await submit();
    const { token } = await world.services.shares.create(owner, id);
    const response = await fetch(new URL(`/api/v1/tasks/${id}/events?token=${token}`, world.url), { headers: { accept: 'text/event-stream' } });
    expect(response.status).toBe(200);
    await world.services.shares.revokeAll(owner, id);
    expect(await response.text()).toContain('task_queued');
    expect((await fetch(new URL(`/api/v1/tasks/${id}/events?token=${token}`, world.url))).status).toBe(401);
  });

  it('answers the probes and the figures', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await target.call(path)).status, path).toBe(200);
  });

  it('lets no browser take for something else what is answered before the pages', async () => {
    for (const path of ['/healthz', '/metrics', '/api/v1/tasks/x/events', '/api/v1/uploads/x/media']) expect((await target.call(path)).headers.get('x-content-type-options'), path).toBe('nosniff');
  });

  it('[A2] answers only loopback names in local mode, and no foreign origin on a change', async () => {
    expect(await statusWithHost('rebind.example')).toBe(403);
    expect(await statusWithHost('localhost')).toBe(200);
    expect((await target.call('/x', { method: 'POST', headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await target.call('/x', { method: 'POST', headers: { origin: world.url.origin } })).status).toBe(404);
  });
});

describe('a node with accounts', () => {
  it('[A1] refuses who shows nothing, and hides its figures', async () => {
    const accounts = await httpWorld({ AUTH_MODE: 'accounts' });
    const raw = new RawSocket(accounts.url);
    expect((await raw.upgrade(`/ws/${randomUUID()}`, { Host: accounts.url.host })).status).toBe(401);
    expect((await fetch(new URL('/metrics', accounts.url))).status).toBe(401);
    await accounts.close();
  });

  it('[L1] slows handshakes down, and connections of one identity', async () => {
    const bounded = await httpWorld({ LIMIT_HANDSHAKES: '3', LIMIT_CONNECTIONS: '2' });
    const knock = async () => {
      const raw = new RawSocket(bounded.url);
      return raw.upgrade(`/ws/${randomUUID()}`, { Host: bounded.url.host });
    };
    const answers = [await knock(), await knock(), await knock(), await knock()];
    expect(answers.map(({ status }) => status)).toEqual([101, 101, 429, 429]);
    expect(answers[3]?.head).toMatch(/retry-after: \d+/i);
    await bounded.close();
  });
});

describe('a node that ends', () => {
  it('[D1] tells readiness and new handshakes no, and closes each socket 1012 after its slot', async () => {
    const ending = await wireWorld({ RECONNECT_RATE: '2' });
    const going = ending.target;
    const clients = await Promise.all(Array.from({ length: 4 }, () => going.connect()));
    await Promise.all(clients.map((client) => client.next('connection_established')));
    const drained = ending.runtime.drain();
    const slots = await Promise.all(clients.map(async (client) => (await client.next('reconnect')).after_ms));
    expect(new Set((await Promise.all(clients.map((client) => client.closed))).map(({ code }) => code))).toEqual(new Set([1012]));
    expect(slots.toSorted((a, b) => a - b).map((slot, index, all) => slot - (all[0] ?? 0) - Math.floor(index / 2) * 1000 >= 0)).toEqual([true, true, true, true]);
    await drained;
    expect((await going.call('/readyz')).status).toBe(503);
    const late = going.raw();
    expect((await late.upgrade(`/ws/${randomUUID()}`, going.rawHeaders)).status).toBe(503);
    await ending.close();
  });
});

