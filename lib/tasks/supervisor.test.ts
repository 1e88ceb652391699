import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { log } from '#lib/platform/log.ts';
import { PROCESS_MARK } from '#lib/platform/process-mark.ts';
import { aroundDb } from '#lib/testing/around-db.ts';
import { startedDraft } from '#lib/testing/builders.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';
import { watched } from '#lib/testing/watched-time.ts';
import type { Ring } from './bell.ts';
import { append } from './event-log.ts';
import { LEASE_MS } from './lease-watch.ts';
import { claimNext, heartbeat, requeue } from './queue.ts';
import { createSupervisor, SWEEP_MS, type Supervisor } from './supervisor.ts';
import { addTiming, forkWork, pastSeconds } from './work-repo.ts';

let world: TaskWorld;
let supervisor: Supervisor;
beforeEach(async () => {
  world = await taskWorld();
  supervisor = createSupervisor({ db: world.db, bell: world.bell, clock: world.clock, log });
});
afterEach(async () => {
  await supervisor.stop();
  await world.close();
});

const submit = async (key?: string) => (await world.service.submit(world.actor, { url: 'https://example.org/v', idempotency_key: key })).view.id;
const rung = (kind: Ring['kind']) => new Promise<Ring>((resolve) => world.bell.onRing((ring) => ring.kind === kind && resolve(ring)));

/** A lease runs out, and something happens between the look at the claims and what comes of it. */
async function takenBackJustAfter(act: () => Promise<unknown>): Promise<void> {
  let due = false;
  const db = aroundDb(world.db, async (call, run) => {
    const result = await run();
    if (due && call === 'task.findMany') await act();
    return result;
  });
  const other = createSupervisor({ ...world, db, log });
  await watched(world.clock, other, LEASE_MS - 1);
  due = true;
  world.clock.advance(1);
  await other.sweep();
}

