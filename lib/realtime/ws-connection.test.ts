import { createServer } from 'node:http';
import { connect as dial, type AddressInfo, type Socket as TcpSocket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameOf, upgradeRequest } from '../../scripts/conformance/raw-socket.ts';
import { MAX_MESSAGE_BYTES } from '#lib/protocol/messages.ts';
import { textFrame } from './frame.ts';
import type { Socket } from './socket.ts';
import { Connection } from './ws-connection.ts';
import { shakeHands } from './ws.ts';

/** Longer than 125 bytes, so that its head has bytes that are no text. */
const GREETING = textFrame('é'.repeat(100));
const GOODBYE = frameOf(Buffer.from([0x03, 0xe8]), { opcode: 8 });
const server = createServer();
/** What the handler was told, and by whom it was greeted. */
let closes: number[];
let closed: Promise<number>;
let greets: (socket: Socket) => void;
let heard: (string | null)[];
/** Called when the connection has been written so much that it takes no more. */
let fill: () => void;

beforeEach(async () => {
  closes = [];
  heard = [];
  greets = (socket) => socket.write(GREETING);
  closed = new Promise((resolve) => {
    server.removeAllListeners('upgrade').on('upgrade', (request, tcp: TcpSocket, head) => shakeHands({ request, socket: tcp, head }, (answer) => new Connection(tcp, { answer, head }).connect((socket) => {
      greets(socket);
      const message = (text: string | null) => {
        heard.push(text);
        while (text === 'fill' && !socket.blocked) socket.write(Buffer.alloc(64 * 1024));
        if (text === 'fill') fill();
      };
      return { message, alive: () => undefined, drained: () => undefined, closed: (code) => { closes.push(code); resolve(code); } };
    })));
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
const CLOSE_FRAME = (code: number, reason = '') => Buffer.concat([Buffer.from([0x88, 2 + reason.length, code >> 8, code & 0xff]), Buffer.from(reason)]);

describe('a connection of ws', () => {
  it('is answered and greeted in one write, byte for byte', async () => {
    const { socket, chunks, until } = peer();
    await until(greeted);
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    socket.destroy();
    expect(await closed).toBe(1006);
  });

  it('is answered though nothing is said first', async () => {
    greets = () => undefined;
    const { socket, until } = peer();
    await until((bytes) => bytes.toString('latin1').endsWith('\r\n\r\n'));
    socket.destroy();
    await closed;
  });

  it.each([
    ['two writes at once', (socket: Socket) => socket.write(textFrame('one'), GREETING)],
    ['two writes', (socket: Socket) => { socket.write(textFrame('one')); socket.write(GREETING); }],
  ])('is answered before it is written to: %s', async (_what, greet) => {
    greets = greet;
    const { socket, until } = peer();
    expect((await until(greeted)).toString('latin1')).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\n\x81\x03one\x81~/);
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
    const large = frameOf(Buffer.alloc(16 * MAX_MESSAGE_BYTES));
    socket.write(large.subarray(0, 2 * MAX_MESSAGE_BYTES));
    await until((bytes) => bytes.includes(CLOSE_FRAME(1009, 'message too big')));
    socket.write(large.subarray(2 * MAX_MESSAGE_BYTES));
    expect(closes).toEqual([]);
    socket.end();
    await closed;
  });

  it.each([
    { what: 'text that is no UTF-8', frame: frameOf(Buffer.from([0xff, 0xfe]), { opcode: 1 }), code: 1007, reason: 'text is not UTF-8' },
    { what: 'a frame of no known kind', frame: frameOf(Buffer.alloc(0), { opcode: 3 }), code: 1002, reason: 'broken frame' },
  ])('that sends $what is told so, and what it sends behind it is not heard', async ({ frame, code, reason }) => {
    const { socket, until } = peer();
    await until(greeted);
    socket.write(Buffer.concat([frame, frameOf(Buffer.from('too late'), { opcode: 1 })]));
    await until((bytes) => bytes.includes(CLOSE_FRAME(code, reason)));
    socket.end(frameOf(Buffer.from('much too late'), { opcode: 1 }));
    expect(await closed).toBe(code);
    expect(heard).toEqual([]);
  });

  it('answers a ping with what it carried', async () => {
    const { socket, until } = peer();
    await until(greeted);
    socket.write(frameOf(Buffer.from('are you there'), { opcode: 9 }));
    await until((bytes) => bytes.includes(Buffer.concat([Buffer.from([0x8a, 13]), Buffer.from('are you there')])));
    socket.destroy();
    await closed;
  });

  it('whose peer pings and reads nothing owes it one answer, to the newest', async () => {
    const { socket, until, chunks } = peer();
    await until(greeted);
    socket.pause();
    const full = new Promise<void>((resolve) => { fill = resolve; });
    socket.write(frameOf(Buffer.from('fill'), { opcode: 1 }));
    await full;
    for (let ping = 0; ping < 1_000; ping++) socket.write(frameOf(Buffer.from(`ping ${ping}`), { opcode: 9 }));
    socket.write(frameOf(Buffer.from('seen'), { opcode: 1 }));
    await expect.poll(() => heard).toEqual(['fill', 'seen']);
    socket.resume();
    await until((bytes) => bytes.includes('ping 999'));
    expect(Buffer.concat(chunks).toString('latin1').match(/ping \d+/g)).toEqual(['ping 999']);
    socket.destroy();
    await closed;
  });
});
