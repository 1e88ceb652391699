import { randomUUID } from 'node:crypto';
import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import type { SlowMedia } from './slow-media.ts';
import type { Target } from './target.ts';

function mediaOf(target: Target): SlowMedia {
  must(target.media, 'no media server');
  return target.media;
}

/** A run that waits for its captions. */
async function running(target: Target) {
  const name = randomUUID();
  const client = await target.connect();
  client.send({ type: 'start_analysis', url: mediaOf(target).url(name) });
  const { task_id } = await client.next('task_started');
  await client.next('stage_started', (event) => event.task_id === task_id, 10_000).catch(() => undefined);
  return { client, task_id, release: () => mediaOf(target).release(name) };
}

/** What needs a run that is still going on while it is looked at. */
export const runningChecks: Check[] = [
  {
    rule: 'E5', title: 'bookmarks tell the seq of unfinished tasks every 15 s', needs: 'media', slow: true,
    async run(target) {
      const { client, task_id, release } = await running(target);
      const bookmark = await client.next('bookmark', () => true, 17_000);
      same(bookmark.tasks[task_id], (await target.view(task_id)).seq, 'seq in the bookmark');
      release();
      await client.next('task_completed', () => true, 20_000);
      client.close();
    },
  },
  {
    rule: 'X2', title: 'cancelling reaches a running task and is told to its subscribers', needs: 'media',
    async run(target) {
      const { client, task_id } = await running(target);
      client.send({ type: 'cancel_task', task_id, request_id: 'c' });
      same((await client.next('accepted')).request_id, 'c', 'request_id');
      const started = Date.now();
      await client.next('task_cancelled');
      must(Date.now() - started < 2000, 'it took longer than 2 s');
      client.close();
    },
  },
  {
    rule: 'E4', title: 'a failing stage reaches every subscriber, with the plain error beside it', needs: 'media',
    async run(target) {
      const starter = await target.connect();
      starter.send({ type: 'start_analysis', url: mediaOf(target).url(`gone-${randomUUID()}`) });
      const { task_id } = await starter.next('task_started');
      const failed = await starter.next('task_failed');
      const watcher = await target.connect();
      watcher.send({ type: 'subscribe_task', task_id, after: 0 });
      const stage = await watcher.next('stage_failed');
      same([failed.code, stage.code], ['video_unavailable', 'video_unavailable'], 'codes');
      await watcher.next('task_failed');
      same((await starter.next('error', (message) => message.stage !== undefined)).code, 'video_unavailable', 'the plain error');
      watcher.close();
      starter.close();
    },
  },
  {
    rule: 'S1', title: 'a reader that comes mid-run misses nothing between snapshot and live', needs: 'media',
    async run(target) {
      const { client, task_id, release } = await running(target);
      const late = await target.connect();
      late.send({ type: 'subscribe_task', task_id });
      const { task } = await late.next('task_snapshot');
      release();
      const done = await late.next('task_completed', () => true, 20_000);
      const seqs = late.received.flatMap((message) => ('seq' in message && !('n' in message) && message.type !== 'subscribed' ? [message.seq] : []));
      same(seqs, Array.from({ length: (done.seq ?? 0) - task.seq }, (_, index) => task.seq + 1 + index), 'seq after the snapshot');
      client.close();
      late.close();
    },
  },
  {
    rule: 'D1', title: 'on SIGTERM every connection gets its slot, then 1012; nobody sees 1006', needs: 'pid', last: true,
    async run(target) {
      const clients = await Promise.all(Array.from({ length: 50 }, () => target.connect()));
      await Promise.all(clients.map((client) => client.next('connection_established')));
      process.kill(target.pid ?? 0, 'SIGTERM');
      const slots = await Promise.all(clients.map(async (client) => (await client.next('reconnect', () => true, 15_000)).after_ms));
      const codes = await Promise.all(clients.map(async (client) => (await client.closed).code));
      must(codes.every((code) => code === 1012), `close codes ${[...new Set(codes)].join(', ')}`);
      must(new Set(slots).size > 1, 'all were given the same slot');
    },
  },
];
