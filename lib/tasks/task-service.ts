import { authorizeRead, authorizeWrite, type Actor, type UserActor } from '#lib/auth/actor.ts';
import { transact, type Transaction } from '#lib/db/transact.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { MilestoneDraft } from '#lib/protocol/events.ts';
import type { EventsPage, ListQuery, TaskList } from '#lib/protocol/http.ts';
import { zTaskOptions, type TaskOptions } from '#lib/protocol/options.ts';
import type { Transcript } from '#lib/protocol/result.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import { append, readAfter } from './event-log.ts';
import { RELEASED, stagesToRedo } from './queue.ts';
import { present, presentItem } from './present.ts';
import type { Line } from './search.ts';
import { submitTask, type SubmitDeps, type SubmitInput } from './submit.ts';
import { lacksWords, mayRetry, takeUpAgain } from './take-up-again.ts';
import { findExcerpts, findTask, findTasks, placed, type TaskHead } from './task-repo.ts';
import { assembleResult, degradedStages, loadOutput, removeWorkIfOrphan, saveOutput } from './work-repo.ts';

/** Everything a person can do with tasks. A task that the actor may not see is `task_not_found` (rule A4). */
export type TaskService = {
  submit(actor: UserActor, input: SubmitInput): Promise<{ view: TaskView; created: boolean }>;
  /** The whole result of what is done so far, transcript included. */
  view(actor: Actor, id: string): Promise<TaskView>;
  /** The view, and what was asked for beside the URL; the task is read once for both. */
  asked(actor: Actor, id: string): Promise<AskedTask>;
  list(actor: UserActor, query: ListQuery): Promise<TaskList>;
  /** Where the words of a search stand in these tasks: a few lines of each, with their times. */
  excerpts(actor: UserActor, search: { ids: readonly string[]; q: string }): Promise<Map<string, Line[]>>;
  events(actor: Actor, id: string, after: number): Promise<EventsPage>;
  /** @throws Failure `conflict` where the task has ended. */
  cancel(actor: UserActor, id: string): Promise<TaskView>;
  /** @throws Failure `conflict` unless it failed, was cancelled, or completed without some stage; `rate_limited`. */
  retry(actor: UserActor, id: string): Promise<TaskView>;
  remove(actor: UserActor, id: string): Promise<void>;
  /** The task goes on with this transcript. @throws Failure `conflict` unless it failed or was cancelled without one. */
  attachTranscript(actor: UserActor, id: string, transcript: Transcript): Promise<TaskView>;
  /** The task goes on with this file of the person's own. @throws Failure as `attachTranscript` */
  attachFile(actor: UserActor, id: string, file: AttachedFile): Promise<TaskView>;
};

type AskedTask = { view: TaskView; options: TaskOptions };

export type AttachedFile = {
  upload_id: string;
  /** The output of `resolve` with the file in it. @param earlier what that stage has stored before, undefined where nothing */
  resolved(earlier: unknown): unknown;
};

export type TaskServiceDeps = SubmitDeps & {
  /** Told of each file that a task no longer holds. */
  releaseUpload(id: string): Promise<void>;
};

export function createTaskService(deps: TaskServiceDeps): TaskService {
  return {
    async submit(actor, input) {
      const { id, created } = await submitTask(deps, actor, input);
      return { view: await wholeView(deps, await readable(deps, actor, id)), created };
    },
    view: async (actor, id) => wholeView(deps, await readable(deps, actor, id)),
    async asked(actor, id) {
      const head = await readable(deps, actor, id);
      return { view: await wholeView(deps, head), options: zTaskOptions.parse(JSON.parse(head.options)) };
    },
    list: (actor, query) => listTasks(deps, actor, query),
    excerpts: (actor, search) => findExcerpts(deps.db, actor.user_id, search),
    events: (actor, id, after) => eventsOf(deps, actor, { id, after }),
    cancel: (actor, id) => cancelTask(deps, actor, id),
    retry: (actor, id) => retryTask(deps, actor, id),
    remove: (actor, id) => removeTask(deps, actor, id),
    attachTranscript: (actor, id, transcript) => attachTranscript(deps, actor, { id, transcript }),
    attachFile: (actor, id, file) => attachFile(deps, actor, { id, ...file }),
  };
}

async function readable({ db }: SubmitDeps, actor: Actor, id: string): Promise<TaskHead> {
  const task = authorizeRead(actor, await findTask(db, id));
  if (task === null) throw new Failure('task_not_found');
  return task;
}

