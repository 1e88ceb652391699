import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import { openRaw } from './open-raw.ts';
import { frameOf } from './raw-socket.ts';
import type { Target } from './target.ts';

async function closeCodeAfter(target: Target, ...frames: Buffer[]): Promise<number> {
  const { socket } = await openRaw(target);
  for (const frame of frames) socket.write(frame);
  const code = await socket.closeCode();
  socket.destroy();
  return code;
}

/** What may be written on an open connection, and how it ends where something else was. */
export const frameChecks: Check[] = [
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
