import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '#lib/protocol/errors.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import { aroundDb } from '#lib/testing/around-db.ts';
import { makeUser, outputs, scriptedRun, untilAborted } from '#lib/testing/builders.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { foldLog, taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';
import { watched } from '#lib/testing/watched-time.ts';
import { LEASE_MS } from './lease-watch.ts';
import { claimNext } from './queue.ts';
import { createSupervisor } from './supervisor.ts';
import { log } from '#lib/platform/log.ts';
import type { Ring } from './bell.ts';
import type { JobPort } from './job.ts';

let world: TaskWorld;
beforeEach(async () => {
  world = await taskWorld();
});
afterEach(() => world.close());

const submit = async (url = 'https://example.org/v') => (await world.service.submit(world.actor, { url })).view.id;
const ended = (id: string) => world.until(id, (event) => ['task_completed', 'task_failed', 'task_cancelled'].includes(event.type));
const is = (type: string, stage?: StageName) => (event: { type: string; stage?: unknown }) => event.type === type && (stage === undefined || event.stage === stage);
/** Whatever the run, the row is what the log says. */
async function expectRowIsLog(id: string) {
  const row = await world.row(id);
  const events = await world.log(id);
  expect(row).toEqual(foldLog(row, events));
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
}

/**
 * A task whose worker hangs in a stage until it is released: such a process hears no bell, and its clock is one that
 * nobody moves. `refused` is what it is told when it then goes on.
 */
async function hungIn(where: StageName, goOn: (stage: StageName, port: JobPort) => Promise<unknown>) {
  const { promise: stuck, resolve: release } = Promise.withResolvers<void>();
  const { promise: refused, resolve: tried } = Promise.withResolvers<unknown>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const zombie = world.worker(scriptedRun(async (stage, _job, port) => {
    if (stage !== where) return;
    reach();
    await stuck;
    tried(await goOn(stage, port).catch((thrown: unknown) => thrown));
  }), { clock: new ManualClock(world.clock.now()), bell: { ...world.bell, onRing: () => () => {} } });
  const id = await submit();
  zombie.start();
  await reached;
  return { id, release, refused };
}

