import { randomUUID } from 'node:crypto';
import type { Check } from './check.ts';
import { same } from './expect.ts';
import { logOf, milestonesOf, milestonesOnly } from './log-of.ts';
import { openRaw } from './open-raw.ts';
import { frameOf } from './raw-socket.ts';

/** How a task is followed: from where on, how often, and by whom next. */
export const subscriptionChecks: Check[] = [
  {
    rule: 'C3', title: 'a second connection takes over the first one’s place and subscriptions',
    async run(target) {
      const id = randomUUID();
      const task = await target.finished();
      const first = await target.connect(id);
      first.send({ type: 'subscribe_task', task_id: task.id });
      await first.next('task_snapshot');
      const second = await target.connect(id);
      same((await first.closed).code, 4409, 'close code of the first');
      same((await second.next('connection_established')).resumed, true, 'resumed');
      same((await second.next('task_snapshot')).task.id, task.id, 'snapshot of the subscription taken over');
      second.close();
    },
  },
  {
    rule: 'C3', title: 'a dropped connection’s subscriptions are kept for its return',
    async run(target) {
      const id = randomUUID();
      const task = await target.finished();
      const { socket } = await openRaw(target, {}, id);
      socket.write(frameOf(Buffer.from(JSON.stringify({ type: 'subscribe_task', task_id: task.id }))));
      await socket.frame(({ payload }) => payload.includes('task_snapshot'));
      socket.destroy();
      await socket.ended;
      const back = await target.connect(id);
      same((await back.next('connection_established')).resumed, true, 'resumed');
      await back.next('task_snapshot', ({ task: { id: seen } }) => seen === task.id);
      back.close();
    },
  },
  {
    rule: 'S2', title: 'without after: subscribed, then a snapshot with its seq',
    async run(target) {
      const task = await target.finished();
      const client = await target.connect();
      client.send({ type: 'subscribe_task', task_id: task.id, request_id: 's' });
      const subscribed = await client.next('subscribed');
      same([subscribed.seq, subscribed.request_id], [task.seq, 's'], 'subscribed');
      const { task: view } = await client.next('task_snapshot');
      same(milestonesOnly(view), milestonesOnly(task), 'snapshot against HTTP');
      client.close();
    },
  },
  {
    rule: 'S3', title: 'with after: exactly what came since; ahead of the log: a snapshot',
    async run(target) {
      const task = await target.finished();
      const log = await logOf(target, task.id);
      for (const after of [0, 3, task.seq]) {
        const client = await target.connect();
        client.send({ type: 'subscribe_task', task_id: task.id, after });
        same((await client.next('subscribed')).recovered, true, `recovered after ${after}`);
        if (after < task.seq) await client.next('task_completed');
        same(milestonesOf(client, task.id), log.slice(after), `milestones after ${after}`);
        client.close();
      }
      const ahead = await target.connect();
      ahead.send({ type: 'subscribe_task', task_id: task.id, after: task.seq + 5 });
      same((await ahead.next('subscribed')).recovered, false, 'recovered ahead of the log');
      same((await ahead.next('task_snapshot')).task.seq, task.seq, 'snapshot');
      ahead.close();
    },
  },
  {
    rule: 'S4', title: 'subscribing twice is one subscription, answered anew, and one word ends it',
    async run(target) {
      const [task, left] = [await target.finished(), await target.finished()];
      const client = await target.connect();
      for (const { id } of [task, left]) {
        for (let times = 0; times < 2; times++) {
          client.send({ type: 'subscribe_task', task_id: id });
          await client.next('task_snapshot', (message) => message.task.id === id);
        }
      }
      client.send({ type: 'unsubscribe_task', task_id: left.id, request_id: 'u' });
      same((await client.next('unsubscribed')).task_id, left.id, 'unsubscribed');
      for (const { id } of [left, task]) same((await target.call(`/api/v1/tasks/${id}`, { method: 'DELETE' })).status, 204, 'DELETE');
      await client.next('task_deleted');
      client.send({ type: 'ping', id: 'after' });
      await client.next('pong');
      same(client.received.flatMap((message) => (message.type === 'task_deleted' ? [message.task_id] : [])), [task.id], 'what was heard of the deletions');
      client.close();
    },
  },
  {
    rule: 'S5', title: 'a finished task answers like any other; only its deletion still brings something',
    async run(target) {
      const task = await target.finished();
      const client = await target.connect();
      client.send({ type: 'subscribe_task', task_id: task.id });
      await client.next('task_snapshot');
      same((await target.call(`/api/v1/tasks/${task.id}`, { method: 'DELETE' })).status, 204, 'DELETE');
      await client.next('task_deleted', (message) => message.task_id === task.id);
      client.send({ type: 'subscribe_task', task_id: task.id });
      same((await client.next('error')).code, 'task_not_found', 'afterwards');
      client.close();
    },
  },
];
