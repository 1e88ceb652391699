import type { Db } from '#lib/db/client.ts';
import type { Env } from '#lib/platform/env.ts';
import type { Bell } from '#lib/tasks/bell.ts';

/** What one process has once, whatever copies of our modules it loads (law 3). */
export type Resources = { env: Env; db: Db; bell: Bell; auth_secret: string };

const KEY = Symbol.for('mindtube.resources');
const store = globalThis as unknown as Record<symbol, Resources | undefined>;

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
