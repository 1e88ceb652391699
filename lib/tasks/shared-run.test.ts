import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { log } from '#lib/platform/log.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import { makeUser, scriptedRun, untilAborted } from '#lib/testing/builders.ts';
import { foldLog, taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';

let world: TaskWorld;
beforeEach(async () => {
  world = await taskWorld();
});
afterEach(() => world.close());

const URL_A = 'https://example.org/a';
const submit = async (url = URL_A) => (await world.service.submit(world.actor, { url })).view.id;
const ended = (id: string) => world.until(id, (event) => ['task_completed', 'task_failed', 'task_cancelled'].includes(event.type));
const reached = (id: string, stage: StageName) => world.until(id, (event) => event.type === 'stage_started' && event.stage === stage);
const typesOf = async (id: string) => (await world.log(id)).map((event) => ('stage' in event ? `${event.type}:${event.stage}` : event.type));

/** A run that waits at `summary` until let go, and says which stages it ran. */
function gated() {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const ran: string[] = [];
  const aborted = Promise.withResolvers<void>();
  const run = scriptedRun(async (stage, _job, port) => {
    ran.push(stage);
    if (stage !== 'summary') return;
    const stop = untilAborted(port.signal);
    stop.catch(() => aborted.resolve());
    await Promise.race([gate, stop]);
  });
  return { run, ran, open, aborted: aborted.promise };
}

describe('two tasks of one URL and options', () => {
  it('share one run, each with its own log, wherever the second one comes in', async () => {
    const { run, ran, open } = gated();
    world.worker(run, { concurrency: 1 }).start();
    const ticks: string[] = [];
    world.bell.onRing((ring) => ring.kind === 'tick' && ring.draft.type === 'progress_update' && ring.draft.stage === 'key_ideas' && ticks.push(ring.task_id));
    const first = await submit();
    await reached(first, 'summary');
    const second = await submit();
    await reached(second, 'summary');
    const other = (await world.service.submit(await makeUser(world.db), { url: URL_A })).view.id;
    await reached(other, 'summary');
    open();
    for (const id of [first, second, other]) expect((await ended(id)).type).toBe('task_completed');
    expect(ran).toHaveLength(7);
    const log = await typesOf(first);
    for (const id of [second, other]) {
      expect(await typesOf(id)).toEqual(log);
      const row = await world.row(id);
      expect(row).toEqual(foldLog(row, await world.log(id)));
      expect(row.result?.transcript_ref?.url).toContain(id);
    }
    expect(new Set(ticks)).toEqual(new Set([first, second, other]));
  });

  it('cancelling one does not stop the other; the last one stops the run', async () => {
    const { run, aborted } = gated();
    world.worker(run).start();
    const [first, second] = [await submit(), await submit()];
    await Promise.all([reached(first, 'summary'), reached(second, 'summary')]);
    await world.service.cancel(world.actor, first);
    expect(await Promise.race([aborted.then(() => 'aborted'), world.until(second, (event) => event.type === 'stage_started').then(() => 'runs')])).toBe('runs');
    await world.service.cancel(world.actor, second);
    await aborted;
    expect((await world.log(first)).at(-1)?.type).toBe('task_cancelled');
  });

  it('the one that stays is completed when the other was cancelled', async () => {
    const { run, open } = gated();
    world.worker(run).start();
    const [first, second] = [await submit(), await submit()];
    await Promise.all([reached(first, 'summary'), reached(second, 'summary')]);
    await world.service.cancel(world.actor, first);
    open();
    expect((await ended(second)).type).toBe('task_completed');
    expect((await world.row(first)).status).toBe('cancelled');
  });

  it('[D2] a task that joins a run which itself goes on from earlier is told of the finished stages too', async () => {
    const before = gated();
    const stopped = world.worker(before.run);
    stopped.start();
    const first = await submit();
    await reached(first, 'summary');
    await stopped.stop();
    const after = gated();
    world.worker(after.run).start();
    await world.until(first, (event) => event.type === 'stage_started' && event.attempt === 2);
    const second = await submit();
    await reached(second, 'summary');
    after.open();
    await ended(second);
    expect(after.ran).toEqual(['summary', 'key_ideas', 'mind_map', 'save']);
    expect((await world.row(second)).stages.map((stage) => stage.status)).toEqual(Array(7).fill('completed'));
    expect((await typesOf(first)).filter((type) => type === 'stage_completed:resolve')).toHaveLength(1);
  });

  it('[D2] tasks that shared a run are handed back together, and neither is told anything twice', async () => {
    const before = gated();
    const stopped = world.worker(before.run);
    stopped.start();
    const [first, second] = [await submit(), await submit()];
    await Promise.all([reached(first, 'summary'), reached(second, 'summary')]);
    await stopped.stop();
    const after = gated();
    world.worker(after.run).start();
    await Promise.all([first, second].map((id) => world.until(id, (event) => event.type === 'stage_started' && event.attempt === 2)));
    after.open();
    for (const id of [first, second]) {
      expect(await ended(id)).toMatchObject({ type: 'task_completed', attempt: 2 });
      expect((await typesOf(id)).filter((type) => type === 'stage_completed:resolve')).toHaveLength(1);
    }
    expect(after.ran).toEqual(['summary', 'key_ideas', 'mind_map', 'save']);
  });

  it('other options or a finished run begin a work of their own', async () => {
    const { run, ran, open } = gated();
    open();
    world.worker(run).start();
    await ended(await submit());
    await ended(await submit());
    await ended((await world.service.submit(world.actor, { url: URL_A, options: { language: 'de' } })).view.id);
    expect(ran).toHaveLength(21);
  });

  it('an ending that cannot be written is told to the operator, and left to the supervisor', async () => {
    const errors: string[] = [];
    const spoilt = scriptedRun(async (stage, { work_id }) => {
      if (stage === 'save') await world.db.stageOutput.updateMany({ where: { work_id, stage: 'summary' }, data: { output: '{"summary":1}' } });
    });
    const told = Promise.withResolvers<void>();
    const listening = Object.assign(Object.create(log) as typeof log, { error: (_: object, message: string) => { errors.push(message); told.resolve(); } });
    world.worker(spoilt, { log: listening }).start();
    const id = await submit();
    await told.promise;
    expect(errors).toEqual(['the end of a run could not be written']);
    expect((await world.row(id)).status).toBe('running');
  });
});
