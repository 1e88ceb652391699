import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { bytesOf, type Frame } from './frame.ts';
import type { StreamSink } from './sse.ts';
import { plan, shrink, type Plan, type Visitor } from '#lib/testing/simulation/plan.ts';
import { simulate, type Planted } from '#lib/testing/simulation/simulation.ts';

/** How many schedules are run; `SIM_SEED=7 npx vitest run lib/realtime/simulation.test.ts` runs one alone. */
const SCHEDULES = 10_000;
const only = process.env['SIM_SEED'];

// Writes in full flow are paced by how long they took: on a clock that stands still they took no time.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** The first plan that ends wrong, made as small as it goes, in words. */
async function firstWrong(plans: Iterable<Plan>, planted: Planted = {}): Promise<string | null> {
  const wrongOf = (given: Plan) => simulate(given, planted);
  for (const given of plans) {
    if ((await wrongOf(given)).length === 0) continue;
    const least = await shrink(given, async (less) => (await wrongOf(less)).length > 0);
    return `seed ${given.seed} (SIM_SEED=${given.seed}): ${(await wrongOf(least)).slice(0, 3).join('; ')}\n${JSON.stringify(least)}`;
  }
  return null;
}

function* plans(from: number, to: number): Generator<Plan> {
  for (let seed = from; seed < to; seed++) yield plan(seed);
}

/** As they are, but that all who come are of one kind. */
function* allAre(kind: Visitor['kind'], given: Iterable<Plan>): Generator<Plan> {
  for (const each of given) yield { ...each, clients: each.clients.map(({ at }) => ({ kind, at })) };
}

/** What calls of a task's view say, by what was said of it before. */
function saying(change: (read: () => Promise<TaskView>, said: TaskView[]) => Promise<TaskView>): Planted {
  return {
    view: (own) => {
      const said = new Map<string, TaskView[]>();
      return async (id) => {
        const before = said.get(id) ?? [];
        const view = await change(() => own(id), before);
        said.set(id, [...before, view]);
        return view;
      };
    },
  };
}

function changed(sink: StreamSink, change: Partial<StreamSink>): StreamSink {
  return Object.assign(Object.create(sink) as StreamSink, change);
}

function keepsLast(sink: StreamSink): StreamSink {
  let kept: readonly Frame[] = [];
  return changed(sink, {
    write: (...frames) => {
      if (kept.length > 0) sink.write(...kept);
      kept = frames;
    },
  });
}