describe('a worker', () => {
  it('runs a task to its end and delivers the whole result', async () => {
    world.worker(scriptedRun()).start();
    const id = await submit();
    expect((await ended(id)).type).toBe('task_completed');
    const view = await world.service.view(world.actor, id);
    expect(view).toMatchObject({ status: 'completed', progress: 1, result: { transcript: { cues: [{}, {}] }, summary: { short: 'Houses answer the weather.' }, mind_map: { title: 'Houses' }, coverage: { ratio: 1 } } });
    expect(view.result?.omitted).toBeUndefined();
    const last = (await world.log(id)).at(-1);
    expect(last).toMatchObject({ type: 'task_completed', result: { omitted: ['transcript'], transcript_ref: { cue_count: 2 } } });
    await expectRowIsLog(id);
  });

  it('[D2] hands its task back when it stops, and the next one goes on behind the last finished stage', async () => {
    const ran: string[] = [];
    const first = world.worker(scriptedRun(async (stage, _job, port) => {
      ran.push(stage);
      if (stage === 'summary') await untilAborted(port.signal);
    }));
    first.start();
    const id = await submit();
    await world.until(id, is('stage_started', 'summary'));
    await first.stop();
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_retried', reason: 'restart', from_stage: 'summary', attempt: 2 });
    world.worker(scriptedRun((stage) => void ran.push(stage))).start();
    expect(await ended(id)).toMatchObject({ type: 'task_completed', attempt: 2 });
    expect(ran).toEqual(['resolve', 'transcript', 'chapters', 'summary', 'summary', 'key_ideas', 'mind_map', 'save']);
    await expectRowIsLog(id);
  });

  it('[D2] a job that does not notice the stop is handed back all the same, and can write nothing more', async () => {
    const { promise: stuck, resolve: release } = Promise.withResolvers<void>();
    const { promise: late, resolve: tried } = Promise.withResolvers<unknown>();
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const worker = world.worker(async (_job, port) => {
      port.signal.addEventListener('abort', () => tell());
      await port.emit({ type: 'stage_started', stage: 'resolve', stage_index: 0, stage_count: 7 });
      await stuck;
      await port.emit({ type: 'stage_skipped', stage: 'resolve', reason: 'zombie' }).catch(tried);
    });
    worker.start();
    const id = await submit();
    await world.until(id, is('stage_started'));
    const stopped = worker.stop();
    await told;
    world.clock.advance(3000);
    await stopped;
    release();
    expect(await late).toMatchObject({ code: 'cancelled' });
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_retried', reason: 'restart' });
  });

  it('[D2] the task of a lost worker goes on once its lease has run out, and the lost one writes no more', async () => {
    const { id, release, refused } = await hungIn('chapters', (stage, port) => port.emit({ type: 'stage_skipped', stage, reason: 'zombie' }));
    const supervisor = createSupervisor({ db: world.db, bell: world.bell, clock: world.clock, log });
    await watched(world.clock, supervisor, LEASE_MS - 1);
    expect((await world.row(id)).attempt).toBe(1);
    await watched(world.clock, supervisor, 1);
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_retried', reason: 'worker_lost', from_stage: 'chapters' });
    release();
    expect(await refused).toMatchObject({ code: 'cancelled' });
    world.worker(scriptedRun()).start();
    expect((await ended(id)).type).toBe('task_completed');
    expect((await world.log(id)).filter((event) => event.type === 'stage_completed' && event.stage === 'resolve')).toHaveLength(1);
    await expectRowIsLog(id);
  });

  it('[D2] a lost worker that wakes up late writes nothing over what the next one has made', async () => {
    const { id, release, refused } = await hungIn('chapters', (stage, port) => port.save(stage, { stale: true }));
    await watched(world.clock, createSupervisor({ db: world.db, bell: world.bell, clock: world.clock, log }), LEASE_MS);
    world.worker(scriptedRun()).start();
    expect((await ended(id)).type).toBe('task_completed');
    release();
    expect(await refused).toMatchObject({ code: 'conflict' });
    const { output } = await world.db.stageOutput.findFirstOrThrow({ where: { stage: 'chapters', work: { tasks: { some: { id } } } } });
    expect(JSON.parse(output)).toEqual(outputs.chapters);
    expect((await world.row(id)).status).toBe('completed');
  });

  it('a task that has cost four workers fails as worker_lost', async () => {
    const id = await submit();
    const supervisor = createSupervisor({ db: world.db, bell: world.bell, clock: world.clock, log });
    for (let loss = 0; loss < 4; loss++) {
      await world.db.task.update({ where: { id }, data: { claim_token: `gone-${loss}`, lease_until: new Date(world.clock.now()) } });
      await watched(world.clock, supervisor, LEASE_MS);
    }
    expect((await world.log(id)).map((event) => event.type)).toEqual(['task_queued', 'task_retried', 'task_retried', 'task_retried', 'task_failed']);
    expect(await world.row(id)).toMatchObject({ status: 'failed', error: { code: 'worker_lost' } });
  });

  it('cancel reaches the running job within milliseconds', async () => {
    const { promise: aborted, resolve } = Promise.withResolvers<number>();
    world.worker(scriptedRun(async (stage, _job, port) => {
      if (stage !== 'transcript') return;
      port.signal.addEventListener('abort', () => resolve(performance.now()));
      await untilAborted(port.signal);
    })).start();
    const id = await submit();
    await world.until(id, is('stage_started', 'transcript'));
    const asked = performance.now();
    const view = await world.service.cancel(world.actor, id);
    expect(view).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    expect((await aborted) - asked).toBeLessThan(250);
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_cancelled', stage: 'transcript' });
    await expect(world.service.cancel(world.actor, id)).rejects.toMatchObject({ code: 'conflict' });
    await expectRowIsLog(id);
  });

  it('a cancel whose ring is lost is found by the poll', async () => {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    world.worker(scriptedRun(async (_stage, _job, port) => {
      port.signal.addEventListener('abort', () => resolve());
      await untilAborted(port.signal);
    }), { bell: { ...world.bell, onRing: (listen) => world.bell.onRing((ring) => ring.kind === 'queue' && listen(ring)) } }).start();
    const id = await submit();
    await world.until(id, is('stage_started', 'resolve'));
    await world.service.cancel(world.actor, id);
    world.clock.advance(1000);
    await aborted;
  });

  it('tries a passing failure again twice with backoff, and only then fails', async () => {
    let runs = 0;
    world.worker(scriptedRun((stage) => {
      if (stage !== 'resolve') return;
      runs += 1;
      throw new Failure('source_unreachable');
    }), { random: () => 0.5 }).start();
    const id = await submit();
    await world.until(id, (event) => event.type === 'task_retried' && event.attempt === 2);
    const [first] = await world.db.task.findMany({ where: { id } });
    expect(first?.run_after?.getTime()).toBe(world.clock.now() + 2500);
    expect((await world.service.view(world.actor, id)).stages[0]).toMatchObject({ status: 'pending', message: 'The site could not be reached. The next try is in a few seconds.' });
    world.clock.advance(2500);
    expect(await world.until(id, (event) => event.type === 'task_retried' && event.attempt === 3)).toMatchObject({ message: 'The site could not be reached. The next try is in about 10 s.' });
    world.clock.advance(10_000);
    expect(await ended(id)).toMatchObject({ type: 'task_failed', code: 'source_unreachable', stage: 'resolve', retryable: true });
    expect(runs).toBe(3);
    await expectRowIsLog(id);
  });

  it('waits as long as a site asks, but not for days', async () => {
    const waits = [1800, 999_999_999_999];
    world.worker(scriptedRun((stage) => {
      if (stage === 'resolve') throw new Failure('source_rate_limited', { retry_after: waits.shift() ?? 0 });
    }), { random: () => 0.5 }).start();
    const id = await submit();
    await world.until(id, (event) => event.type === 'task_retried' && event.attempt === 2);
    expect((await world.db.task.findUniqueOrThrow({ where: { id } })).run_after?.getTime()).toBe(world.clock.now() + 1_800_000);
    world.clock.advance(1_800_000);
    expect(await ended(id)).toMatchObject({ type: 'task_failed', code: 'source_rate_limited', retry_after: 999_999_999_999 });
  });

  it('does not try again what cannot end differently', async () => {
    world.worker(scriptedRun((stage) => {
      if (stage === 'transcript') throw new Failure('captions_missing');
    })).start();
    const id = await submit();
    expect(await ended(id)).toMatchObject({ type: 'task_failed', code: 'captions_missing', stage: 'transcript', seq: 5 });
    const view = await world.service.retry(world.actor, id);
    expect(view).toMatchObject({ status: 'queued', attempt: 2 });
  });

  it('runs tasks in order of arrival, no more than it has slots for, and tells those who wait their place', async () => {
    const started: string[] = [];
    let now = 0;
    let most = 0;
    const positions: [string, number][] = [];
    world.bell.onRing((ring: Ring) => {
      if (ring.kind === 'tick' && ring.draft.type === 'queue_position') positions.push([ring.task_id, ring.draft.position]);
    });
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.push(await submit(`https://example.org/${index}`));
    expect((await world.service.view(world.actor, ids[4]!)).position).toBe(5);
    world.worker(async (job, port) => {
      started.push(job.task_id);
      most = Math.max(most, ++now);
      await scriptedRun()(job, port);
      now -= 1;
    }).start();
    for (const id of ids) await ended(id);
    expect(started).toEqual(ids);
    expect(most).toBe(2);
    const places = positions.filter(([id]) => id === ids[4]).map(([, position]) => position);
    expect(places).toEqual(places.toSorted((a, b) => b - a));
    expect(places.at(-1)).toBe(1);
  });

  it('[L1] runs no more of one owner than allowed, and lets others pass', async () => {
    const other = await makeUser(world.db);
    world.worker(scriptedRun((_stage, _job, port) => untilAborted(port.signal)), { concurrency: 3, running: 1 }).start();
    const mine = [await submit('https://example.org/1'), await submit('https://example.org/2')];
    const theirs = (await world.service.submit(other, { url: 'https://example.org/3' })).view.id;
    await world.until(mine[0]!, is('stage_started'));
    await world.until(theirs, is('stage_started'));
    world.clock.advance(1000);
    await world.service.cancel(world.actor, mine[0]!);
    await world.until(mine[1]!, is('stage_started'));
    expect((await world.log(mine[1]!))).toHaveLength(2);
  });

  it('[L1] nodes that look for work at the same moment take no more of one owner together than allowed', async () => {
    const sqlite = world.database.url.startsWith('file:');
    const [due, next] = [await submit('https://example.org/1'), await submit('https://example.org/2')];
    await world.db.task.update({ where: { id: due }, data: { run_after: new Date(world.clock.now() + 1) } });
    const counted = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    // One has counted and not yet taken; a task that is due by the other's clock alone lets the two take different ones.
    const here = aroundDb(world.db, async (call, run) => {
      const result = await run();
      if (call === 'task.count') {
        counted.resolve();
        await waiting.promise;
      }
      return result;
    });
    const one = claimNext({ db: here, clock: world.clock, running: 1 });
    await counted.promise;
    // On SQLite whatever is asked waits for the transaction; on Postgres it is the lock on the person that waits.
    const there = aroundDb(sqlite ? world.db : await world.database.another(), (call, run) => {
      const asked = run();
      if (sqlite || call === 'user.updateMany') waiting.resolve();
      return asked;
    });
    const other = claimNext({ db: there, clock: new ManualClock(world.clock.now() + 1), running: 1 }).finally(waiting.resolve);
    expect([(await one)?.task_id, await other]).toEqual([next, null]);
    expect(await world.db.task.count({ where: { claim_token: { not: null } } })).toBe(1);
  });

  it('two workers on one queue run each task once', async () => {
    const started: string[] = [];
    const run = scriptedRun((stage, job) => void (stage === 'resolve' && started.push(job.task_id)));
    // Two SQLite connections in one process would wait for each other without letting each other go on.
    const other = world.database.url.startsWith('file:') ? world.db : await world.database.another();
    world.worker(run).start();
    world.worker(run, { db: other }).start();
    const ids = await Promise.all(Array.from({ length: 8 }, (_, index) => submit(`https://example.org/${index}`)));
    for (const id of ids) expect((await ended(id)).type).toBe('task_completed');
    expect(started.toSorted()).toEqual(ids.toSorted());
  });

  it('a database that fails for a while ends nothing', async () => {
    let broken = true;
    const db = new Proxy(world.db, {
      get(target, name) {
        if (name === 'task' && broken) throw new Error('the database is away');
        return Reflect.get(target, name) as unknown;
      },
    });
    world.worker(scriptedRun(), { db }).start();
    const id = await submit();
    broken = false;
    world.clock.advance(1000);
    expect((await ended(id)).type).toBe('task_completed');
  });
});
