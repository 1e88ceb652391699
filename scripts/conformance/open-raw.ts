import { randomUUID } from 'node:crypto';
import { same } from './expect.ts';
import type { Target } from './target.ts';

/** An open connection on which frames are written by hand; its first message is already read. */
export async function openRaw(target: Target, headers: Record<string, string> = {}, clientId: string = randomUUID()) {
  const socket = target.raw();
  const { status, head } = await socket.upgrade(`/ws/${clientId}`, { ...target.rawHeaders, ...headers });
  same(status, 101, 'handshake');
  await socket.frame(({ opcode }) => opcode === 1);
  return { socket, head };
}
