import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { at, viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { createTabStreams } from './browser.ts';
import type { TaskProgress, ConnectionWord } from './task-progress.ts';

const log = wholeLog('t1');
let server: Server;
let gate: WebSocketServer;
let sockets: { url: string; socket: ServerSocket }[];
let wake: () => void;
let page: EventTarget;

/** A gateway by the rules, as far as one task goes. */
function greet(socket: ServerSocket, head: () => number): void {
  const say = (message: ServerMessage) => socket.send(JSON.stringify(message));
  say({ type: 'connection_established', timestamp: at(0), connection_id: 'c', protocol: 1, heartbeat_ms: 25_000, max_message_bytes: 65_536, resumed: false });
  socket.on('message', (data) => {
    const command = JSON.parse((data as Buffer).toString()) as { type: string; after?: number };
    if (command.type !== 'subscribe_task') return;
    say({ type: 'subscribed', timestamp: at(0), task_id: 't1', seq: head(), recovered: true });
    for (const event of log.slice(command.after, head())) say(event);
  });
}

let head: number;
beforeEach(async () => {
  [sockets, head, page] = [[], 2, new EventTarget()];
  server = createServer((_request, response) => void response.writeHead(404).end());
  gate = new WebSocketServer({ server });
  gate.on('connection', (socket, request) => {
    sockets.push({ url: request.url ?? '', socket });
    greet(socket, () => head);
    wake();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const storage = new Map<string, string>();
  vi.stubGlobal('location', { protocol: 'http:', host: `127.0.0.1:${(server.address() as AddressInfo).port}` });
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', page);
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => storage.get(key) ?? null, setItem: (key: string, value: string) => void storage.set(key, value), removeItem: (key: string) => void storage.delete(key) });
});
afterEach(() => {
  vi.unstubAllGlobals();
  for (const { socket } of sockets) socket.terminate();
  gate.close();
  server.close();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => { wake = resolve; });
}

function follow(share_token: string | null, renew?: () => Promise<unknown>) {
  const watch = createTabStreams({ identity: null, share_token, ...(renew && { renew }) }).watch('t1', viewAt(log, 2));
  const words: ConnectionWord[] = [];
  const stop = watch.subscribe(() => {
    words.push(watch.getSnapshot().connection);
    wake();
  });
  return { words, stop, now: (): TaskProgress => watch.getSnapshot() };
}

/** Ends the last page's interest, and waits for the tab to hang up. */
async function leave(stop: () => void): Promise<void> {
  for (const { socket } of sockets) socket.on('close', () => wake());
  stop();
  await until(() => gate.clients.size === 0);
}

describe('a tab', () => {
  it('follows a task over a real socket, through a restart, on one name', async () => {
    const { now, stop } = follow(null);
    await until(() => now().connection === 'live');
    head = 5;
    sockets[0]?.socket.close(1012);
    await until(() => now().task?.seq === 5);
    expect(sockets).toHaveLength(2);
    expect(sockets[1]?.url).toBe(sockets[0]?.url);
    expect(sockets[0]?.url).toMatch(/^\/ws\/[0-9a-f]{32}\?resume=cursor$/);
    await leave(stop);
  });

  it('[A5] with a share token says so, and stays away once it is revoked', async () => {
    const { now, stop } = follow('tok');
    await until(() => now().connection === 'live');
    expect(sockets[0]?.url).toMatch(/\?resume=cursor&token=tok$/);
    sockets[0]?.socket.close(4403);
    await until(() => now().connection === 'denied');
    expect(now().error?.code).toBe('forbidden');
    stop();
  });

  it('[A3] renews its session before it comes back after 4401', async () => {
    let renewed = 0;
    const { now, stop } = follow(null, async () => void (renewed += 1));
    await until(() => now().connection === 'live');
    sockets[0]?.socket.close(4401);
    await until(() => sockets.length === 2);
    expect(renewed).toBe(1);
    await leave(stop);
  });

  it('left by its last page closes its socket', async () => {
    const { now, stop } = follow(null);
    await until(() => now().connection === 'live');
    const closed = new Promise<number>((resolve) => sockets[0]?.socket.on('close', resolve));
    stop();
    expect(await closed).toBe(1000);
  });
});
