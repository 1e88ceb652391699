import { randomUUID } from 'node:crypto';
import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import { frameOf } from './raw-socket.ts';

/** What any server allows at most a connection (rule S4). */
const MOST_SUBSCRIPTIONS = 100;
/** Snapshots that a reader asks for and never takes: more than any bounded queue and the kernel's buffers hold. */
const UNREAD = 5_000;
/** Commands after which a limit that is there must have been met. */
const MOST_COMMANDS = 5_000;
/** A connection that nobody delays is answered within this. Milliseconds. */
const PROMPT_MS = 1_000;

const text = (message: object) => frameOf(Buffer.from(JSON.stringify(message)));

/** Bounds, and what happens beyond them. */
export const limitChecks: Check[] = [
  {
    rule: 'S4', title: 'the 101st subscription of a connection is refused, the others stay', needs: 'local',
    async run(target) {
      const ids = await Promise.all(Array.from({ length: MOST_SUBSCRIPTIONS + 1 }, async () => (await target.submit()).id));
      const client = await target.connect();
      for (const task_id of ids) client.send({ type: 'subscribe_task', task_id });
      const error = await client.next('error', () => true, 30_000);
      same([error.code, error.task_id], ['too_many_subscriptions', ids.at(-1)], 'the 101st');
      client.send({ type: 'subscribe_task', task_id: ids[0], request_id: 'known' });
      await client.next('subscribed', (message) => message.request_id === 'known');
      client.close();
    },
  },
  {
    rule: 'B2', title: 'a reader that stops delays nobody',
    async run(target) {
      const task = await target.finished();
      const stopped = target.raw();
      await stopped.upgrade(`/ws/${randomUUID()}`, target.rawHeaders);
      stopped.pause();
      const witness = await target.connect();
      for (let asked = 0; asked < UNREAD; asked++) {
        stopped.write(text({ type: 'subscribe_task', task_id: task.id }));
        if (asked % 500 !== 0) continue;
        const started = Date.now();
        witness.send({ type: 'ping', id: `p${asked}` });
        await witness.next('pong', (message) => message.id === `p${asked}`);
        must(Date.now() - started < PROMPT_MS, `a ping beside it took ${Date.now() - started} ms`);
      }
      stopped.destroy();
      witness.close();
    },
  },
  {
    rule: 'L1', title: 'commands beyond the limit are refused with the seconds to wait, on the socket and over HTTP', needs: 'token', last: true,
    async run(target) {
      const client = await target.connect();
      let refused = null;
      for (let sent = 0; sent < MOST_COMMANDS && !refused; sent++) {
        client.send({ type: 'cancel_task', task_id: 'no-such-task' });
        const { code, retry_after } = await client.next('error');
        if (code === 'rate_limited') refused = { retry_after };
      }
      must(refused?.retry_after !== undefined && refused.retry_after > 0, `no limit within ${MOST_COMMANDS} commands, or no retry_after`);
      client.send({ type: 'ping', id: 'free' });
      await client.next('pong');
      const response = await target.post('/api/v1/tasks/no-such-task/cancel', {});
      same(response.status, 429, 'HTTP, which counts alike');
      must(Number(response.headers.get('retry-after')) > 0, 'no Retry-After');
      client.close();
    },
  },
];
