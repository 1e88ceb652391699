import { isTick, type Milestone } from '#lib/protocol/events.ts';
import { zEventsPage } from '#lib/protocol/http.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { eventOf } from '#lib/protocol/wire.ts';
import type { Client } from './client.ts';
import { same } from './expect.ts';
import type { Target } from './target.ts';

/** A task's milestones as HTTP tells them. */
export async function logOf(target: Target, id: string): Promise<Milestone[]> {
  const response = await target.call(`/api/v1/tasks/${id}/events`, { headers: { accept: 'application/json' } });
  same(response.status, 200, 'GET …/events');
  return zEventsPage.parse(await response.json()).events;
}

/** Those that a client was sent. */
export function milestonesOf(client: Client, id: string): Milestone[] {
  return client.received.map(eventOf).filter((event): event is Milestone => event !== null && event.task_id === id && !isTick(event));
}

/** What of a view milestones alone decide. */
export function milestonesOnly(view: TaskView) {
  return { status: view.status, seq: view.seq, attempt: view.attempt, stages: view.stages, error: view.error, progress: view.progress };
}
