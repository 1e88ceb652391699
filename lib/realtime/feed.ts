import type { Milestone } from '#lib/protocol/events.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';

export type LiveTask = { id: string; owner_id: string; view: TaskView };

/** What the gateway reads of the log. */
export interface Feed {
  readLive(id: string): Promise<LiveTask | null>;
  readAfter(id: string, after: number, limit: number): Promise<Milestone[]>;
}
