import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserActor } from '#lib/auth/actor.ts';
import type { Milestone, MilestoneDraft } from '#lib/protocol/events.ts';
import { zEventsPage } from '#lib/protocol/http.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { STAGES } from '#lib/protocol/stages.ts';
import { fold, stateOf } from '#lib/protocol/fold.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { append, readAfter } from '#lib/tasks/event-log.ts';
import { completedDraft, startedDraft } from '#lib/testing/builders.ts';
import { fastClock } from '#lib/testing/fast-clock.ts';
import { FaultProxy } from '#lib/testing/fault-proxy.ts';
import { httpWorld } from '#lib/testing/http-world.ts';
import { NetworkClient } from '#lib/testing/network-client.ts';
import { foldLog } from '#lib/testing/task-world.ts';

/** Heartbeats and waits of half a minute are seen in a second and a half. */
const clock = fastClock(20);
let world: Awaited<ReturnType<typeof httpWorld>>;
let proxy: FaultProxy;
let task_id: string;
let clients: NetworkClient[];

beforeEach(async () => {
  world = await httpWorld({}, clock);
  proxy = await FaultProxy.start(() => Number(world.url.port));
  const owner = (await world.services.auth.authenticate({})) as UserActor;
  task_id = (await world.services.tasks.submit(owner, { url: SAMPLE_URL })).view.id;
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.close();
  await proxy.stop();
  await world.close();
});

function client(transport: 'socket' | 'stream' | 'both' = 'socket'): NetworkClient {
  const made = new NetworkClient(task_id, { port: () => proxy.port, clock, transport });
  clients.push(made);
  return made;
}

const RUN: MilestoneDraft[] = [...STAGES.flatMap((stage) => [startedDraft(stage), completedDraft(stage)]), { type: 'task_completed', result: { omitted: ['transcript'] } }];
const END = RUN.length + 1;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A run as a worker logs it, in bursts; `at` is told of each milestone and may hold the run up. */
async function run(at: (seq: number) => Promise<unknown> | void = () => {}): Promise<void> {
  for (const [index, draft] of RUN.entries()) {
    await append({ db: world.db, bell: world.bell, clock }, { task_id }, { draft });
    for (let tick = 0; tick < 5; tick++) {
      world.bell.ring({ kind: 'tick', task_id, attempt: 1, draft: { type: 'progress_update', stage: STAGES[index >> 1] ?? 'save', progress: tick / 4, overall: index / RUN.length, message: `tick ${tick}`, elapsed_time: 1 } });
      await nextTurn();
    }
    await at(index + 2);
  }
}

/** What a subscriber must show: the log folded, whatever came how. */
async function truth(): Promise<TaskView> {
  const log = await readAfter(world.db, task_id, 0, 1000);
  return foldLog(blankView(task_id, log[0]?.timestamp ?? ''), log);
}

const seqOf = async (of: NetworkClient, seq: number) => expect.poll(() => of.view?.seq ?? 0, { timeout: 10_000 }).toBeGreaterThanOrEqual(seq);

/** The client ends in the fold of the log, and no milestone was shown twice or out of order on the way. */
async function endsWell(of: NetworkClient): Promise<void> {
  await seqOf(of, END);
  expect(of.view).toEqual(await truth());
  await expect.poll(() => of.connection).toBe('live');
  const seqs = of.shown.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  expect(of.live).toEqual([...new Set(of.live)].toSorted((a, b) => a - b));
}

/** At these milestones, once the client is there, something happens to the network. */
const atEach = (seqs: readonly number[], of: NetworkClient, fault: () => unknown) => async (seq: number) => {
  if (!seqs.includes(seq)) return;
  await seqOf(of, seq - 1);
  await fault();
};

