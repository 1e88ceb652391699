import type { Db, Queryable } from '#lib/db/client.ts';
import type { ListQuery } from '#lib/protocol/http.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { fitView } from './fit.ts';
import { present } from './present.ts';
import { excerptsOf } from './excerpts.ts';
import { searchedLines, searchWords, type Line } from './search.ts';

/** The view without transcript cues, small enough for one frame; what it leaves out is named in `result.omitted`. */
export type LiveTask = { id: string; owner_id: string; view: TaskView };

export type TaskHead = { id: string; owner_id: string; work_id: string; url: string; options: string; view: string; queued_at: Date; claim_token: string | null; upload_id: string | null };

const HEAD = { id: true, owner_id: true, work_id: true, url: true, options: true, view: true, queued_at: true, claim_token: true, upload_id: true } as const;

export async function findTask(db: Queryable, id: string): Promise<TaskHead | null> {
  return db.task.findUnique({ where: { id }, select: HEAD });
}

export async function readLive(db: Db, id: string): Promise<LiveTask | null> {
  const head = await findTask(db, id);
  return head && { id: head.id, owner_id: head.owner_id, view: present(fitView(await placed(db, head))) };
}

/** The view with the task's place in the queue as it is now: the log only knows the one it began with. */
export async function placed(db: Queryable, head: TaskHead): Promise<TaskView> {
  const view = JSON.parse(head.view) as TaskView;
  if (view.status !== 'queued') return view;
  return { ...view, position: head.claim_token === null ? (await countAhead(db, head)) + 1 : null };
}

/** Tasks that wait and came before this one; all that wait where none is named. */
export async function countAhead(db: Queryable, before?: { id: string; queued_at: Date }): Promise<number> {
  const earlier = before && { OR: [{ queued_at: { lt: before.queued_at } }, { queued_at: before.queued_at, id: { lt: before.id } }] };
  return db.task.count({ where: { status: 'queued', claim_token: null, ...earlier } });
}

/** Newest first; each word of `q` must be in the URL, title, author, transcript or summary. */
export async function findTasks(db: Db, owner_id: string, query: ListQuery): Promise<TaskHead[]> {
  const words = searchWords(query.q ?? '').map(({ patterns }) => ({
    OR: patterns.flatMap((pattern) => [{ search: { contains: pattern } }, { work: { outputs: { some: { search: { contains: pattern } } } } }]),
  }));
  return db.task.findMany({
    where: {
      owner_id,
      ...(query.status === undefined ? {} : { status: query.status }),
      ...(query.cursor === undefined ? {} : { id: { lt: query.cursor } }),
      AND: words,
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    select: HEAD,
  });
}

/** The lines of each task's transcript and summary in which most words of a query stand, in their order; tasks of others are left out. */
export async function findExcerpts(db: Db, owner_id: string, { ids, q }: { ids: readonly string[]; q: string }): Promise<Map<string, Line[]>> {
  const words = searchWords(q);
  const hit = { OR: words.flatMap(({ patterns }) => patterns.map((pattern) => ({ search: { contains: pattern } }))) };
  const outputs = { where: { stage: { in: SEARCHED }, ...hit }, select: { stage: true, output: true } };
  const rows = hit.OR.length === 0 ? [] : await db.task.findMany({ where: { owner_id, id: { in: [...ids] } }, select: { id: true, work: { select: { outputs } } } });
  return new Map(rows.map(({ id, work }) => [id, best(SEARCHED.map((stage) => {
    const found = work.outputs.find((row) => row.stage === stage);
    return excerptsOf(found ? searchedLines(stage, JSON.parse(found.output)) : [], words.map(({ folded }) => folded));
  }))]));
}

const SEARCHED = ['transcript', 'summary'] satisfies StageName[];

/** What was said itself, unless more of the words stand elsewhere. */
function best(parts: readonly ReturnType<typeof excerptsOf>[]): Line[] {
  return parts.reduce((one, other) => (other.words > one.words ? other : one)).excerpts;
}
