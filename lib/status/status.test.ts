import { afterAll, describe, expect, it } from 'vitest';
import { statusReport } from '#lib/resources.ts';
import { append } from '#lib/tasks/event-log.ts';
import { wireWorld } from '#lib/testing/wire-world.ts';
import { readSse } from '../../scripts/conformance/sse.ts';

const world = await wireWorld();
const { target, owner, submit, log } = world;
afterAll(() => world.close());

describe('the status of a server', () => {
  it('tells of connections, deliveries and refusals, by socket and by stream', async () => {
    const id = await submit();
    const client = await target.connect();
    client.send({ type: 'subscribe_task', task_id: id });
    await client.next('task_snapshot');
    const streaming = readSse(target, id, {});
    await expect.poll(async () => (await statusReport()).load).toMatchObject({ connections: 2, streams: 1, subscriptions: 2, topics: 1 });
    await log(id, 'because');
    await client.next('stage_skipped');
    const raw = target.raw();
    await raw.upgrade('/nowhere', target.rawHeaders).catch(() => undefined);
    const report = await statusReport();
    expect(report.latency.socket?.count).toBeGreaterThanOrEqual(2);
    expect(report.since_start.subscriptions).toEqual([{ name: 'snapshot', count: 1 }]);
    expect(report.since_start.refusals.map(({ name }) => name)).toContain('unknown_path');
    await world.services.tasks.cancel(owner, id);
    await streaming;
    client.close();
    await expect.poll(async () => (await statusReport()).since_start.closes).toEqual([{ name: '1000', count: 1 }]);
    expect((await statusReport()).load).toMatchObject({ connections: 0, subscriptions: 0, queued_bytes: 0 });
  });

  it('tells of the tasks of everybody, and why they failed', async () => {
    const { db, bell, services } = world;
    const id = await submit();
    await append({ db, bell, clock: services.clock }, { task_id: id }, { draft: { type: 'task_failed', stage: 'resolve', code: 'captions_gated', error: '-', retryable: true, hint: '-' } });
    const waiting = await submit();
    await expect.poll(async () => (await statusReport()).tasks, { timeout: 5_000 }).toMatchObject({ waiting: 1, day: { failed: 1, cancelled: 1 }, failures: [{ name: 'captions_gated', count: 1 }] });
    await world.services.tasks.cancel(owner, waiting);
  });

  it('holds no secret and no words of any task', async () => {
    await submit();
    const text = JSON.stringify(await statusReport());
    expect(text).not.toMatch(/https?:|secret|sample|token/);
  });
});
