import type { Milestone } from '#lib/protocol/events.ts';
import type { LiveTask } from '#lib/tasks/task-repo.ts';

/** What the gateway reads of the log. */
export interface Feed {
  readLive(id: string): Promise<LiveTask | null>;
  /** Milestones after a cursor, in order of `seq`. */
  readAfter(id: string, after: number, limit: number): Promise<Milestone[]>;
  /** The newest `seq` of each of these tasks; one that is gone is left out. */
  heads(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