describe('the supervisor', () => {
  it('[D2] leaves a task alone whose worker is alive, and takes it back 30 s after the last sign', async () => {
    const id = await submit();
    const claim = await claimNext({ ...world, running: null });
    await watched(world.clock, supervisor, LEASE_MS - 1);
    expect(await heartbeat(world, [claim!.claim_token, 'gone'])).toEqual(new Set([claim!.claim_token]));
    await watched(world.clock, supervisor, LEASE_MS - 1);
    expect(await world.log(id)).toHaveLength(1);
    await watched(world.clock, supervisor, 1);
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_retried', reason: 'worker_lost', from_stage: 'resolve' });
  });

  it.each([['ahead of', 3_600_000], ['behind', -3_600_000]])('[D2] whose clock is an hour %s the worker’s judges it by its signs of life alone', async (_, skew) => {
    const id = await submit();
    const claim = await claimNext({ ...world, running: null });
    const clock = new ManualClock(world.clock.now() + skew);
    const elsewhere = createSupervisor({ ...world, clock, log });
    for (let beat = 0; beat < 12; beat++) {
      await heartbeat(world, [claim!.claim_token]);
      world.clock.advance(LEASE_MS / 3);
      await watched(clock, elsewhere, LEASE_MS / 3);
    }
    expect(await world.log(id)).toHaveLength(1);
    await watched(clock, elsewhere, LEASE_MS);
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_retried', reason: 'worker_lost' });
  });

  it.runIf(process.platform === 'linux')('[D2] takes a task back at once whose worker’s process has ended on this machine, and no other machine’s', async () => {
    const [ended, elsewhere] = [await submit('ended'), await submit('elsewhere')];
    const [namespace, pid, start] = PROCESS_MARK?.split('~') ?? [];
    await claimNext({ ...world, running: null });
    await claimNext({ ...world, running: null });
    await world.db.task.update({ where: { id: ended }, data: { claim_token: `a-token ${namespace}~${pid}~${Number(start) - 1}` } });
    await world.db.task.update({ where: { id: elsewhere }, data: { claim_token: `b-token another-boot.1~${pid}~1` } });
    await supervisor.sweep();
    expect((await world.log(ended)).at(-1)).toMatchObject({ type: 'task_retried', reason: 'worker_lost' });
    expect(await world.log(elsewhere)).toHaveLength(1);
  });

  it('does not count the time in which it was stopped itself, since all others may have been', async () => {
    const id = await submit();
    const claim = await claimNext({ ...world, running: null });
    await supervisor.sweep();
    world.clock.advance(3_600_000);
    await Promise.all([supervisor.sweep(), supervisor.sweep(), supervisor.sweep()]);
    expect(await world.log(id)).toHaveLength(1);
    await heartbeat(world, [claim!.claim_token]);
    await watched(world.clock, supervisor, LEASE_MS - 1);
    expect(await world.log(id)).toHaveLength(1);
  });

  it('takes back the others where one cannot be', async () => {
    const [broken, id] = [await submit(), await submit()];
    await claimNext({ ...world, running: null });
    await claimNext({ ...world, running: null });
    await world.db.task.update({ where: { id: broken }, data: { view: '{' } });
    await watched(world.clock, supervisor, LEASE_MS);
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_retried', reason: 'worker_lost' });
  });

  it('says where a task was that is given up by what its worker wrote last, up to that moment', async () => {
    const id = await submit();
    const claim = await claimNext({ ...world, running: null });
    await world.db.task.update({ where: { id }, data: { losses: 3 } });
    await takenBackJustAfter(() => append(world, claim!, { draft: startedDraft('resolve') }));
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_failed', code: 'worker_lost', stage: 'resolve' });
  });

  it('leaves a task with its worker that has renewed the lease just before it would be taken back', async () => {
    const id = await submit();
    const claim = await claimNext({ ...world, running: null });
    await takenBackJustAfter(() => heartbeat(world, [claim!.claim_token]));
    expect((await world.log(id)).map((event) => event.type)).toEqual(['task_queued']);
    await append(world, claim!, { draft: startedDraft('resolve') });
  });

  it('two of them take a lost task back once', async () => {
    const id = await submit();
    await claimNext({ ...world, running: null });
    const other = createSupervisor({ db: world.db, bell: world.bell, clock: world.clock, log });
    await Promise.all([supervisor, other].map((each) => each.sweep()));
    for (let look = 1; look < LEASE_MS / SWEEP_MS; look++) {
      world.clock.advance(SWEEP_MS);
      await Promise.all([supervisor.sweep(), other.sweep()]);
    }
    expect(await world.log(id)).toHaveLength(1);
    world.clock.advance(SWEEP_MS);
    await Promise.all([supervisor.sweep(), other.sweep()]);
    expect((await world.log(id)).map((event) => event.type)).toEqual(['task_queued', 'task_retried']);
  });

  it('calls the workers for a retry that is due', async () => {
    await submit();
    const claim = await claimNext({ ...world, running: null });
    await requeue(world, claim!, { reason: 'backoff', row: { run_after: new Date(world.clock.now() + 5000) } });
    expect(await claimNext({ ...world, running: null })).toBeNull();
    world.clock.advance(5000);
    const called = rung('queue');
    await supervisor.sweep();
    await called;
    expect((await claimNext({ ...world, running: null }))?.task_id).toBe(claim?.task_id);
  });

  it('looks by itself every five seconds', async () => {
    await submit();
    await claimNext({ ...world, running: null });
    let looked = Promise.withResolvers<void>();
    const db = aroundDb(world.db, async (call, run) => {
      const result = await run();
      if (call === 'task.count') looked.resolve();
      return result;
    });
    const back = rung('milestone');
    supervisor = createSupervisor({ ...world, db, log });
    supervisor.start();
    for (let look = 0; look < LEASE_MS / SWEEP_MS; look++) {
      await looked.promise;
      looked = Promise.withResolvers();
      world.clock.advance(SWEEP_MS);
    }
    expect(await back).toMatchObject({ event: { type: 'task_retried', reason: 'worker_lost' } });
  });

  it('[X4] forgets keys after 24 hours, and works that no task has', async () => {
    const id = await submit('k');
    const { work_id } = await world.db.task.findUniqueOrThrow({ where: { id } });
    await world.db.$transaction((tx) => forkWork(tx, work_id, new Date(world.clock.now())));
    await supervisor.tidy();
    expect([await world.db.idempotencyKey.count(), await world.db.work.count()]).toEqual([1, 2]);
    world.clock.advance(24 * 3_600_000);
    await supervisor.tidy();
    expect([await world.db.idempotencyKey.count(), await world.db.work.count()]).toEqual([0, 1]);
  });

  it('keeps a bounded number of past seconds, the newest', async () => {
    for (let index = 0; index < 205; index++) await addTiming(world.db, 'resolve', index);
    await supervisor.tidy();
    expect(await world.db.stageTiming.count()).toBe(200);
    expect((await pastSeconds(world.db, 'resolve')).slice(0, 3)).toEqual([204, 203, 202]);
  });

  it('survives a database that is away', async () => {
    const id = await submit();
    await claimNext({ ...world, running: null });
    let away = true;
    const db = new Proxy(world.db, {
      get(target, name) {
        if (away && name === 'task') throw new Error('the database is away');
        return Reflect.get(target, name) as unknown;
      },
    });
    const shaken = createSupervisor({ db, bell: world.bell, clock: world.clock, log });
    await watched(world.clock, shaken, LEASE_MS);
    away = false;
    await shaken.sweep();
    expect(await world.log(id)).toHaveLength(1);
    await watched(world.clock, shaken, LEASE_MS);
    expect((await world.log(id)).at(-1)?.type).toBe('task_retried');
  });
});
