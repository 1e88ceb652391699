import type { Db } from '#lib/db/client.ts';
import type { Env } from '#lib/platform/env.ts';
import type { StatusReport } from '#lib/status/report.ts';
import type { Bell } from '#lib/tasks/bell.ts';

/** What one process has once, whatever copies of our modules it loads (law 3). */
export type Resources = { env: Env; db: Db; bell: Bell; auth_secret: string };

const KEY = Symbol.for('mindtube.resources');
const STATUS_KEY = Symbol.for('mindtube.status');
const store = globalThis as unknown as { [KEY]?: Resources; [STATUS_KEY]?: () => Promise<StatusReport> };

/** Called once, by who opened them (open-resources.ts). */
export function provideResources(opened: Resources): void {
  store[KEY] = opened;
}

/** @throws Error before they are open. */
export function resources(): Resources {
  const opened = store[KEY];
  if (!opened) throw new Error('The resources of this process are not open.');
  return opened;
}

/** Called once, by the long-lived parts: a page cannot reach them. */
export function provideStatus(report: () => Promise<StatusReport>): void {
  store[STATUS_KEY] = report;
}

/** How this node is doing. @throws Error before its long-lived parts have started. */
export function statusReport(): Promise<StatusReport> {
  const report = store[STATUS_KEY];
  if (!report) throw new Error('The long-lived parts of this process have not started.');
  return report();
}
