import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { createApi } from './api.ts';
import type { Line } from './line.ts';
import { dialEventStreams } from './sse-line.ts';
import { createSseParser } from './sse-parser.ts';

const log = wholeLog('t1');
const problem = (code: string, status: number) => JSON.stringify({ type: 'about:blank', title: code, status, detail: code, code, hint: 'h' });

let server: Server;
let origin: string;
let streams: { url: string; response: ServerResponse }[];
let seq: number;
let headless: boolean;
let refuse: { code: string; status: number } | null;
let heard: (string | number)[];
let line: Line;
let clock: ManualClock;

/** Resolves when it holds; looked at after each turn of the sockets. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

beforeEach(async () => {
  [streams, seq, headless, refuse, heard, clock] = [[], 2, false, null, [], new ManualClock()];
  server = createServer((request, response) => {
    const url = request.url ?? '';
    if (url === '/healthz') return void response.end('{}');
    if (refuse) return void response.writeHead(refuse.status, { 'content-type': 'application/problem+json' }).end(problem(refuse.code, refuse.status));
    if (!url.includes('/events')) return void response.setHeader('content-type', 'application/json').end(JSON.stringify(viewAt(log, seq)));
    if (!headless) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    streams.push({ url, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  line.close();
  server.closeAllConnections();
  server.close();
});

async function dial({ share_token = null, renew }: { share_token?: string | null; renew?: () => Promise<unknown> } = {}): Promise<void> {
  const ports = { fetch, origin, share_token };
  const note = (what: string | number) => void heard.push(what);
  const name = (message: ServerMessage) => ['request_id' in message ? message.request_id : undefined, message.type, 'seq' in message ? message.seq : 'after_ms' in message ? message.after_ms : undefined].filter((part) => part !== undefined).join(' ');
  line = dialEventStreams({ ...ports, api: createApi(ports), clock, renew: renew ?? (() => Promise.reject(new Error('not asked for'))) }, {
    established: () => note('up'), message: (message) => note(name(message)), closed: (code) => note(code),
  }, renew !== undefined);
  await until(() => heard.length > 0);
}
const push = (event: object) => streams.at(-1)?.response.write(`id: 1\ndata: ${JSON.stringify(event)}\n\n`);

describe('event streams as a line', () => {
  it('[T1] follow a task after its cursor', async () => {
    await dial({ share_token: 'tok' });
    line.send({ type: 'subscribe_task', task_id: 't1', after: 2 });
    await until(() => heard.includes('subscribed 2'));
    expect(streams[0]?.url).toBe('/api/v1/tasks/t1/events?after=2&token=tok');
    push(log[2]!);
    await until(() => heard.includes('stage_completed 3'));
    expect(heard).toEqual(['up', 'subscribed 2', 'stage_completed 3']);
  });

  it('[T1] begin with a snapshot where nothing is known', async () => {
    await dial();
    line.send({ type: 'subscribe_task', task_id: 't1' });
    await until(() => streams.length === 1);
    expect(heard).toContain('task_snapshot');
    expect(streams[0]?.url).toBe('/api/v1/tasks/t1/events?after=2');
  });

  it('end in peace with a finished task, in trouble with another', async () => {
    await dial();
    line.send({ type: 'subscribe_task', task_id: 't1', after: log.length });
    await until(() => streams.length === 1);
    seq = log.length;
    streams[0]?.response.end();
    await until(() => heard.includes('task_snapshot'));
    line.send({ type: 'subscribe_task', task_id: 't1', after: 2 });
    await until(() => streams.length === 2);
    seq = 2;
    streams[1]?.response.end();
    await until(() => heard.at(-1) === 1006);
    expect(heard.filter((what) => what === 1006)).toHaveLength(1);
  });

  it('tell of a finished task that others take up again, and of one that they delete', async () => {
    await dial();
    seq = log.length;
    line.send({ type: 'subscribe_task', task_id: 't1', after: seq });
    await until(() => streams.length === 1);
    streams[0]?.response.end();
    await until(() => heard.includes('task_snapshot'));
    await until(() => clock.pending === 1);
    seq = 2;
    clock.advance(15_000);
    await until(() => streams.length === 2);
    seq = log.length;
    streams[1]?.response.end();
    await until(() => heard.filter((what) => what === 'task_snapshot').length === 3);
    refuse = { code: 'task_not_found', status: 404 };
    line.probe();
    await until(() => heard.at(-1) === 'error');
    expect(heard).not.toContain(1006);
  });

  it('[C4] end when one of them says nothing at all, for it is half open', async () => {
    await dial();
    line.send({ type: 'subscribe_task', task_id: 't1', after: 2 });
    await until(() => heard.includes('subscribed 2'));
    for (const seq of [2, 3]) {
      streams[0]?.response.write(': alive\n\n');
      push(log[seq]!);
      await until(() => heard.includes(`${log[seq]!.type} ${seq + 1}`));
      clock.advance(30_000);
    }
    expect(heard).not.toContain(4408);
    clock.advance(5_000);
    expect(heard.at(-1)).toBe(4408);
    expect(clock.pending).toBe(0);
  });

  it('[D1] are told when to come back by a server that leaves', async () => {
    await dial();
    line.send({ type: 'subscribe_task', task_id: 't1', after: 2 });
    await until(() => streams.length === 1);
    streams[0]?.response.end('retry: 3200\n\n');
    await until(() => heard.at(-1) === 1012);
    expect(heard).toEqual(['up', 'subscribed 2', 'reconnect 3200', 1012]);
  });

  describe('where a proxy holds every stream back', () => {
    const snapshots = () => heard.filter((what) => what === 'task_snapshot').length;
    /** The next thing that falls due happens, and what follows from it. */
    const next = async () => {
      const before = snapshots();
      clock.advance((clock.next() ?? 0) - clock.now());
      await until(() => snapshots() > before);
      await until(() => clock.pending === 1);
    };

    it.each(['its head passes', 'not even its head passes'])('ask for the task again and again once it has moved on: %s', async (how) => {
      headless = how !== 'its head passes';
      await dial();
      line.send({ type: 'subscribe_task', task_id: 't1', after: 2, request_id: 'r' });
      await until(() => streams.length === 1);
      seq = 4;
      clock.advance(5_000);
      // The stream's own silence is counted meanwhile.
      await until(() => heard.includes('task_snapshot') && clock.pending === 2);
      expect(heard).not.toContain('r subscribed 4');
      clock.advance(5_000);
      await until(() => heard.includes('r subscribed 4'));
      seq = 5;
      await until(() => clock.pending === 1);
      const before = clock.now();
      await next();
      expect(clock.now() - before).toBe(3_000);
      seq = log.length;
      await next();
      await next();
      expect(clock.next()).toBe(clock.now() + 15_000);
      line.send({ type: 'subscribe_task', task_id: 't2', after: 0 });
      await until(() => heard.includes(`subscribed ${log.length}`));
      expect([streams.length, heard.filter((what) => typeof what === 'number')]).toEqual([1, []]);
    });

    it('do so too where nothing happens for longer than a server is silent', async () => {
      await dial();
      line.send({ type: 'subscribe_task', task_id: 't1', after: 2 });
      await until(() => heard.includes('subscribed 2'));
      for (let look = 1; look <= 4; look++) {
        clock.advance(5_000);
        await until(() => snapshots() === look);
        if (look < 4) await until(() => clock.pending === 2);
      }
      await until(() => snapshots() === 5 && clock.pending === 1);
      await next();
      expect([streams.length, heard.filter((what) => typeof what === 'number')]).toEqual([1, []]);
    });
  });

  it('look no more at a finished task that is left while it is looked at', async () => {
    await dial();
    seq = log.length;
    line.send({ type: 'subscribe_task', task_id: 't1', after: seq });
    await until(() => streams.length === 1);
    streams[0]?.response.end();
    await until(() => clock.pending === 1 && heard.includes('task_snapshot'));
    line.probe();
    line.send({ type: 'unsubscribe_task', task_id: 't1' });
    await until(() => clock.pending === 0);
    expect(heard.filter((what) => what === 'task_snapshot')).toHaveLength(1);
  });

  it('pass over words that they do not know', async () => {
    await dial();
    line.send({ type: 'subscribe_task', task_id: 't1', after: 2 });
    await until(() => heard.includes('subscribed 2'));
    push({ type: 'news_from_the_future' });
    streams[0]?.response.write('data: not JSON\n\n');
    push(log[2]!);
    await until(() => heard.includes('stage_completed 3'));
    expect(heard).toEqual(['up', 'subscribed 2', 'stage_completed 3']);
  });

  it('answer as a socket does, to whoever asked', async () => {
    await dial();
    line.send({ type: 'subscribe_task', task_id: 't1', after: 2, request_id: 'r1' });
    await until(() => heard.includes('r1 subscribed 2'));
    refuse = { code: 'task_not_found', status: 404 };
    line.send({ type: 'subscribe_task', task_id: 't1', after: 0, request_id: 'r2' });
    await until(() => heard.includes('r2 error'));
  });

  it('say which task is not to be seen, and live on', async () => {
    await dial();
    refuse = { code: 'task_not_found', status: 404 };
    line.send({ type: 'subscribe_task', task_id: 't1', after: 0 });
    await until(() => heard.includes('error'));
    expect(heard).toEqual(['up', 'error']);
  });

  it('end for good when the credential opens nothing any more', async () => {
    for (const [code, status, close] of [['unauthorized', 401, 4401], ['forbidden', 403, 4403], ['internal', 500, 1006]] as const) {
      heard = [];
      refuse = null;
      await dial();
      refuse = { code, status };
      line.send({ type: 'subscribe_task', task_id: 't1', after: 0 });
      await until(() => heard.at(-1) === close);
    }
  });

  it('[A3] bring a new credential where the last line was refused', async () => {
    refuse = { code: 'unauthorized', status: 401 };
    await dial({ renew: async () => { refuse = null; } });
    line.send({ type: 'subscribe_task', task_id: 't1', after: 2 });
    await until(() => heard.includes('subscribed 2'));
    line.close();
    heard = [];
    await dial({ renew: () => Promise.reject(new Error('no session')) });
    expect(heard).toEqual([1006]);
  });

  it('are four at a time; the next begins when one ends', async () => {
    await dial();
    for (let index = 0; index < 6; index++) line.send({ type: 'subscribe_task', task_id: `x${index}`, after: 0 });
    await until(() => streams.length === 4);
    line.send({ type: 'unsubscribe_task', task_id: 'x0' });
    await until(() => streams.length === 5);
    expect(new Set(streams.map(({ url }) => url.slice(14, 16)))).toEqual(new Set(['x0', 'x1', 'x2', 'x3', 'x4']));
  });

  it('give the place of one that is gone to the next', async () => {
    await dial();
    refuse = { code: 'task_not_found', status: 404 };
    for (let index = 0; index < 5; index++) line.send({ type: 'subscribe_task', task_id: `x${index}`, after: 0 });
    await until(() => heard.filter((what) => what === 'error').length === 5);
  });

  it('are not to be had where the server is away', async () => {
    const gone = origin;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    origin = gone;
    await dial();
    expect(heard).toEqual([1006]);
  });
});

describe('the parser of event streams', () => {
  it('gives the same events however the text is cut', () => {
    const text = ': hello\r\nid: 1\r\ndata: {"a":1}\r\n\r\ndata: one\ndata: two\n\nevent: x\n\ndata:tight\n\ndata: x\r\ndata: y\r\n\r\n';
    fc.assert(fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
      const out: string[] = [];
      const parse = createSseParser((data) => void out.push(data));
      const edges = [0, ...cuts.toSorted((one, other) => one - other), text.length];
      edges.slice(1).forEach((edge, index) => parse(text.slice(edges[index], edge)));
      expect(out).toEqual(['{"a":1}', 'one\ntwo', 'tight', 'x\ny']);
    }));
  });
});