describe('a client on a network that', () => {
  it('[E1] is cut again and again in the middle of a burst misses nothing and shows nothing twice', async () => {
    const one = client();
    await seqOf(one, 1);
    await run(atEach([3, 4, 8, 12, 15], one, () => proxy.cut()));
    await endsWell(one);
    expect(one.dialled.socket).toBeGreaterThan(3);
  });

  it('[E3] splits every frame at every byte, then merges them, shows each milestone once', async () => {
    proxy.set('down', 'split');
    proxy.set('up', 'split');
    const one = client();
    await seqOf(one, 1);
    await run(atEach([5], one, () => proxy.set('down', 'stall')));
    expect(one.view?.seq).toBeLessThan(END);
    proxy.set('down', 'pass');
    await endsWell(one);
    expect(one.dialled.socket).toBe(1);
  });

  it('[E1] is slow, and cut while much is under way, ends where a quick one does', async () => {
    proxy.delay(15);
    const one = client();
    const quick = new NetworkClient(task_id, { port: () => Number(world.url.port), clock, transport: 'socket' });
    clients.push(quick);
    await seqOf(one, 1);
    await run((seq) => (seq === 9 ? proxy.cut() : undefined));
    await Promise.all([endsWell(one), endsWell(quick)]);
    expect(quick.dialled.socket).toBe(1);
  });

  it('[C4] goes dead without a word is left by the client, which comes back in place of itself', async () => {
    const one = client();
    await seqOf(one, 1);
    await run(atEach([5], one, () => proxy.strand()));
    await endsWell(one);
    expect(one.dialled.socket).toBe(2);
    await expect.poll(async () => (await fetch(new URL('/metrics', world.url))).text(), { timeout: 10_000 }).toContain('closed_total{code="4409"} 1');
  });

  it('[C4] loses a client for good has the server close it 4408', async () => {
    const one = client();
    await seqOf(one, 1);
    proxy.strand();
    proxy.refuse('all');
    await expect.poll(async () => (await fetch(new URL('/metrics', world.url))).text(), { timeout: 10_000 }).toContain('closed_total{code="4408"} 1');
    proxy.refuse('none');
    await run();
    await endsWell(one);
  });

  it('[T1] lets no WebSocket through is followed by event streams, cut or not, and by a WebSocket once it can be', async () => {
    proxy.refuse('upgrades');
    const one = client('both');
    await run(async (seq) => {
      await seqOf(one, seq - 1);
      if (seq % 5 === 0) proxy.cut();
    });
    await endsWell(one);
    expect(one.dialled.stream).toBeGreaterThan(1);
    const { streamed, socket } = { streamed: one.dialled.stream, socket: one.dialled.socket };
    proxy.refuse('none');
    await expect.poll(() => one.dialled.socket, { timeout: 10_000 }).toBeGreaterThan(socket);
    expect(one.dialled.stream).toBe(streamed);
  });
});

/** A client that only asks, again and again, by the rules of E3. */
async function polled(): Promise<TaskView> {
  let state = stateOf(blankView(task_id, ''));
  while (state.view.seq < END) {
    const page = await fetch(`http://127.0.0.1:${proxy.port}/api/v1/tasks/${task_id}/events?after=${state.view.seq}`, { headers: { accept: 'application/json' } })
      .then(async (response) => zEventsPage.parse(await response.json()).events, (): Milestone[] => []);
    state = page.reduce(fold, state);
    await nextTurn();
  }
  return state.view;
}

describe('the three ways to follow a task', () => {
  it('[T2] end in the same state, each under drops', async () => {
    const [socket, stream] = [client('socket'), client('stream')];
    const polling = polled();
    await Promise.all([seqOf(socket, 1), seqOf(stream, 1)]);
    await run(async (seq) => {
      if (seq % 3 !== 0) return;
      await Promise.all([seqOf(socket, seq - 2), seqOf(stream, seq - 2)]);
      proxy.cut();
    });
    await Promise.all([endsWell(socket), endsWell(stream)]);
    expect(await polling).toEqual(socket.view);
    expect([socket.dialled.socket, stream.dialled.stream].every((dialled) => dialled > 3)).toBe(true);
  });
});