describe('server, log, bell, queue, workers and clients under every fault', () => {
  it.each(Array.from({ length: 10 }, (_, tenth) => tenth))('[E1][E3][S1][S5][D1][D2][T1][T2] ends with every view the fold of its log, each stage run once, and what was deleted gone: %i/10', { timeout: 120_000 }, async (tenth) => {
    const [from, to] = only === undefined ? [(tenth * SCHEDULES) / 10, ((tenth + 1) * SCHEDULES) / 10] : [Number(only), Number(only) + Number(tenth === 0)];
    expect(await firstWrong(plans(from, to))).toBeNull();
  });

  // Seeds that ended wrong once, each made as small as it goes.
  it.each<[string, Plan]>([
    ['[S3] nobody is shown less than a page knew that was rendered from a log this node had not heard all of', {
      seed: 25, tasks: 2, workers: 2, clients: [{ kind: 'tab', at: 10755 }, { kind: 'tab', at: 1133 }, { kind: 'tab', at: 11755 }], bell: { lost: 0.21703449683263898, doubled: 0.3170784051762894, late: 0.33478793362155557 },
      faults: [{ kind: 'delete', at: 7854, target: 8, lasts: 37542 }],
    }],
    ['[S5] who asks for a task again and again, and never stays, is told of its deletion, though the bell was silent', {
      seed: 213, tasks: 1, workers: 1, clients: [{ kind: 'source', at: 1665 }, { kind: 'source', at: 3411 }], bell: { lost: 0.14677738409955055, doubled: 0, late: 0 },
      faults: [{ kind: 'delete', at: 24572, target: 8, lasts: 532 }, { kind: 'hand-back', at: 10733, target: 2, lasts: 279 }, { kind: 'cut', at: 9154, target: 9, lasts: 42273 }],
    }],
    ['[T2] a task that is deleted after its end is gone for event streams too, which end with it', {
      seed: 17, tasks: 1, workers: 1, clients: [{ kind: 'tab', at: 3683 }, { kind: 'barred', at: 11934 }], bell: { lost: 0.1826106336666271, doubled: 0, late: 0.22814178001135588 },
      faults: [{ kind: 'delete', at: 23737, target: 4, lasts: 4112 }],
    }],
    ['[C4] an event stream that is half open is left', {
      seed: 37, tasks: 1, workers: 1, clients: [{ kind: 'barred', at: 1748 }], bell: { lost: 0, doubled: 0, late: 0 }, faults: [{ kind: 'half-open', at: 3961, target: 3, lasts: 37135 }],
    }],
  ])('%s', async (_name, given) => {
    expect(await simulate(given)).toEqual([]);
  });

  it('has the same outcome for the same plan', async () => {
    for (const given of plans(80, 90)) expect(await simulate(given, { unfenced: true })).toEqual(await simulate(given, { unfenced: true }));
  });

  // A simulation that finds nothing may be one that cannot: each of these is a fault that was put in.
  it.each<[string, Planted]>([
    ['a log that takes the word of a worker whose claim is lost', { unfenced: true }],
    ['a task that is cancelled and stays its worker’s', { unreleased: true }],
    ['a gateway that is not told of a deletion, and does not look', { feed: (feed) => ({ ...feed, heads: async (ids) => new Map([...(await feed.heads(ids)), ...ids.map((id) => [id, 0] as const)]), readLive: async (id) => feed.readLive(id) }) }],
    ['a gateway that never looks whether the bell was silent', { feed: (feed) => ({ ...feed, heads: async (ids) => new Map(ids.map((id) => [id, 0])) }) }],
    ['a log that leaves out one milestone for who resumes', { feed: (feed) => ({ ...feed, readAfter: async (id, after, limit) => (await feed.readAfter(id, after, limit)).slice(Number(after > 2)) }) }],
    ['a snapshot that tells of another end', { feed: (feed) => ({ ...feed, readLive: async (id) => feed.readLive(id).then((task) => task && { ...task, view: { ...task.view, status: 'failed' as const } }) }) }],
    ['a log that tells a milestone twice to who resumes', { feed: (feed) => ({ ...feed, readAfter: async (id, after, limit) => (await feed.readAfter(id, after, limit)).flatMap((event, index) => (index === 0 ? [event, event] : [event])) }) }],
    ['a log that says of a task that it is gone', { feed: (feed) => ({ ...feed, heads: async () => new Map() }) }],
    ['an event stream that keeps to itself what it was told last', { sink: keepsLast }],
    ['an event stream that says everything twice', { sink: (sink) => changed(sink, { write: (...frames) => sink.write(...frames, ...frames) }) }],
    ['an event stream whose ids are one ahead', { sink: (sink) => changed(sink, { write: (...frames) => sink.write(Buffer.from(bytesOf(frames).toString().replaceAll(/^id: (\d+)/gm, (_all, id) => `id: ${Number(id) + 1}`))) }) }],
    ['an event stream that outlives its task', { sink: (sink) => changed(sink, { end: () => undefined }) }],
  ])('finds %s', async (_name, planted) => {
    expect(await firstWrong(plans(0, 2_000), planted)).toMatch(/^seed \d+/);
  });

  it.each<[string, Planted]>([
    ['what was true when it was first asked', saying(async (read, said) => said[0] ?? read())],
    ['by turns what is true and what was', saying(async (read, said) => (said.length % 3 === 2 && said[0]) || read())],
    ['an end that was another', { view: (own) => async (id) => own(id).then((view) => ({ ...view, status: 'failed' })) }],
    ['stages that are all still to come', { view: (own) => async (id) => own(id).then((view) => ({ ...view, stages: view.stages.map((stage) => ({ ...stage, status: 'pending' })) })) }],
    ['a deleted task', saying(async (read, said) => read().catch((error: unknown) => said.at(-1) ?? Promise.reject(error)))],
    ['of a task that it is gone', { view: () => () => Promise.reject(new Failure('task_not_found')) }],
  ])('finds, by those alone who ask again and again, that they are told %s', async (_name, planted) => {
    expect(await firstWrong(allAre('poller', plans(0, 500)), planted)).toMatch(/^seed \d+/);
  });
});