async function writable({ db }: SubmitDeps, actor: UserActor, id: string): Promise<TaskHead> {
  const task = authorizeWrite(actor, await findTask(db, id));
  if (task === null) throw new Failure('task_not_found');
  return task;
}

async function wholeView({ db }: SubmitDeps, head: TaskHead): Promise<TaskView> {
  const view = await placed(db, head);
  const done = view.stages.filter((stage) => stage.status === 'completed').map((stage) => stage.name);
  const stored = await assembleResult(db, head.work_id, done);
  const { omitted = [], ...live } = view.result ?? {};
  const missing = omitted.filter((part) => !(part in stored));
  const result = { ...live, ...stored, ...(missing.length > 0 ? { omitted: missing } : {}) };
  return present({ ...view, result: Object.keys(result).length > 0 ? result : null });
}

async function listTasks({ db }: SubmitDeps, actor: UserActor, query: ListQuery): Promise<TaskList> {
  const found = await findTasks(db, actor.user_id, query);
  const page = found.slice(0, query.limit);
  const items = await Promise.all(page.map(async (head) => presentItem(await placed(db, head))));
  return { items, next_cursor: found.length > query.limit ? (page.at(-1)?.id ?? null) : null };
}

/** A log is some tens of milestones an attempt, so a page holds any of them whole. */
const EVENTS_PAGE = 5000;

async function eventsOf(deps: SubmitDeps, actor: Actor, { id, after }: { id: string; after: number }): Promise<EventsPage> {
  await readable(deps, actor, id);
  const events = await readAfter(deps.db, id, after, EVENTS_PAGE);
  return { events, seq: events.at(-1)?.seq ?? after };
}

/** Logged at once: without its claim the worker can write nothing more, however long it takes to stop. */
async function cancelTask(deps: SubmitDeps, actor: UserActor, id: string): Promise<TaskView> {
  await writable(deps, actor, id);
  await append(deps, { task_id: id }, { draft: cancelledDraft, row: RELEASED, when: (view) => !isFinished(view.status) });
  deps.bell.ring({ kind: 'cancel', task_id: id });
  deps.bell.ring({ kind: 'queue' });
  return wholeView(deps, await writable(deps, actor, id));
}

function cancelledDraft({ stages }: TaskView): MilestoneDraft {
  return { type: 'task_cancelled', stage: stages.find(({ status }) => status === 'running')?.name ?? null };
}

async function retryTask(deps: SubmitDeps, actor: UserActor, id: string): Promise<TaskView> {
  const head = await writable(deps, actor, id);
  const degraded = await degradedStages(deps.db, head.work_id);
  await takeUpAgain(deps, head, { when: mayRetry, redo: (view) => stagesToRedo(view, degraded) });
  return wholeView(deps, await writable(deps, actor, id));
}

async function attachTranscript(deps: SubmitDeps, actor: UserActor, { id, transcript }: { id: string; transcript: Transcript }): Promise<TaskView> {
  const store = (tx: Transaction, work_id: string) => saveOutput(tx, work_id, { stage: 'transcript', output: transcript, seconds: 0 });
  await takeUpAgain(deps, await writable(deps, actor, id), { when: lacksWords, store });
  return wholeView(deps, await writable(deps, actor, id));
}

async function attachFile(deps: TaskServiceDeps, actor: UserActor, { id, upload_id, resolved }: AttachedFile & { id: string }): Promise<TaskView> {
  const head = await writable(deps, actor, id);
  const output = resolved(await loadOutput(deps.db, head.work_id, 'resolve'));
  const store = (tx: Transaction, work_id: string) => saveOutput(tx, work_id, { stage: 'resolve', output, seconds: 0 });
  await takeUpAgain(deps, head, { when: lacksWords, row: { upload_id }, store });
  if (head.upload_id !== null && head.upload_id !== upload_id) await deps.releaseUpload(head.upload_id);
  return wholeView(deps, await writable(deps, actor, id));
}

async function removeTask(deps: TaskServiceDeps, actor: UserActor, id: string): Promise<void> {
  const head = await writable(deps, actor, id);
  await transact(deps.db, async (tx) => {
    await tx.task.deleteMany({ where: { id } });
    await removeWorkIfOrphan(tx, head.work_id);
  });
  const { attempt } = JSON.parse(head.view) as TaskView;
  deps.bell.ring({ kind: 'tick', task_id: id, attempt, draft: { type: 'task_deleted' } });
  deps.bell.ring({ kind: 'cancel', task_id: id });
  deps.bell.ring({ kind: 'queue' });
  if (head.upload_id !== null) await deps.releaseUpload(head.upload_id);
}
