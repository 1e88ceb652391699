import type { Db } from '#lib/db/client.ts';
import { zTaskFailed } from '#lib/protocol/events.ts';

const DAY_MS = 86_400_000;
/** Failed tasks that are asked why: enough to see what is the matter. */
const ASKED = 200;

/** How many tasks wait and run, and what became of those of the last 24 hours, of everybody. */
export async function taskFigures(db: Db, now: number) {
  const since = new Date(now - DAY_MS);
  const count = (status: string) => db.task.count({ where: { status, queued_at: { gte: since } } });
  // One that waits for its own next try waits for no worker.
  const due = { OR: [{ run_after: null }, { run_after: { lte: new Date(now) } }] };
  const first = await db.task.findFirst({ where: { status: 'queued', claim_token: null, ...due }, orderBy: { queued_at: 'asc' }, select: { queued_at: true } });
  return {
    waiting: await db.task.count({ where: { status: 'queued' } }),
    running: await db.task.count({ where: { status: 'running' } }),
    longest_wait: first && Math.max(0, (now - first.queued_at.getTime()) / 1000),
    day: { completed: await count('completed'), failed: await count('failed'), cancelled: await count('cancelled') },
    failures: await failures(db, since),
  };
}

async function failures(db: Db, since: Date): Promise<{ name: string; count: number }[]> {
  const failed = await db.task.findMany({ where: { status: 'failed', queued_at: { gte: since } }, orderBy: { queued_at: 'desc' }, take: ASKED, select: { id: true, seq: true } });
  const rows = await db.milestone.findMany({ where: { type: 'task_failed', OR: failed.map(({ id, seq }) => ({ task_id: id, seq })) }, select: { payload: true } });
  const counts = new Map<string, number>();
  for (const { payload } of rows) {
    const { data } = zTaskFailed.pick({ code: true }).safeParse(JSON.parse(payload));
    if (data) counts.set(data.code, (counts.get(data.code) ?? 0) + 1);
  }
  return [...counts].map(([name, total]) => ({ name, count: total })).toSorted((a, b) => b.count - a.count);
}
