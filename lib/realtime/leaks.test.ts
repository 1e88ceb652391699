import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { get } from 'node:http';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserActor } from '#lib/auth/actor.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import type { ChurnOrder, ChurnTally } from '#lib/testing/churn.ts';
import { httpWorld } from '#lib/testing/http-world.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';

const CYCLES = 10_000;
/** What is made once and kept (code, caches) is made in these. */
const FIRST_CYCLES = 1_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let world: Awaited<ReturnType<typeof httpWorld>>;
let clock: ManualClock;
let clients: ChildProcess;
let task_ids: string[];
/** Every connection that the server took, for as long as anything holds it. */
const taken: WeakRef<object>[] = [];

beforeAll(async () => {
  clock = new ManualClock(Date.now());
  world = await httpWorld({}, clock);
  world.server.on('connection', (socket) => void taken.push(new WeakRef(socket)));
  const owner = (await world.services.auth.authenticate({})) as UserActor;
  const submit = async () => (await world.services.tasks.submit(owner, { url: SAMPLE_URL })).view.id;
  task_ids = await Promise.all([submit(), submit(), submit()]);
  clients = fork(path.resolve(import.meta.dirname, '../testing/churn.ts'), { execArgv: [] });
});

afterAll(async () => {
  clients.kill();
  await world.close();
});

async function churn(cycles: number): Promise<ChurnTally> {
  clients.send({ port: Number(world.url.port), cycles, task_ids } satisfies ChurnOrder);
  return (await once(clients, 'message'))[0] as ChurnTally;
}

/** A call that leaves no connection behind. */
function metrics(): Promise<string> {
  return new Promise((resolve, reject) => {
    get(new URL('/metrics', world.url), { agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => resolve(body));
    }).on('error', reject);
  });
}

const FIGURES = ['connections', 'subscriptions', 'topics', 'queued_bytes', 'kept_connections'] as const;

/** What the gateway says it holds. */
async function held(): Promise<Record<string, number>> {
  const text = await metrics();
  return Object.fromEntries(FIGURES.map((name) => [name, Number(new RegExp(`^mindtube_${name} (\\S+)$`, 'm').exec(text)?.[1])]));
}

/** What the process says it holds, by kind; descriptors where the system tells them. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = { timers: clock.pending, descriptors: descriptors() };
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function descriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** What the process holds once it holds no more than `expected`, or when 10 s have passed. */
async function resourcesNow(expected?: Record<string, number>): Promise<Record<string, number>> {
  const end = Date.now() + 10_000;
  do await nextTurn();
  while (expected && Date.now() < end && !isDeepStrictEqual(resources(), expected));
  return resources();
}

/** Everyone has left, and the time for which anything is kept for them is over. */
async function emptied(): Promise<void> {
  await expect.poll(async () => (await held()).connections, { timeout: 10_000 }).toBe(0);
  for (let seconds = 0; seconds < 125; seconds += 5) {
    clock.advance(5_000);
    await nextTurn();
  }
  await expect.poll(held, { timeout: 10_000 }).toEqual({ connections: 0, subscriptions: 0, topics: 0, queued_bytes: 0, kept_connections: 0 });
}

/** Connections that something still holds. */
async function survivors(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    await nextTurn();
    collectGarbage();
  }
  return taken.filter((ref) => ref.deref() !== undefined).length;
}

describe('10 000 connections that came, subscribed and left in every way', () => {
  it('leave nothing behind: no entry, timer, descriptor, object or memory', async () => {
    await churn(FIRST_CYCLES);
    await emptied();
    await survivors();
    const before = await resourcesNow();
    const heap = process.memoryUsage().heapUsed;
    taken.length = 0;

    const tally = await churn(CYCLES);
    expect(await held()).toMatchObject({ kept_connections: expect.toSatisfy((kept: number) => kept > 1_000) });
    await emptied();

    expect(Object.values(tally)).toEqual(Object.values(tally).map(() => CYCLES / Object.keys(tally).length));
    expect(taken.length).toBeGreaterThan(CYCLES);
    expect(await survivors()).toBe(0);
    taken.length = 0;
    expect(await resourcesNow(before)).toEqual(before);
    expect(process.memoryUsage().heapUsed).toBeLessThan(heap * 1.05);
  }, 120_000);

  it('would be seen to leave something behind', async () => {
    taken.length = 0;
    const kept: object[] = [];
    world.server.once('connection', (socket) => kept.push(socket));
    await churn(100);
    await emptied();
    expect([await survivors(), kept.length]).toEqual([1, 1]);
  }, 60_000);
});
