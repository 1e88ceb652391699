import { randomUUID } from 'node:crypto';
import { isTick, type TaskEvent } from '#lib/protocol/events.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { blankView } from '#lib/protocol/task-view.ts';
import { eventOf } from '#lib/protocol/wire.ts';
import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import { logOf, milestonesOf, milestonesOnly } from './log-of.ts';
import { readSse } from './sse.ts';

const foldAll = (id: string, events: TaskEvent[]) => events.reduce(fold, stateOf(blankView(id, '2026-01-01T00:00:00.000Z'))).view;

/** What is told of a task while it runs, the same by socket, event stream and polling. */
export const eventChecks: Check[] = [
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
      same(milestonesOnly(foldAll(task_id, await sse)), milestonesOnly(polled), 'SSE against polling');
      const snapshot = client.received.find((message) => message.type === 'task_snapshot');
      must(snapshot?.type === 'task_snapshot', 'no snapshot came');
      const live = client.received.map(eventOf).filter((event) => event !== null).reduce(fold, stateOf(snapshot.task)).view;
      same(milestonesOnly(live), milestonesOnly(polled), 'socket against polling');
      client.close();
    },
  },
];
