import { createServer } from 'node:http';
import { connect as dial, type AddressInfo, type Socket as TcpSocket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { frameOf, upgradeRequest } from '../../scripts/conformance/raw-socket.ts';
import { textFrame } from './frame.ts';
import { inOneWrite } from './one-write.ts';
import { connect, Connection } from './ws-connection.ts';

/** Longer than 125 bytes, so that its head has bytes that are no text. */
const GREETING = textFrame('é'.repeat(100));
const GOODBYE = frameOf(Buffer.from([0x03, 0xe8]), { opcode: 8 });
const MAX_BYTES = 1024;

const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_BYTES, clientTracking: false, WebSocket: Connection });
const server = createServer();
/** What the handler was told, and by whom it was greeted. */
let closes: number[];
let closed: Promise<number>;
let writes: (tcp: TcpSocket) => void;

beforeEach(async () => {
  closes = [];
  writes = (tcp) => void tcp.write(GREETING);
  closed = new Promise((resolve) => {
    server.removeAllListeners('upgrade').on('upgrade', (request, tcp: TcpSocket, head) => inOneWrite(tcp, () => wss.handleUpgrade(request, tcp, head, (ws) => connect(ws, tcp, () => {
      writes(tcp);
      return { message: () => undefined, alive: () => undefined, drained: () => undefined, closed: (code) => { closes.push(code); resolve(code); } };
    }))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }));

/** A peer that never ends its side by itself. @returns what has come so far, once it fulfils `wanted` */
function peer() {
  const socket = dial({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let wake = () => undefined as void;
  socket.on('data', (chunk) => { chunks.push(chunk); wake(); }).on('error', () => undefined);
  socket.write(upgradeRequest('/', {}));
  const until = async (wanted: (bytes: Buffer) => boolean) => {
    while (!wanted(Buffer.concat(chunks))) await new Promise<void>((resolve) => { wake = resolve; });
    return Buffer.concat(chunks);
  };
  return { socket, chunks, until };
}
const greeted = (bytes: Buffer) => bytes.includes(GREETING);
const CLOSE_FRAME = (code: number) => Buffer.from([0x88, 2, code >> 8, code & 0xff]);

describe('a connection of ws', () => {
  it('is answered and greeted in one write, byte for byte', async () => {
    const { socket, chunks, until } = peer();
    await until(greeted);
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    socket.destroy();
    expect(await closed).toBe(1006);
  });

  it('tells who wants to know that it was written, after what was written before', async () => {
    const written = new Promise((resolve) => { writes = (tcp) => { tcp.write('first '); tcp.write('second', resolve); }; });
    const { socket, until } = peer();
    await written;
    expect((await until((bytes) => bytes.includes('second'))).toString('latin1')).toMatch(/\r\n\r\nfirst second$/);
    socket.destroy();
    await closed;
  });

  it('whose peer says goodbye is answered and closed at once, though the peer never ends its side', async () => {
    const { socket, until } = peer();
    await until(greeted);
    socket.write(GOODBYE);
    await until((bytes) => bytes.includes(CLOSE_FRAME(1000)));
    expect(await closed).toBe(1000);
    expect(socket.writableEnded).toBe(false);
    socket.destroy();
  });

  it('that sends too much is told why, and read on until it ends: a reset could overtake the reason', async () => {
    const { socket, until } = peer();
    await until(greeted);
    const large = frameOf(Buffer.alloc(64 * MAX_BYTES));
    socket.write(large.subarray(0, 2 * MAX_BYTES));
    await until((bytes) => bytes.includes(CLOSE_FRAME(1009)));
    socket.write(large.subarray(2 * MAX_BYTES));
    expect(closes).toEqual([]);
    socket.end();
    await closed;
  });
});
