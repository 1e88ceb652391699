import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';

let echo: ReturnType<typeof createServer>;
let proxy: FaultProxy;
let client: Socket;

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await FaultProxy.start(() => (echo.address() as AddressInfo).port);
  client = connect(proxy.port, '127.0.0.1');
  await once(client, 'connect');
});

afterEach(async () => {
  client.destroy();
  await proxy.stop();
  echo.close();
});

async function read(length: number): Promise<string> {
  let text = '';
  while (text.length < length) text += String((await once(client, 'data'))[0]);
  return text;
}

/** `once` would take the reset before it for a failure. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on('error', () => undefined).once('close', () => resolve()));
}

describe('FaultProxy', () => {
  it('carries bytes both ways, whole or one by one', async () => {
    client.write('hello');
    expect(await read(5)).toBe('hello');
    proxy.set('down', 'split');
    client.write('again');
    expect(await read(5)).toBe('again');
  });

  it('holds bytes while it stalls and lets them go after', async () => {
    proxy.set('up', 'stall');
    client.write('a');
    client.write('b');
    proxy.set('down', 'stall');
    proxy.set('up', 'pass');
    proxy.set('down', 'pass');
    expect(await read(2)).toBe('ab');
  });

  it('keeps the order of bytes when it becomes quicker', async () => {
    proxy.delay(20);
    client.write('slow');
    await new Promise((resolve) => setImmediate(resolve));
    proxy.delay(0);
    client.write('quick');
    expect(await read(9)).toBe('slowquick');
  });

  it('strands what is open, and carries what comes after', async () => {
    proxy.strand();
    client.write('lost');
    const later = connect(proxy.port, '127.0.0.1');
    later.write('found');
    expect(String((await once(later, 'data'))[0])).toBe('found');
    expect(client.bytesRead).toBe(0);
    later.destroy();
  });

  it('lets everything but WebSockets through', async () => {
    proxy.refuse('upgrades');
    client.write('GET / HTTP/1.1\r\n');
    expect(await read(16)).toContain('GET');
    const closed = closeOf(client);
    client.write('Upgrade: websocket\r\n');
    await closed;
  });

  it('cuts, and refuses while the network is down', async () => {
    const closed = closeOf(client);
    proxy.cut();
    await closed;
    proxy.refuse('all');
    await closeOf(connect(proxy.port, '127.0.0.1'));
    expect(proxy.connections).toBe(0);
  });
});
