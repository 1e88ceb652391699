import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Peer } from './peer.ts';

/** The bench's server as a load of somebody else's meets it: over HTTP and a socket. */
describe('the server of the bench', () => {
  let peer: Peer;
  beforeAll(async () => { peer = await Peer.start('mindtube'); });
  afterAll(() => peer.stop());

  type Message = { type: string; task_id: string; seq: number; message?: string; reason?: string; task?: { status: string } };

  /** Subscribes and keeps what comes. */
  async function follow(task_id: string) {
    const socket = new WebSocket(`ws://127.0.0.1:${peer.port}/ws/test-${task_id}`);
    const received: Message[] = [];
    const waiting = new Set<() => void>();
    socket.addEventListener('message', ({ data }) => {
      received.push(JSON.parse(String(data)) as Message);
      for (const look of waiting) look();
    });
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    socket.send(JSON.stringify({ type: 'subscribe_task', task_id }));
    const until = (done: () => boolean) => new Promise<void>((resolve) => {
      const look = () => { if (done()) { waiting.delete(look); resolve(); } };
      waiting.add(look);
      look();
    });
    await until(() => received.some(({ type }) => type === 'task_snapshot'));
    return { socket, received, until };
  }

  it('runs a task as soon as somebody names it', async () => {
    const { socket, received } = await follow('t12');
    expect(received.find(({ type }) => type === 'task_snapshot')?.task?.status).toBe('running');
    socket.close();
  });

  it('sends update j to task j mod T, in the form that loads read, and says what it did', async () => {
    const one = await follow('a1');
    const emitted = await peer.emit({ tasks: ['a0', 'a1'], rate: 100, count: 6, pad: 3 });
    expect(emitted).toMatchObject({ emitted: 6 });
    expect(emitted.elapsed_ms).toBeGreaterThanOrEqual(25);
    await one.until(() => one.received.filter(({ type }) => type === 'progress_update').length === 3);
    const texts = one.received.filter(({ type }) => type === 'progress_update').map(({ message }) => message ?? '');
    expect(texts.map((text) => text.split('|').slice(0, 3).join('|'))).toEqual(['lt1|1|0', 'lt1|1|1', 'lt1|1|2']);
    for (const text of texts) {
      const [, , , sent = '', lag = '', pad] = text.split('|');
      expect(Number(process.hrtime.bigint() - BigInt(sent))).toBeGreaterThan(0);
      expect(Number(lag)).toBeGreaterThanOrEqual(0);
      expect(pad).toBe('...');
    }
    one.socket.close();
  });

  it('logs milestones in order, without a hole', async () => {
    const one = await follow('m1');
    await peer.emit({ tasks: ['m1'], rate: 0, count: 20, kind: 'milestone' });
    await one.until(() => one.received.filter(({ type }) => type === 'stage_skipped').length === 20);
    const skipped = one.received.filter(({ type }) => type === 'stage_skipped');
    expect(skipped.map(({ reason }) => Number(reason?.split('|')[2]))).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(skipped.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
    one.socket.close();
  });

  it('stops by its duration, and says what is wrong with a body', async () => {
    expect((await peer.emit({ tasks: ['d'], rate: 50, duration_ms: 100 })).emitted).toBe(5);
    await expect(peer.emit({ tasks: [], rate: 1, count: 1 })).rejects.toThrow(/tasks/);
    await expect(peer.emit({ tasks: ['a'], rate: 1 })).rejects.toThrow(/count or duration_ms/);
    const response = await fetch(`http://127.0.0.1:${peer.port}/emit`, { method: 'POST', body: '{' });
    expect(response.status).toBe(422);
  });
});
