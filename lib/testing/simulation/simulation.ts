import { Failure } from '#lib/protocol/errors.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import type { StreamSink } from '#lib/realtime/sse.ts';
import { writesWait } from '#lib/realtime/turn.ts';
import { ManualClock } from '../manual-clock.ts';
import { MemoryLog, type LogFaults } from '../memory-log.ts';
import { Chance } from './chance.ts';
import type { ReadView } from './door.ts';
import { happen } from './faults.ts';
import { wrongOfTask } from './judge.ts';
import { FAITHFUL, LossyBell } from './lossy-bell.ts';
import type { Plan } from './plan.ts';
import { SimulatedServer } from './server.ts';
import { ViewWatch } from './view-watch.ts';
import { Visitors } from './visitors.ts';
import { SimulatedWorker } from './worker.ts';

/** Faults that are planted to see that the simulation finds them. */
export type Planted = LogFaults & { feed?: (feed: Feed) => Feed; sink?: (sink: StreamSink) => StreamSink; view?: (read: ReadView) => ReadView };

/** Milliseconds between the submissions of two tasks. */
const SUBMIT_MS = 700;
const SWEEP_MS = 5_000;
/** By then every client has come. Milliseconds. */
const SETTLED_MS = 13_000;
/** A read of the log takes so long at most. Milliseconds. */
const READ_MS = 60;
/** After the last fault so long is left for everything to heal: a lease, a heartbeat and the longest backoff. Milliseconds. */
const HEALING_MS = 120_000;
/** A stream that is over ends within this. Milliseconds. */
const ENDING_MS = 200;

/** One run of server, log, bell, queue, workers and clients by a plan of faults. The same plan has the same outcome. @returns what was wrong */
export async function simulate(plan: Plan, planted: Planted = {}): Promise<string[]> {
  const world = new World(plan, planted);
  await world.run();
  return world.wrong;
}

class World {
  readonly wrong: string[] = [];
  readonly clock = new ManualClock();
  readonly chance: Chance;
  readonly log: MemoryLog;
  readonly server: SimulatedServer;
  readonly workers: readonly SimulatedWorker[];
  readonly visitors: Visitors;
  #plan: Plan;
  #bell: LossyBell;
  /** Something happened since it was last looked at. */
  #traffic = true;

  constructor(plan: Plan, planted: Planted) {
    const { clock } = this;
    this.#plan = plan;
    this.chance = new Chance(plan.seed);
    this.#bell = new LossyBell({ clock, chance: this.chance, faults: plan.bell }, (word) => this.server.ring(word));
    this.log = new MemoryLog(clock, this.#bell, planted);
    this.server = this.#serve(planted);
    for (let index = 0; index < plan.tasks; index++) clock.after(index * SUBMIT_MS, () => this.log.submit(`t${index}`));
    this.workers = Array.from({ length: plan.workers }, () => new SimulatedWorker({ clock, chance: this.chance, log: this.log, ring: (word) => this.#bell.ring(word) }));
    this.#sweepLater();
    const views = new ViewWatch(this.log, (what) => void this.wrong.push(what));
    this.visitors = new Visitors({ clock, chance: this.chance, server: this.server, log: this.log, onShown: (...shown) => views.see(...shown) });
    for (const [index, visitor] of plan.clients.entries()) this.#at(visitor.at, () => this.visitors.arrive(index, visitor));
    for (const fault of plan.faults) this.#at(fault.at, () => happen(this, fault));
  }

  async run(): Promise<void> {
    await this.#pass(Math.max(...this.#plan.faults.map(({ at, lasts }) => at + lasts), SETTLED_MS));
    this.#heal();
    await this.#pass(HEALING_MS);
    for (const task_id of this.log.ids) this.wrong.push(...wrongOfTask(this.log, task_id));
    this.wrong.push(...this.visitors.judge());
    await this.#judgeStreams();
    this.visitors.leave();
    for (const worker of this.workers) worker.stop();
    this.server.kill();
  }

  #serve({ feed = same, view = same, sink = same }: Planted): SimulatedServer {
    const late = <T>(value: T): Promise<T> => new Promise((resolve) => this.clock.after(this.chance.whole(0, READ_MS), () => resolve(value)));
    return new SimulatedServer({
      clock: this.clock, chance: this.chance, sink, feed: feed(this.log.feed(late)),
      view: view(async (id) => (await late(this.log.isRemoved(id) ? null : this.log.view(id))) ?? Promise.reject(new Failure('task_not_found'))),
      onTraffic: () => { this.#traffic = true; },
      onWrong: (what) => void this.wrong.push(what),
      onHealed: () => this.#healed(),
    });
  }

  #at(ms: number, thing: () => void): void {
    this.clock.after(ms, () => {
      this.#traffic = true;
      thing();
    });
  }

  #sweepLater(): void {
    this.clock.after(SWEEP_MS, () => {
      this.log.sweep();
      this.#sweepLater();
    });
  }

  /** Moves time from one thing that falls due to the next, letting promises and writes happen in between. */
  async #pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    for (let next = this.clock.next(); next !== null && next <= end; next = this.clock.next()) {
      this.clock.advance(next - this.clock.now());
      do {
        this.#traffic = false;
        await settled();
      } while (this.#traffic);
    }
    this.clock.advance(end - this.clock.now());
  }

  /** From now on nothing goes wrong any more. */
  #heal(): void {
    this.#bell.faults = FAITHFUL;
    this.server.start();
    for (const worker of this.workers) worker.sleep(false);
    for (const wire of this.server.live()) wire.stall(false);
    this.visitors.recover();
  }

  /** Rule T1: a stream that has just been answered may still be about to end. */
  async #judgeStreams(): Promise<void> {
    const due = this.server.live().filter(({ lingers }) => lingers);
    if (due.length > 0) await this.#pass(ENDING_MS);
    if (due.some(({ lingers }) => lingers)) this.wrong.push('a stream outlived its task');
  }

  /** Rule S1: only what the bell did not tell has to be looked for. */
  #healed(): void {
    if (this.#plan.bell.lost === 0 && this.#plan.bell.late === 0) this.wrong.push('milestones had to be looked for, though the bell told of each at once');
  }
}

/**
 * Promises have run as far as they go, and what was ready is written. A turn of the event loop costs a question to the
 * system, more than most of what happens in it: it is taken only where a write waits for its end.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(() => (writesWait() ? setImmediate(resolve) : resolve())));
}

function same<T>(own: T): T {
  return own;
}
