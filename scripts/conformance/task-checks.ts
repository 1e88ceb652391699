import { randomUUID } from 'node:crypto';
import { isTick, type Milestone, type TaskEvent } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { zEventsPage } from '#lib/protocol/http.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { eventOf } from '#lib/protocol/wire.ts';
import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import type { Client } from './client.ts';
import { readSse } from './sse.ts';
import type { Target } from './target.ts';

async function logOf(target: Target, id: string, after = 0): Promise<Milestone[]> {
  const response = await target.call(`/api/v1/tasks/${id}/events?after=${after}`, { headers: { accept: 'application/json' } });
  same(response.status, 200, 'GET …/events');
  return zEventsPage.parse(await response.json()).events;
}

const milestonesOf = (client: Client, id: string): Milestone[] =>
  client.received.map(eventOf).filter((event): event is Milestone => event !== null && event.task_id === id && !isTick(event));

const rest = (view: TaskView) => ({ status: view.status, seq: view.seq, attempt: view.attempt, stages: view.stages, error: view.error, progress: view.progress });

const foldAll = (id: string, events: TaskEvent[]) => events.reduce(fold, stateOf(blankView(id, '2026-01-01T00:00:00.000Z'))).view;

export const taskChecks: Check[] = [
  {
    rule: 'E1', title: 'a subscriber gets every milestone in order, as the log has them',
    async run(target) {
      const client = await target.connect();
      client.send({ type: 'start_analysis', url: SAMPLE_URL, request_id: 'go' });
      const { task_id, request_id } = await client.next('task_started');
      same(request_id, 'go', 'request_id');
      await client.next('task_completed', (event) => event.task_id === task_id, 60_000);
      const snapshot = client.received.find((message) => message.type === 'task_snapshot');
      const seqs = milestonesOf(client, task_id).map((event) => event.seq);
      const first = snapshot?.type === 'task_snapshot' ? snapshot.task.seq + 1 : 1;
      same(seqs, Array.from({ length: seqs.length }, (_, index) => first + index), 'seq of the milestones');
      same(milestonesOf(client, task_id), (await logOf(target, task_id)).slice(first - 1), 'live milestones against the log');
      client.close();
    },
  },
  {
    rule: 'E2', title: 'progress starts at 0, ends at 1 and never falls within an attempt',
    async run(target) {
      const client = await target.connect();
      client.send({ type: 'start_analysis', url: SAMPLE_URL, options: { check: randomUUID() } });
      const { task_id } = await client.next('task_started');
      await client.next('task_completed', (event) => event.task_id === task_id, 60_000);
      const updates = client.received.filter((message) => message.type === 'progress_update');
      const newest = new Map<string, number>();
      let overall = 0;
      for (const update of updates) {
        must(update.overall >= overall, `overall fell from ${overall} to ${update.overall}`);
        must(update.progress >= (newest.get(update.stage) ?? 0), `${update.stage} fell`);
        if (!newest.has(update.stage) && update.seq > 2) same(update.progress, 0, `first tick of ${update.stage}`);
        overall = update.overall;
        newest.set(update.stage, update.progress);
      }
      for (const [stage, progress] of newest) same(progress, 1, `last tick of ${stage}`);
      const completed = milestonesOf(client, task_id).flatMap((event) => (event.type === 'stage_completed' ? [event.stage] : []));
      must(completed.length > 1, 'hardly a stage was completed while it was watched');
      for (const stage of completed) must(newest.has(stage), `${stage} was completed without a tick`);
      client.close();
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
      same(rest(view), rest(task), 'snapshot against HTTP');
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
    rule: 'A4', title: 'a task that is not there is task_not_found, everywhere alike',
    async run(target) {
      const client = await target.connect();
      for (const type of ['subscribe_task', 'cancel_task', 'retry_task']) {
        client.send({ type, task_id: 'no-such-task', request_id: type });
        const error = await client.next('error');
        same([error.code, error.request_id, error.task_id], ['task_not_found', type, 'no-such-task'], type);
      }
      same((await target.call('/api/v1/tasks/no-such-task')).status, 404, 'HTTP');
      client.close();
    },
  },
  {
    rule: 'A5', title: 'a revoked share link closes its viewers 4403 within 5 s',
    async run(target) {
      const task = await target.finished();
      const viewer = await target.connectAs(await target.share(task.id));
      viewer.send({ type: 'subscribe_task', task_id: task.id });
      await viewer.next('task_snapshot');
      viewer.send({ type: 'cancel_task', task_id: task.id });
      must(['forbidden', 'task_not_found'].includes((await viewer.next('error')).code), 'a viewer could cancel');
      same((await target.call(`/api/v1/tasks/${task.id}/share`, { method: 'DELETE' })).status, 204, 'DELETE share');
      const started = Date.now();
      same((await viewer.closed).code, 4403, 'close code');
      must(Date.now() - started < 5500, 'it took longer than 5 s');
    },
  },
  {
    rule: 'A3', title: 'an expiring credential is announced, then the connection is closed 4401',
    async run(target) {
      const task = await target.finished();
      const viewer = await target.connectAs(await target.share(task.id, { expires_in: 2 }));
      await viewer.next('token_expiring');
      same((await viewer.closed).code, 4401, 'close code');
    },
  },
  {
    rule: 'X4', title: 'an idempotency key starts once; with another URL it conflicts',
    async run(target) {
      const key = randomUUID();
      const body = { url: SAMPLE_URL };
      const first = await target.post('/api/v1/tasks', body, { 'idempotency-key': key });
      const again = await target.post('/api/v1/tasks', body, { 'idempotency-key': key });
      same([first.status, again.status], [201, 200], 'statuses');
      const { id } = (await first.json()) as TaskView;
      same(((await again.json()) as TaskView).id, id, 'task');
      same((await target.post('/api/v1/tasks', { ...body, options: { language: 'de' } }, { 'idempotency-key': key })).status, 409, 'other options');
      const client = await target.connect();
      client.send({ type: 'start_analysis', url: SAMPLE_URL, idempotency_key: key });
      same((await client.next('task_started')).task_id, id, 'the same key on the socket');
      client.send({ type: 'start_analysis', url: 'https://example.org/other.mp4', idempotency_key: key });
      same((await client.next('error')).code, 'conflict', 'another URL on the socket');
      client.close();
    },
  },
  {
    rule: 'T1', title: 'SSE gives the same milestones, resumes by Last-Event-ID and ends by itself',
    async run(target) {
      const task = await target.finished();
      const log = await logOf(target, task.id);
      const whole = await readSse(target, task.id, {});
      same(whole.filter((event) => !isTick(event)), log, 'from the first milestone');
      const later = await readSse(target, task.id, { 'last-event-id': '4' });
      same(later.filter((event) => !isTick(event)), log.slice(4), 'after Last-Event-ID 4');
    },
  },
  {
    rule: 'T2', title: 'socket, SSE and polling end in the same state',
    async run(target) {
      const client = await target.connect();
      client.send({ type: 'start_analysis', url: SAMPLE_URL, options: { check: randomUUID() } });
      const { task_id } = await client.next('task_started');
      const sse = readSse(target, task_id, {});
      await client.next('task_completed', (event) => event.task_id === task_id, 60_000);
      const polled = await target.view(task_id);
      same(rest(foldAll(task_id, await sse)), rest(polled), 'SSE against polling');
      const snapshot = client.received.find((message) => message.type === 'task_snapshot');
      must(snapshot?.type === 'task_snapshot', 'no snapshot came');
      const live = client.received.map(eventOf).filter((event) => event !== null).reduce(fold, stateOf(snapshot.task)).view;
      same(rest(live), rest(polled), 'socket against polling');
      client.close();
    },
  },
];
